"""Callbacks that crash their connector each time: the account goes on, and nothing of what they say is lost."""

import json
from pathlib import Path

import psutil
import pytest
import requests

from harness.api import API
from harness.gateway import Gateway
from harness.waiting import eventually

CHANNELS = """\
channels:
  - name: chaos
    plugin: chaos
    owner: acme
    default_member: helpdesk
    settings: {{mended: {mended}}}
"""

POISON = "poison-1 ana I am the one\n!crash segv"


@pytest.fixture
def gateway(new_gateway) -> Gateway:
    return new_gateway(channels=CHANNELS.format(mended="false"))


def call(gateway: Gateway, body: str) -> requests.Response:
    return requests.post(f"{gateway.address}/ingress/chaos", data=body, timeout=20)


def process(api: API) -> dict:
    [channel] = [each for each in api.get("/v1/channels").json()["channels"] if each["name"] == "chaos"]
    return channel["process"]


def sql(gateway: Gateway, text: str) -> list[list[str]]:
    return gateway.postgres.sql(text, gateway.postgres.gateway_database())


def replay(gateway: Gateway, *options: str) -> dict:
    answer = gateway.cli("ingress", "replay", "--json", "--channels", str(gateway.channels_file), *options)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def texts_of_ana(gateway: Gateway) -> list[str]:
    return [text for [text] in sql(gateway, "SELECT data->>'text' FROM ingress_events WHERE kind = 'message' ORDER BY id")]


def test_a_callback_that_crashes_its_connector_is_refused_kept_and_replayed(gateway: Gateway):
    api = gateway.api(client=gateway.new_client("acme"))
    gateway.start()
    eventually(lambda: process(api)["pid"], "the connector runs")
    # The platform repeats what is not answered with 2xx. After a crash the connector has to connect first.
    retry_after = 0

    def is_barred() -> bool:
        nonlocal retry_after
        answer = call(gateway, POISON)
        assert answer.status_code == 503
        retry_after = int(answer.headers["Retry-After"])
        return retry_after > 60

    eventually(is_barred, "it is refused for minutes")
    for _ in range(10):
        assert is_barred()
    assert process(api)["crashes"] == 2, gateway.log_tail()
    assert process(api)["quarantined"] is False
    # The account goes on.
    eventually(lambda: call(gateway, "good-1 ana still here").status_code == 200, "the account goes on")
    assert texts_of_ana(gateway) == ["still here"]
    # It is said once, and kept with everything that it takes to hand it over again.
    lines = [json.loads(line) for line in gateway.log.read_text().splitlines() if "it is kept and refused" in line]
    assert len(lines) == 1 and lines[0]["channel_account"] == "chaos"
    [[event_id, reason, raw]] = sql(
        gateway, "SELECT event_id, reason, encode(raw, 'hex') FROM ingress_events WHERE kind = 'callback'")
    assert event_id == lines[0]["callback"] and reason == "connector_crashed" and raw == POISON.encode().hex()
    assert replay(gateway, "--dry-run") == {"found": 1, "routed": 0, "unrouted": 0, "reasons": {reason: 1}}

    # Replayed while nothing is mended, it costs one more process, and waits again.
    assert replay(gateway)["callbacks"] == 1
    eventually(lambda: process(api)["crashes"] == 3, "it was handed over again")
    eventually(lambda: call(gateway, "good-2 ana and still").status_code == 200, "the account goes on again")
    assert call(gateway, POISON).status_code == 503
    assert process(api)["crashes"] == 3
    eventually(
        lambda: sql(gateway, "SELECT count(*) FROM ingress_events WHERE kind = 'callback' AND reason = 'connector_crashed' AND"
                    " waiting_for IS NULL") == [["1"]],
        "it waits again")

    # With a connector that can, what it says arrives.
    gateway.channels_file.write_text(CHANNELS.format(mended="true"))
    assert api.post("/v1/channels/reload").json()["changed"] == ["chaos"]
    assert replay(gateway)["callbacks"] == 1
    eventually(lambda: texts_of_ana(gateway) == ["still here", "and still", "I am the one"], "it has arrived")
    eventually(lambda: replay(gateway, "--dry-run")["found"] == 0, "nothing waits any more")
    # The platform's own repetition is the same event.
    eventually(lambda: call(gateway, POISON).status_code == 200, "it is taken")
    assert texts_of_ana(gateway) == ["still here", "and still", "I am the one"]
    assert process(api)["crashes"] == 0


def test_what_a_connector_prints_is_logged_by_account_and_without_secrets(new_gateway):
    gateway: Gateway = new_gateway(
        channels="channels:\n  - {name: chaos, plugin: chaos, settings: {secret: canary-5b1e}}\n").start()
    api = gateway.api()
    api.identity("rui", "chaos")
    conversation = api.conversation("ana", "rui")
    api.message_with(api.send(conversation, "ana", "!print words", channels=["chaos"]), "sent")

    def printed() -> list[str]:
        lines = [json.loads(line) for line in Path(gateway.log).read_text().splitlines() if '"line"' in line]
        assert all(line["channel_account"] == "chaos" for line in lines)
        return [line["line"] for line in lines]

    expected = ["words", "the secret is [secret]"]
    eventually(lambda: sorted(printed()) == sorted(expected), "both lines are in the log")
    assert "canary" not in gateway.log.read_text()
    # The last words before a crash are not lost, either.
    pid = process(api)["pid"]
    api.message_with(api.send(conversation, "ana", "!print last", channels=["chaos"]), "sent")
    psutil.Process(pid).kill()
    eventually(lambda: "last" in printed(), "the last words are in the log")
