"""One `chat4all connector-host`: the real executable, with certificates and a free port of its own."""

import os
import signal
import socket
import ssl
import struct
import subprocess
from pathlib import Path

import psutil

from .certificates import Authority
from .places import build_folder
from .waiting import eventually

PROTOCOL = "chat4all-connector/1"
OPEN, ACCEPTED, REFUSED, CALL, LEAVING, ENDED, DATA, ALIVE = range(1, 9)


class ConnectorHost:
    """A connector host that can be killed and started again on the same port."""

    def __init__(self, folder: Path, *options: str, names: tuple[str, ...] = ("127.0.0.1", "localhost"), days: int = 7):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.log = folder / "connector-host.log"
        self.address_file = folder / "address"
        self.options = options
        self.authority = Authority(folder / "tls")
        self.server = self.authority.issue("server", *names, server=True, days=days)
        self.client = self.authority.issue("client")
        self.port = 0
        self.process: subprocess.Popen | None = None

    def start(self) -> "ConnectorHost":
        self.address_file.unlink(missing_ok=True)
        binaries = build_folder()
        command = [
            binaries / "chat4all", "connector-host", "--listen", f"127.0.0.1:{self.port}", "--certificate",
            self.server[0], "--key", self.server[1], "--clients", self.authority.file, "--plugins", binaries,
            "--address-file", self.address_file, *self.options,
        ]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CHAT4ALL_")}
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment,
                start_new_session=True,
            )

        def listens() -> bool:
            assert self.process.poll() is None, f"the connector host ended while it started\n{self.log.read_text()}"
            return self.address_file.exists()

        eventually(listens, "the connector host listens", within=30)
        self.port = int(self.address_file.read_text().strip().rpartition(":")[2])
        return self

    def hosting(self, name: str = "127.0.0.1", client: tuple[Path, Path] | None = None, authority: Path | None = None):
        """What stands under `hosting` of an account that runs here."""
        certificate, key = client or self.client
        return (
            f"{{host: '{name}:{self.port}', certificate: {certificate}, key: {key}, "
            f"authority: {authority or self.authority.file}}}"
        )

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(timeout=10)

    def terminate(self, within: float = 40) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=within)

    def clean_up(self) -> None:
        if self.process and self.process.poll() is None:
            self.kill()

    def connectors(self) -> list[psutil.Process]:
        """The processes of connectors that run here."""
        found = []
        for child in psutil.Process(self.process.pid).children():
            try:
                if "connector-child" in child.cmdline():
                    found.append(child)
            except psutil.NoSuchProcess:
                continue
        return found

    def says(self, text: str) -> bool:
        return text in self.log.read_text()

    # As a client that is not ours.

    def connect(
        self, client: tuple[Path, Path] | None = None, version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
        shows: bool = True,
    ) -> ssl.SSLSocket:
        context = ssl.create_default_context(cafile=str(self.authority.file))
        context.maximum_version = version
        context.set_alpn_protocols([PROTOCOL])
        if shows:
            context.load_cert_chain(*(client or self.client))
        raw = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        return context.wrap_socket(raw, server_hostname="localhost")


def record(kind: int, payload: bytes = b"") -> bytes:
    return struct.pack("<IB", len(payload) + 1, kind) + payload


def opening(plugin: str, account: str = "one") -> bytes:
    texts = [text.encode() for text in (plugin, account)]
    return record(OPEN, b"".join(struct.pack("<H", len(text)) + text for text in texts))


def read_record(stream: ssl.SSLSocket) -> tuple[int, bytes] | None:
    """The next record; None at the end of the connection."""

    def exactly(count: int) -> bytes | None:
        data = b""
        while len(data) < count:
            try:
                part = stream.recv(count - len(data))
            except (ConnectionError, ssl.SSLError):
                return None
            if not part:
                return None
            data += part
        return data

    head = exactly(4)
    if head is None:
        return None
    body = exactly(struct.unpack("<I", head)[0])
    return None if body is None else (body[0], body[1:])
