"""Outgoing HTTP/2: agreed on over TLS, many requests over one connection, and connections that servers end."""

from collections.abc import Iterator

import pytest
from standardwebhooks import Webhook as StandardWebhook

from harness.api import API
from harness.certificates import Authority
from harness.gateway import Gateway
from harness.http2 import HTTP2Receiver
from harness.places import own_folder

from conftest import UNHURRIED

MESSAGES = 24


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def trusting_gateway(authority: Authority) -> Iterator[Gateway]:
    """A gateway that trusts the receivers' authority."""
    with own_folder() as folder:
        # The receiver lets go of requests that it will never answer; their time is over soon.
        settings = UNHURRIED | {"CHAT4ALL_OUTBOUND_CA_FILE": str(authority.file), "CHAT4ALL_WEBHOOK_TIMEOUT": "2"}
        gateway = Gateway(folder / "gateway", settings=settings)
        try:
            yield gateway.start()
        finally:
            gateway.clean_up()


@pytest.fixture
def api(trusting_gateway: Gateway) -> API:
    return trusting_gateway.api()


def say(api: API, conversations: int, messages: int = 1) -> set[str]:
    """Messages to a user of the gateway, so that each is told by one event alone."""
    return {
        api.send(conversation, "leo", f"text {number}", channels=["internal"])
        for conversation in [api.conversation("leo", f"eva-{number}") for number in range(conversations)]
        for number in range(messages)
    }


def told(receiver: HTTP2Receiver, secret: str) -> list[str]:
    """The messages of which the developer was told; each signature is checked by the independent library."""
    return [
        StandardWebhook(secret).verify(received.body, received.headers)["data"]["message_id"]
        for received in receiver.received
    ]


def test_many_webhooks_share_a_connection(api: API, authority: Authority):
    with HTTP2Receiver(authority, together=8) as receiver:
        secret = api.webhook(receiver.url, "message.accepted")["secret"]
        sent = say(api, conversations=MESSAGES)
        receiver.wait(MESSAGES)
        assert sorted(told(receiver, secret)) == sorted(sent)
        assert receiver.versions == {"2": MESSAGES}
        # Eight were answered only once they stood there together: over one connection they can only be streams of it.
        assert receiver.most >= 8 and len(receiver.connections) == 1


def test_a_connection_that_the_server_ends_loses_nothing(api: API, authority: Authority):
    with HTTP2Receiver(authority, per_connection=5) as receiver:
        secret = api.webhook(receiver.url, "message.accepted", retry_schedule=[0] + 10 * [1])["secret"]
        sent = say(api, conversations=6, messages=4)
        receiver.wait(MESSAGES)
        # What was answered on a connection that ended before the answer was through comes again, under its id.
        assert set(told(receiver, secret)) == sent
        assert set(receiver.versions) == {"2"} and len(receiver.connections) > 1


def test_a_server_of_http_1_over_tls_is_spoken_to_in_it(api: API, authority: Authority):
    with HTTP2Receiver(authority, protocols=("http/1.1",)) as receiver:
        secret = api.webhook(receiver.url, "message.accepted")["secret"]
        sent = say(api, conversations=2, messages=2)
        receiver.wait(len(sent))
        assert sorted(told(receiver, secret)) == sorted(sent)
        assert receiver.versions == {"1.1": len(sent)}
