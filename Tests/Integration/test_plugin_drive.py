"""`chat4all plugin run`, `record` and `replay`, with a platform that is a few lines of Python."""

import json
import queue
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

from harness.places import build_folder
from harness.plugin import plugin

TOKEN = "123456789:AASecretOfTheTestThatMayNotLeak"


class Platform(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        result: dict = {"id": 123456789, "is_bot": True}
        if self.path.endswith("/sendMessage"):
            result = {"message_id": 7, "chat": {"id": json.loads(body)["chat_id"]}}
        answer = json.dumps({"ok": True, "result": result}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Path]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Platform)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    file = tmp_path / "telegram.yaml"
    file.write_text(f"bot_token: '{TOKEN}'\napi_base_url: http://127.0.0.1:{server.server_port}\n")
    yield file
    server.shutdown()
    server.server_close()


def drive(command: str, settings: Path, *more: str | Path, typed: str = "") -> subprocess.CompletedProcess[str]:
    return plugin(
        command, "--settings", settings, "--connector-allow-private", "127.0.0.1/32", *more, typed=typed
    )


def test_run_sends_what_is_typed(settings: Path) -> None:
    done = drive("run", settings, typed="hello\n/to 5\nolá\n/quit\n")
    assert done.returncode == 0, done.stderr
    assert "connected Telegram" in done.stdout
    assert "to whom?" in done.stdout
    assert "result  ok 5/7" in done.stdout


def test_run_sends_and_ends(settings: Path) -> None:
    assert "result  ok 5/7" in drive("run", settings, "--to", "5", "--send", "Hi").stdout
    refused = drive("run", settings, "--to", "nobody", "--send", "Hi")
    assert refused.returncode == 1
    assert "result  not_found" in refused.stdout


def test_run_tells_why_it_cannot(settings: Path) -> None:
    settings.write_text("bot_token: nonsense\n")
    done = drive("run", settings, "--to", "5", "--send", "Hi")
    assert done.returncode != 0
    assert "bot_token" in done.stderr


@pytest.mark.parametrize(
    ("library", "options", "words"),
    [("/nowhere/x.so", [], "no file that can be read"), (None, ["--connector", "nobody"], "has no connector 'nobody'")],
)
def test_run_refuses_what_is_no_connector(
    settings: Path, library: str | None, options: list[str], words: str
) -> None:
    done = plugin("run", "--settings", settings, "--to", "5", "--send", "Hi", *options, library=library)
    assert done.returncode == 2
    assert words in done.stderr


def test_a_cassette_holds_no_secret_and_replays(settings: Path, tmp_path: Path) -> None:
    cassette = tmp_path / "hello.json"
    done = drive("record", settings, "--to", "5", "--send", "Hi", "--send", "Again", "--cassette", cassette)
    assert done.returncode == 0, done.stderr
    text = cassette.read_text()
    assert TOKEN not in text
    assert "/bot<bot_token>/sendMessage" in text
    again = plugin("replay", "--cassette", cassette)
    assert again.returncode == 0, again.stdout + again.stderr
    assert "all as recorded: 3 requests, 2 texts" in again.stdout


def test_replay_shows_what_is_different(settings: Path, tmp_path: Path) -> None:
    cassette = tmp_path / "hello.json"
    drive("record", settings, "--to", "5", "--send", "Hi", "--cassette", cassette)
    cassette.write_text(cassette.read_text().replace('\\"text\\":\\"Hi\\"', '\\"text\\":\\"Ho\\"').replace("5/7", "5/8"))
    done = plugin("replay", "--cassette", cassette)
    assert done.returncode == 1
    assert "text 1 to 5:" in done.stdout
    assert '"text":"Ho"' in done.stdout
    assert "recorded  ok, 5/8" in done.stdout


def test_replay_refuses_what_is_no_cassette(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text("{}")
    done = plugin("replay", "--cassette", file)
    assert done.returncode == 2
    assert "no cassette" in done.stderr


class Listening:
    """A connector that is driven with --listen, and what it has printed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()
        self.url = self.line("listening ").split()[1]

    def read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def line(self, start: str) -> str:
        """The next line that begins so."""
        while True:
            line = self.lines.get(timeout=30)
            if line.startswith(start):
                return line


@contextmanager
def listening(name: str, settings: Path, *more: str, typed: int = subprocess.DEVNULL) -> Iterator[Listening]:
    command = [
        build_folder() / "chat4all", "plugin", "run", build_folder() / f"libchat4all-{name}.so", "--settings", settings,
        "--connector-allow-private", "127.0.0.1/32", "--listen", *more,
    ]  # fmt: skip
    with subprocess.Popen(command, stdin=typed, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            yield Listening(process)
        finally:
            process.kill()


UPDATE = {
    "update_id": 900100001,
    "message": {
        "message_id": 811, "date": 1787000100, "text": "Olá",
        "from": {"id": 512345678, "is_bot": False, "first_name": "Rosa"},
        "chat": {"id": 512345678, "first_name": "Rosa", "type": "private"},
    },
}  # fmt: skip
SECRET = {"X-Telegram-Bot-Api-Secret-Token": "s3cret_42"}


@pytest.fixture
def receiving(settings: Path) -> Iterator[Listening]:
    settings.write_text(settings.read_text() + f"secret_token: {SECRET['X-Telegram-Bot-Api-Secret-Token']}\n")
    with listening("telegram", settings) as connector:
        yield connector


def test_listen_takes_callbacks_and_prints_events(receiving: Listening) -> None:
    assert receiving.url.startswith("http://127.0.0.1:")
    assert receiving.url.endswith("/ingress/run")
    with requests.Session() as session:
        answer = session.post(receiving.url, json=UPDATE, headers=SECRET, timeout=20)
        assert answer.status_code == 200
        assert "text=Olá" in receiving.line("event   message")
        # On the same connection, and again: nobody drops repetitions here.
        assert session.post(receiving.url + "?a=b", json=UPDATE, headers=SECRET, timeout=20).status_code == 200
        assert receiving.line("webhook ") == "webhook POST 200"


def test_listen_refuses_what_the_connector_refuses(receiving: Listening) -> None:
    answer = requests.post(receiving.url, json=UPDATE, timeout=20)
    assert answer.status_code in (401, 403)
    assert f"webhook POST {answer.status_code}" in receiving.line("webhook ")


def test_listen_has_limits(receiving: Listening) -> None:
    url = receiving.url
    assert requests.post(url, data=b"x" * ((4 << 20) + 1), headers=SECRET, timeout=20).status_code == 413
    assert requests.delete(url, timeout=20).status_code == 405
    assert requests.post(url.removesuffix("/run") + "/other", json={}, timeout=20).status_code == 404
    assert requests.post(url, data=b"x" * (1 << 20), headers=SECRET, timeout=20).status_code != 413
    host, port = url.removeprefix("http://").removesuffix("/ingress/run").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as wire:
        wire.sendall(b"POST /ingress/run HTTP/1.1\r\nHost: x\r\nX-Long: " + b"y" * 40_000)
        wire.settimeout(20)
        answer = wire.recv(100)
        assert not answer or answer.split()[1].startswith(b"4")
    with socket.create_connection((host, int(port)), timeout=20) as wire:
        wire.sendall(b"POST /ingress/run HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk = b"100000\r\n" + b"z" * 0x100000 + b"\r\n"
        try:
            for _ in range(5):
                wire.sendall(chunk)
        except OSError:
            pass  # It has been told enough.
        assert b" 413 " in wire.recv(100)


def test_listen_ends_with_a_signal(receiving: Listening) -> None:
    receiving.process.send_signal(signal.SIGTERM)
    assert receiving.process.wait(20) == 0


def test_listen_takes_what_is_typed_too(settings: Path) -> None:
    with listening("telegram", settings, "127.0.0.1:0", "--to", "5", typed=subprocess.PIPE) as connector:
        assert connector.process.stdin
        connector.process.stdin.write("Hi\n/quit\n")
        connector.process.stdin.flush()
        assert connector.line("result") == "result  ok 5/7"
        assert connector.process.wait(20) == 0


def test_listen_answers_a_handshake(tmp_path: Path) -> None:
    settings = tmp_path / "page.yaml"
    settings.write_text("page_access_token: EAAx\npage_id: '1'\napp_secret: abcdef\nverify_token: word\nsubscribe: false\n")
    with listening("messenger", settings) as connector:
        query = {"hub.mode": "subscribe", "hub.challenge": "4711", "hub.verify_token": "word"}
        answer = requests.get(connector.url, params=query, timeout=20)
        assert (answer.status_code, answer.text) == (200, "4711")
        # The query holds a secret.
        assert connector.line("webhook ") == "webhook GET 200"
        assert requests.get(connector.url, params=query | {"hub.verify_token": "guess"}, timeout=20).status_code == 403


def test_listen_tells_where_it_cannot(settings: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = drive("run", settings, "--listen", str(taken.getsockname()[1]))
    assert done.returncode != 0
    assert "nothing can listen on http://127.0.0.1:" in done.stderr
