"""`chat4all plugin run`, `record` and `replay`, with a platform that is a few lines of Python."""

import json
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from harness.places import build_folder

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


def plugin(*arguments: str | Path, typed: str = "") -> subprocess.CompletedProcess[str]:
    command, *rest = arguments
    library = build_folder() / "libchat4all-telegram.so"
    return subprocess.run(
        [build_folder() / "chat4all", "plugin", command, library, *rest],
        input=typed, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


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
