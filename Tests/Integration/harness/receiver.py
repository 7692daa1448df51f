"""A developer's server: takes webhooks, keeps account of them, and misbehaves on demand."""

import gzip
import http.server
import json
import shutil
import ssl
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .waiting import eventually


@dataclass(frozen=True)
class Received:
    """One POST, as it came."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def json(self) -> dict:
        return json.loads(self.body)

    @property
    def type(self) -> str:
        return self.json["type"]

    @property
    def data(self) -> dict:
        return self.json["data"]


# What a path does with a request: gets the handler and how many requests came to the path before.
Behaviour = Callable[["_Handler", int], None]


def answers(status: int, body: bytes = b"", **headers: str) -> Behaviour:
    """Header names are written with underscores."""

    def behave(handler: "_Handler", _: int) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return behave


def first(count: int, then_bad: Behaviour, good: Behaviour | None = None) -> Behaviour:
    """Misbehaves so many times, and is good from then on."""
    good = good or answers(204)
    return lambda handler, before: (then_bad if before < count else good)(handler, before)


def hangs(handler: "_Handler", _: int) -> None:
    """Says nothing until the other side gives up, or the test ends."""
    handler.server.stopping.wait(60)
    handler.close_connection = True


def drips(handler: "_Handler", _: int) -> None:
    """One byte a second."""
    for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b"x" * 1000:
        handler.wfile.write(bytes([byte]))
        if handler.server.stopping.wait(1):
            break
    handler.close_connection = True


def garbage(handler: "_Handler", _: int) -> None:
    handler.wfile.write(b"\x00\xff\x13garbage\r\n\r\n" * 10)
    handler.close_connection = True


def endless(handler: "_Handler", _: int) -> None:
    """A body without an end, as fast as it is taken."""
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    while not handler.server.stopping.is_set():
        handler.wfile.write(chunk)
    handler.close_connection = True


_BOMB = gzip.compress(b"\0" * (200 << 20), 1)


def gzip_bomb(handler: "_Handler", _: int) -> None:
    answers(200, _BOMB, Content_Encoding="gzip")(handler, 0)


def hangs_up(handler: "_Handler", _: int) -> None:
    handler.close_connection = True


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, receiver: "Receiver"):
        self.receiver = receiver
        self.stopping = threading.Event()
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # The gateway hangs up on those who misbehave.


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        path = self.path
        self.received = Received(path, headers, body, time.time())
        behave, before = self.server.receiver.take(self.received)
        behave(self, before)

    def do_GET(self) -> None:
        self.server.receiver.others.append(self.path)
        answers(200)(self, 0)

    def log_message(self, *_: object) -> None:
        pass


@dataclass
class Receiver:
    """Each path is an endpoint of its own; one without a behaviour answers 204."""

    tls: Path | None = None
    behaviours: dict[str, Behaviour] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    # Requests that were no POST: nobody should make any.
    others: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()

    def __enter__(self) -> "Receiver":
        self._server = _Server(self)
        if self.tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self_signed(self.tls))
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stopping.set()
        self._server.shutdown()
        self._server.server_close()

    def url(self, path: str = "/hook", host: str = "127.0.0.1") -> str:
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}{path}"

    def take(self, received: Received) -> tuple[Behaviour, int]:
        with self._lock:
            before = self._counts[received.path]
            self._counts[received.path] += 1
            self.received.append(received)
        return self.behaviours.get(received.path, answers(204)), before

    def at(self, path: str = "/hook", type: str | None = None) -> list[Received]:
        """What came to a path, oldest first."""
        with self._lock:
            return [one for one in self.received if one.path == path and (type is None or one.type == type)]

    def wait_for(self, count: int, path: str = "/hook", type: str | None = None, within: float = 15) -> list[Received]:
        """What came to a path, once it is so many."""
        return eventually(
            lambda: (found := self.at(path, type)) and len(found) >= count and found,
            f"{count} webhooks of type {type or 'any'} at {path}", within=within,
        )


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate that nobody has signed, and its key."""
    folder.mkdir(parents=True, exist_ok=True)
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    if not certificate.exists():
        assert shutil.which("openssl")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
            check=True, capture_output=True,
        )
    return certificate, key
