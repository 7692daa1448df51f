"""Connectors that report what cannot be, or without end, and what is read in their place: nobody else notices."""

import json
import os
import time

import pytest
import requests

from harness.api import API
from harness.gateway import Gateway
from harness.waiting import eventually

SECRET = "canary-5e1f0c77d2"

CHANNELS = f"""\
channels:
  - {{name: echo, plugin: echo}}
  - name: hostile
    plugin: hostile
    owner: acme
    default_member: desk
    retry: {{max_attempts: 2, delays_seconds: [0.1]}}
    breaker: {{failures: 1000}}
    settings: {{secret: {SECRET}}}
"""


@pytest.fixture
def gateway(new_gateway) -> Gateway:
    # Time enough for a busy machine to store what is reported to the end.
    return new_gateway(channels=CHANNELS, settings={"CHAT4ALL_GRACE": "100"})


@pytest.fixture
def api(gateway: Gateway) -> API:
    api = gateway.api(client=gateway.new_client("acme"))
    gateway.start()
    return api


def do(api: API, deed: str) -> str:
    """Has the connector do it; the id of the message that told it so."""
    victim = f"victim-{os.urandom(4).hex()}"
    api.identity(victim, "hostile")
    return api.send(api.conversation("ana", victim), "ana", f"!{deed}", channels=["hostile"])


def arrived(gateway: Gateway) -> int:
    [[count]] = gateway.postgres.sql(
        "SELECT count(*) FROM messages WHERE sender <> 'ana'", gateway.postgres.gateway_database()
    )
    return int(count)


@pytest.mark.parametrize("time_told", [-(2**63), -70_000_000_000_000_000, 253_402_300_800_000_000, 2**63 - 1])
def test_a_message_of_an_impossible_time_is_one_of_now(gateway: Gateway, api: API, time_told: int):
    api.message_with(do(api, f"report-at {time_told}"), "sent")
    eventually(lambda: arrived(gateway) == 1, "the message is there")
    [[conversation]] = gateway.postgres.sql(
        "SELECT conversation_id FROM messages WHERE sender <> 'ana'", gateway.postgres.gateway_database()
    )
    [message] = api.history(conversation)
    assert message["source"]["occurred_at"][:4] == message["created_at"][:4]
    assert gateway.is_running()


@pytest.mark.timeout(180)
@pytest.mark.bad_day
def test_one_that_reports_without_end_waits_for_itself(gateway: Gateway, api: API):
    total = 200_000
    api.identity("rui", "echo")
    conversation = api.conversation("ana", "rui")
    api.message_with(api.send(conversation, "ana", "before", channels=["echo"]), "read")
    api.message_with(do(api, f"report-flood {total}"), "sent")
    slowest = 0.0
    while arrived(gateway) < 8_000:
        began = time.monotonic()
        api.message_with(api.send(conversation, "ana", "beside it", channels=["echo"]), "read", within=30)
        slowest = max(slowest, time.monotonic() - began)
    assert slowest < 5
    print(f"beside a flood of messages a send was read after {slowest:.2f} s at most")
    # It has not reported all by far: what it reports while it is stopped is stored, too, and holds up nothing.
    assert gateway.terminate(within=110) == 0
    assert "event of a connector was lost" not in gateway.log.read_text()


def test_secrets_stand_in_no_detail(gateway: Gateway, api: API):
    failed = do(api, "fail-with-secret 200")
    api.message_with(failed, "failed")
    do(api, "fail-with-secret 300")

    def paused() -> str | None:
        text = api.get("/v1/channels").text
        return text if "auth_failed" in text else None

    told = eventually(paused, "the account is paused")
    letters = api.get("/v1/dead-letters").text
    assert "/bot[secret]/send" in told and "/bot[secret]/send" in letters
    for text in (told, letters, api.get(f"/v1/messages/{failed}").text, gateway.log.read_text()):
        assert SECRET not in text


@pytest.mark.parametrize("kind", ["pipe", "folder", "endless", "huge"])
def test_what_is_no_library_is_told_at_once_and_stops_no_later_reload(gateway: Gateway, api: API, kind: str, tmp_path):
    path = tmp_path / "plugin.so"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "endless":
        path.symlink_to("/dev/zero")
    else:
        path.touch()
        os.truncate(path, 60 << 30)
    gateway.channels_file.write_text(CHANNELS + f"  - {{name: other, plugin: {path}}}\n")
    answer = api.post("/v1/channels/reload")
    assert answer.status_code == 422
    assert "plugin.so cannot be used" in json.dumps(answer.json()["errors"])
    inspected = gateway.cli("plugin", "inspect", str(path), database=False, timeout=20)
    assert inspected.returncode == 2 and "is no file that can be read" in inspected.stderr
    gateway.channels_file.write_text(CHANNELS)
    assert api.post("/v1/channels/reload").json()["unchanged"] == ["echo", "hostile"]
    assert requests.get(f"{gateway.address}/readyz", timeout=5).status_code == 200
