"""Files of connectors: they are fetched, read and sent on through the gateway, wherever the connector runs, and never through memory.

`chaos` does as the text says: `!fetch /FROM /TO` fetches a file, reads all of it, and sends it on as a part of a form.
"""

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
import pytest
from multipart import MultipartParser, parse_options_header

from harness.api import API
from harness.connector_host import ConnectorHost
from harness.gateway import Gateway
from harness.places import build_folder
from harness.plugin import plugin
from harness.waiting import eventually

BLOCK = bytes(range(256)) * 4096
LARGE = 64
"""Blocks of 1 MiB in the large file."""


class Platform(BaseHTTPRequestHandler):
    """Gives files out, and takes files in: `/N` has N blocks, `/slow` stops after the first until the server says so."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        word = self.path.strip("/")
        if word == "missing":
            self.send_response(404)
            self.send_header("Content-Length", "4")
            self.end_headers()
            self.wfile.write(b"none")
            return
        blocks = LARGE if word == "slow" else int(word)
        self.send_response(200)
        self.send_header("Content-Length", str(blocks * len(BLOCK)))
        self.end_headers()
        for number in range(blocks):
            if word == "slow" and number == 1:
                self.server.has_stopped.set()
                self.server.goes_on.wait(30)
            try:
                self.wfile.write(BLOCK)
            except OSError:
                self.close_connection = True
                return

    def take(self):
        left = int(self.headers["Content-Length"])
        kind, options = parse_options_header(self.headers.get("Content-Type", ""))
        fields: dict[str, bytes] = {}
        digest, length = hashlib.sha256(), 0
        if kind == "multipart/form-data":
            for part in MultipartParser(self.rfile, options["boundary"], left):
                if part.filename:
                    while piece := part.file.read(1 << 20):
                        digest.update(piece)
                        length += len(piece)
                else:
                    fields[part.name] = part.raw
        else:
            while left > 0 and (piece := self.rfile.read(min(left, 1 << 20))):
                digest.update(piece)
                length += len(piece)
                left -= len(piece)
        self.server.uploads.append((self.command, kind, length, digest.hexdigest(), fields))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = take
    do_PUT = take

    def log_message(self, *_):
        pass


@pytest.fixture
def platform() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Platform)
    server.uploads = []
    server.has_stopped, server.goes_on = threading.Event(), threading.Event()
    server.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.goes_on.set()
    server.shutdown()
    server.server_close()


def fnv(blocks: int) -> str:
    """As `chaos` sums up; over few bytes only, because this is Python."""
    total = 0xCBF29CE484222325
    for byte in BLOCK * blocks:
        total = ((total ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{blocks * len(BLOCK)}-{total:016x}"


def digest(blocks: int) -> str:
    whole = hashlib.sha256()
    for _ in range(blocks):
        whole.update(BLOCK)
    return whole.hexdigest()


def channels(url: str, hosting: str = "process") -> str:
    return (
        f"channels: [{{name: chaos, plugin: chaos, settings: {{url: '{url}'}}, hosting: {hosting},"
        " retry: {max_attempts: 1}}]\n"
    )


ALLOWED = {"CHAT4ALL_CONNECTOR_ALLOW_PRIVATE": "127.0.0.1/32"}


def started(new_gateway, text: str) -> Gateway:
    return new_gateway(channels=text, settings=ALLOWED).start()


def conversation_of(api: API) -> str:
    api.identity("rui", "chaos")
    return api.conversation("ana", "rui")


def delivery(api: API, conversation: str, script: str, status: str) -> dict:
    message = api.message_with(api.send(conversation, "ana", script, channels=["chaos"]), status, within=60)
    [delivery] = message["deliveries"]
    return delivery


def assert_passes_files_on(new_gateway, platform, hosting: str) -> None:
    api = started(new_gateway, channels(platform.url, hosting)).api()
    conversation = conversation_of(api)
    found = delivery(api, conversation, "!fetch /1 /upload", "sent")
    assert found["external_message_id"] == fnv(1)
    [(method, kind, length, sha256, fields)] = platform.uploads
    assert (method, kind, length, sha256) == ("POST", "multipart/form-data", len(BLOCK), digest(1))
    assert fields == {"sum": fnv(1).encode()}
    missing = delivery(api, conversation, "!fetch /missing /upload", "failed")
    assert missing["detail"] == "another status"
    empty = delivery(api, conversation, "!fetch /0 /upload", "sent")
    assert empty["external_message_id"] == "0-cbf29ce484222325"
    assert platform.uploads[1][2] == 0


@pytest.mark.parametrize("hosting", ["process", "in_process"])
def test_a_file_is_fetched_read_and_sent_on(new_gateway, platform, hosting: str):
    assert_passes_files_on(new_gateway, platform, hosting)


def test_the_same_from_another_host(new_gateway, platform, host: ConnectorHost):
    assert_passes_files_on(new_gateway, platform, host.hosting())


def peak(process: psutil.Process) -> int:
    """The most memory that it has had, in bytes."""
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no peak")


def test_a_large_file_is_never_in_memory(new_gateway, platform):
    gateway = started(new_gateway, channels(platform.url))
    api = gateway.api()
    conversation = conversation_of(api)
    # What the first file brings with it is not what is asked for here.
    delivery(api, conversation, "!fetch /1 /upload", "sent")
    [child] = [each for each in gateway.usage.children() if "connector-child" in " ".join(each.cmdline())]
    before = [peak(gateway.usage), peak(child)]
    found = delivery(api, conversation, f"!fetch /{LARGE} /upload", "sent")
    assert found["external_message_id"].startswith(f"{LARGE << 20}-")
    assert platform.uploads[1][2:4] == (LARGE << 20, digest(LARGE))
    grown = [after - earlier for after, earlier in zip([peak(gateway.usage), peak(child)], before, strict=True)]
    assert max(grown) < 16 << 20, f"gateway and process grew by {grown} bytes"


def open_files(process: psutil.Process, folder: Path) -> list[str]:
    """Those in the folder, though they have no names any more."""
    found = []
    for link in Path(f"/proc/{process.pid}/fd").iterdir():
        try:
            target = str(link.readlink())
        except FileNotFoundError:
            continue
        if target.startswith(str(folder)):
            found.append(target)
    return found


def test_nothing_of_a_file_is_left(new_gateway, platform):
    gateway = started(new_gateway, channels(platform.url))
    api = gateway.api()
    conversation = conversation_of(api)
    folder = gateway.data / "temporary"
    delivery(api, conversation, "!fetch /1 /upload", "sent")
    eventually(lambda: not open_files(gateway.usage, folder), "the file is closed")
    message = api.send(conversation, "ana", "!fetch /slow /upload", channels=["chaos"])
    assert platform.has_stopped.wait(30)
    eventually(lambda: len(open_files(gateway.usage, folder)) == 1, "a file is being written")
    assert list(folder.iterdir()) == []
    # Whoever fetched it is gone, and with it the file.
    [child] = [each for each in gateway.usage.children() if "connector-child" in " ".join(each.cmdline())]
    platform.goes_on.set()
    child.kill()
    [again] = api.message_with(message, "sent", within=30)["deliveries"]
    assert again["external_message_id"].startswith(f"{LARGE << 20}-")
    eventually(lambda: not open_files(gateway.usage, folder), "the file is closed")
    assert list(folder.iterdir()) == []


def test_plugin_run_sends_a_file(tmp_path: Path, platform):
    settings = tmp_path / "chaos.yaml"
    settings.write_text(f"url: {platform.url}\n")
    file = tmp_path / "números.csv"
    file.write_bytes(BLOCK)
    library = build_folder() / "libchat4all-chaos.so"
    done = plugin(
        "run", "--settings", settings, "--to", "5", "--send-file", file, "--connector-allow-private", "127.0.0.1/32",
        library=library,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert f"result  ok {fnv(1)}" in done.stdout
    assert platform.uploads == [("PUT", "text/csv", len(BLOCK), digest(1), {})]
    typed = plugin(
        "run", "--settings", settings, "--connector-allow-private", "127.0.0.1/32", library=library,
        typed=f"/to 5\n/file {file} numbers\n/file {tmp_path}/none\n/quit\n",
    )  # fmt: skip
    assert f"result  ok {fnv(1)}" in typed.stdout
    assert f"not sent: {tmp_path}/none: No such file or directory" in typed.stdout
    nobody = plugin("run", "--settings", settings, "--send-file", file, library=library)
    assert nobody.returncode == 64 and "--send-file needs --to" in nobody.stderr
