"""Libraries that were built from the first header, and are kept as they were: every later gateway runs them."""

import hashlib
import hmac
import json

import pytest
import requests
from harness.gateway import Gateway
from harness.places import PROJECT
from harness.receiver import Receiver, answers
from harness.waiting import eventually

KEPT = PROJECT / "Tests" / "Fixtures" / "plugins" / "abi-1"

CHANNELS = """\
channels:
  - name: old-echo
    plugin: {kept}/libchat4all-echo-abi-1.so
    owner: owner
    default_member: helpdesk
    settings: {{webhook_token: a-long-token}}
  - name: old-relay
    plugin: {kept}/libchat4all-relay-abi-1.so
    owner: owner
    default_member: helpdesk
    settings: {{token: t-1, callback_secret: hush, api_base_url: "{service}"}}
"""


@pytest.fixture
def service():
    """The platform that the old relay speaks to."""
    with Receiver(behaviours={"/messages": answers(201, b'{"id":"remote-1"}')}) as receiver:
        yield receiver


@pytest.fixture
def gateway(new_gateway, service: Receiver) -> Gateway:
    channels = CHANNELS.format(kept=KEPT, service=service.url(""))
    return new_gateway(channels=channels, settings={"CHAT4ALL_CONNECTOR_ALLOW_PRIVATE": "127.0.0.1"}).start()


def signed(body: dict) -> tuple[bytes, dict[str, str]]:
    content = json.dumps(body).encode()
    return content, {"X-Signature": "sha256=" + hmac.new(b"hush", content, hashlib.sha256).hexdigest()}


def test_the_first_connectors_still_send_and_receive(gateway: Gateway, service: Receiver):
    api = gateway.api(client=gateway.new_client("owner"))
    api.identity("rui", "echo")
    api.identity("eva", "relay", "+5511999990000")

    # echo: accepted, delivered and read; and a callback with a text.
    conversation = api.conversation("ana", "rui")
    api.message_with(api.send(conversation, "ana", "to the old echo", channels=["old-echo"]), "read")
    answer = requests.post(
        f"{gateway.address}/ingress/old-echo", headers={"X-Echo-Token": "a-long-token"}, timeout=10,
        data="kind=message&event_id=e1&sender=somebody&remote_id=r1&text=from+an+old+echo",
    )
    assert answer.status_code == 200, answer.text

    # relay: an HTTP request through the gateway, and signed callbacks.
    conversation = api.conversation("ana", "eva")
    message_id = api.send(conversation, "ana", "to the old relay", channels=["old-relay"])
    message = api.message_with(message_id, "sent")
    assert message["deliveries"][0]["external_message_id"] == "remote-1"
    [request] = service.at("/messages")
    assert request.json == {"to": "+5511999990000", "text": "to the old relay"}
    assert request.headers["authorization"] == "Bearer t-1"

    address = f"{gateway.address}/ingress/old-relay"
    for body in [
        {"event_id": "e-1", "number": 1, "type": "read", "message_id": "remote-1"},
        {"event_id": "e-2", "number": 2, "type": "message", "message_id": "r-2", "from": "+5511999990000", "text": "and back"},
    ]:
        content, headers = signed(body)
        assert requests.post(address, content, headers=headers, timeout=10).status_code == 200
    assert requests.post(address, b"{}", timeout=10).status_code == 401
    api.message_with(message_id, "read")
    texts = lambda: [one["payload"].get("text") for one in api.page(conversation)["messages"]]  # noqa: E731
    eventually(lambda: "and back" in texts(), "the old relay's message is in the conversation")
