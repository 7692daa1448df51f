"""What the gateway does for connectors: HTTP requests and kept values. `chaos` uses them as the text says."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from harness.api import API
from harness.gateway import Gateway


class Platform(BaseHTTPRequestHandler):
    """Answers with the status that the path names, or not at all; counts what came."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.paths.append(self.path)
        word = self.path.strip("/")
        if word == "close":
            self.close_connection = True
            return
        if word == "away":
            self.send_response(307)
            self.send_header("Location", "http://169.254.169.254/")
        else:
            self.send_response(int(word or "200"))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def platform() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Platform)
    server.paths = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def channels(url: str) -> str:
    return f"channels: [{{name: chaos, plugin: chaos, settings: {{url: '{url}'}}, retry: {{max_attempts: 1}}}}]\n"


def delivery(api: API, conversation: str, script: str, status: str) -> dict:
    message = api.message_with(api.send(conversation, "ana", script, channels=["chaos"]), status)
    [delivery] = message["deliveries"]
    return delivery


def conversation_of(api: API) -> str:
    api.identity("rui", "chaos")
    return api.conversation("ana", "rui")


def test_makes_requests_and_says_how_they_ended(new_gateway, platform):
    gateway: Gateway = new_gateway(
        channels=channels(f"http://127.0.0.1:{platform.server_port}"),
        settings={"CHAT4ALL_CONNECTOR_ALLOW_PRIVATE": "10.0.0.0/8, 127.0.0.1"},
    ).start()
    api = gateway.api()
    conversation = conversation_of(api)
    assert delivery(api, conversation, "!http /200", "sent")["external_message_id"].startswith("chaos-")
    assert delivery(api, conversation, "!http /404", "failed")["detail"] == "another status"
    # A redirect is an answer like any other unless the connector asks to follow it.
    assert delivery(api, conversation, "!http /away", "failed")["detail"] == "another status"
    assert "before the response did" in delivery(api, conversation, "!http /close", "failed")["detail"]
    # Another host than the setting names, by a user name that looks like it.
    assert "may be contacted" in delivery(api, conversation, "!http @evil.example/", "failed")["detail"]
    assert platform.paths[:3] == ["/200", "/404", "/away"]


def test_refuses_inner_addresses_unless_they_are_allowed(new_gateway, platform):
    gateway: Gateway = new_gateway(channels=channels(f"http://localhost:{platform.server_port}")).start()
    api = gateway.api()
    failed = delivery(api, conversation_of(api), "!http /200", "failed")
    assert "private, reserved" in failed["detail"]
    assert "permanent" in failed["reason"]
    assert failed["attempts"] == 1
    assert platform.paths == []


def test_keeps_connectors_values_over_a_restart(new_gateway):
    gateway: Gateway = new_gateway(channels="channels: [{name: chaos, plugin: chaos}]\n").start()
    api = gateway.api()
    conversation = conversation_of(api)
    for number in (1, 2, 3):
        assert delivery(api, conversation, "!count steps", "sent")["external_message_id"] == f"steps-{number}"
    gateway.terminate()
    gateway.start()
    api = gateway.api()
    assert delivery(api, conversation_of(api), "!count steps", "sent")["external_message_id"] == "steps-4"


@pytest.mark.parametrize("wrong", ["10.0.0.1/8", "localhost", "10.0.0.0/8;127.0.0.1"])
def test_explains_addresses_that_are_none(new_gateway, wrong):
    gateway: Gateway = new_gateway()
    answer = gateway.cli("config", "--connector-allow-private", wrong, database=False)
    assert answer.returncode != 0
    assert "--connector-allow-private" in answer.stderr and "10.0.0" in answer.stderr


def test_lists_the_allowed_addresses(new_gateway):
    answer = new_gateway().cli("config", "--connector-allow-private", "10.0.0.0/8,::1", database=False)
    assert answer.returncode == 0
    assert "CHAT4ALL_CONNECTOR_ALLOW_PRIVATE" in answer.stdout and "10.0.0.0/8,::1" in answer.stdout


def test_explains_a_setting_that_is_no_address(new_gateway):
    gateway: Gateway = new_gateway(channels=channels("127.0.0.1:80"))
    gateway.start(ready=False)
    assert gateway.process.wait(timeout=30) != 0
    log = gateway.log.read_text()
    assert "'url' has to be a URL" in log and "channels.yaml:1:" in log
    # Nothing was started.
    assert not (gateway.data / "postgres").exists()
