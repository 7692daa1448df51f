"""Webhooks as developers see them: registered, signed, retried, ordered, replayed."""

import base64
import json
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from standardwebhooks import Webhook as StandardWebhook
from svix.webhooks import Webhook as SvixWebhook

from harness.api import API, assert_problem, pointers
from harness.gateway import Gateway
from harness.metrics import scrape
from harness.receiver import (
    Receiver, Received, answers, drips, endless, first, garbage, gzip_bomb, hangs, hangs_up,
)
from harness.waiting import eventually


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


def verify(received: Received, *secrets: str) -> None:
    """Asserts that independent libraries accept the signature of each secret."""
    for secret in secrets:
        StandardWebhook(secret).verify(received.body, received.headers)
        SvixWebhook(secret).verify(received.body, received.headers)


def talk(api: API, texts: int = 1) -> tuple[str, list[str]]:
    """A conversation over echo with some messages in it."""
    api.identity("eva")
    conversation = api.conversation("leo", "eva")
    return conversation, [api.send(conversation, "leo", f"text {number}", channels=["echo"]) for number in range(texts)]


# Registration.


@pytest.mark.parametrize("url_name", ["url", "target_url"])
@pytest.mark.parametrize(
    "types", [{"event_types": ["message.delivered"]}, {"event_type": "message.delivered"},
              {"event_types": "message.delivered"}, {"event_type": ["message.delivered"]}],
)
def test_takes_each_spelling(api: API, url_name: str, types: dict):
    answer = api.post("/v1/webhooks", {url_name: "https://example.org/hook", **types})
    assert answer.status_code == 201, answer.text
    webhook = answer.json()
    assert webhook["url"] == webhook["target_url"] == "https://example.org/hook"
    assert webhook["event_types"] == ["message.delivered"] and webhook["event_type"] == "message.delivered"
    assert webhook["enabled"] is True
    assert len(base64.b64decode(webhook["secret"].removeprefix("whsec_"))) == 32
    assert answer.headers["Location"] == f"/v1/webhooks/{webhook['webhook_id']}"


def test_shows_the_secret_once(api: API):
    webhook = api.webhook("https://example.org/hook")
    path = f"/v1/webhooks/{webhook['webhook_id']}"
    assert "secret" not in api.get(path).json()
    assert all("secret" not in one for one in api.get("/v1/webhooks").json()["webhooks"])
    assert "secret" not in api.patch(path, {"description": "mine"}).json()


def test_takes_a_secret_that_the_developer_brings(api: API):
    secret = "whsec_" + base64.b64encode(os.urandom(24)).decode()
    assert api.webhook("https://example.org/hook", secret=secret)["secret"] == secret


def test_lists_pages_changes_and_deletes(api: API, other_api: API):
    made = [api.webhook(f"https://example.org/{number}", description=f"no. {number}") for number in range(3)]
    page = api.get("/v1/webhooks?limit=2").json()
    assert [one["webhook_id"] for one in page["webhooks"]] == [one["webhook_id"] for one in made[:2]] and page["has_more"]
    rest = api.get("/v1/webhooks", params={"cursor": page["next_cursor"]}).json()
    assert [one["description"] for one in rest["webhooks"]] == ["no. 2"] and not rest["has_more"]

    path = f"/v1/webhooks/{made[0]['webhook_id']}"
    changed = api.patch(path, {
        "target_url": "https://example.org/other", "event_types": ["message.*"], "description": None,
        "retry_schedule": [0, 1], "enabled": False,
    }).json()
    assert (changed["url"], changed["event_types"], changed["description"]) == ("https://example.org/other", ["message.*"], None)
    assert changed["retry_schedule"] == [0, 1]
    assert (changed["enabled"], changed["disabled_reason"]) == (False, "client")
    assert api.get(path).json() == changed
    assert_problem(other_api.get(path), 404, "webhook_not_found")
    assert_problem(other_api.patch(path, {}), 404, "webhook_not_found")
    assert_problem(other_api.delete(path), 404, "webhook_not_found")

    assert api.delete(path).status_code == 204
    assert_problem(api.get(path), 404, "webhook_not_found")
    assert_problem(api.delete(path), 404, "webhook_not_found")


@pytest.mark.parametrize(
    "body, pointer",
    [
        ({"event_types": ["*"]}, "/url"),
        ({"url": "https://example.org/"}, "/event_types"),
        ({"url": "https://example.org/", "event_types": []}, "/event_types"),
        ({"url": "https://example.org/", "event_types": ["message.eaten"]}, "/event_types"),
        ({"url": "https://example.org/", "event_types": ["mess*"]}, "/event_types"),
        ({"url": "https://example.org/", "event_types": ["*"], "target_url": "https://example.com/"}, "/target_url"),
        ({"url": "https://example.org/", "event_types": ["*"], "secret": "hunter2"}, "/secret"),
        ({"url": "https://example.org/", "event_types": ["*"], "secret": "whsec_c2hvcnQ="}, "/secret"),
        ({"url": "https://example.org/", "event_types": ["*"], "retry_schedule": []}, "/retry_schedule"),
        ({"url": "https://example.org/", "event_types": ["*"], "retry_schedule": [-1]}, "/retry_schedule"),
        ({"url": "https://example.org/", "event_types": ["*"], "colour": "red"}, "/colour"),
        ({"url": "ftp://example.org/", "event_types": ["*"]}, "/url"),
        ({"url": "example.org", "event_types": ["*"]}, "/url"),
        ({"url": "https://", "event_types": ["*"]}, "/url"),
        ({"url": "https://ana:secret@example.org/", "event_types": ["*"]}, "/url"),
        ({"url": "https://example.org/#part", "event_types": ["*"]}, "/url"),
        ({"url": "https://exa mple.org/", "event_types": ["*"]}, "/url"),
        ({"url": "https://exämple.org/", "event_types": ["*"]}, "/url"),
        ({"url": "https://example.org:0/", "event_types": ["*"]}, "/url"),
        ({"url": "https://example.org:99999/", "event_types": ["*"]}, "/url"),
        ({"target_url": "https://example.org/" + "x" * 2048, "event_types": ["*"]}, "/target_url"),
    ],
)
def test_says_what_would_be_right(api: API, body: dict, pointer: str):
    problem = assert_problem(api.post("/v1/webhooks", body), 422, "validation_failed", pointer)
    assert "ana:secret" not in json.dumps(problem)


def test_needs_the_scope(gateway: Gateway):
    api = gateway.api(scopes=("messages:read", "messages:write"))
    assert_problem(api.post("/v1/webhooks", {"url": "https://example.org/", "event_types": ["*"]}), 403, "insufficient_scope")
    assert_problem(api.get("/v1/webhooks"), 403, "insufficient_scope")


# Telling.


def test_tells_the_way_of_a_message_in_order(api: API, receiver: Receiver):
    webhook = api.webhook(receiver.url())
    conversation, [message] = talk(api)
    told = receiver.wait_for(5)
    assert [one.type for one in told] == [
        "conversation.created", "message.accepted", "message.sent", "message.delivered", "message.read",
    ]
    assert len({one.id for one in told}) == 5
    for one in told:
        verify(one, webhook["secret"])
        assert one.headers["content-type"] == "application/json"
        assert abs(int(one.headers["webhook-timestamp"]) - one.at) < 5
        assert len(one.body) < 20_000
        assert one.data["conversation_id"] == conversation
    for one, status in zip(told[1:], ["accepted", "sent", "delivered", "read"], strict=True):
        assert (one.data["message_id"], one.data["sequence_number"], one.data["status"]) == (message, 1, status)
    assert [one.data["channel"] for one in told[1:]] == [None, "echo", "echo", "echo"]
    positions = [one.data["position"] for one in told]
    assert positions == sorted(set(positions))


@pytest.mark.parametrize(
    "filters, expected",
    [
        (["message.delivered"], ["message.delivered"]),
        (["message.read", "conversation.*"], ["conversation.created", "message.read"]),
    ],
)
def test_tells_what_the_filters_want(api: API, receiver: Receiver, filters: list[str], expected: list[str]):
    api.webhook(receiver.url(), *filters)
    api.webhook(receiver.url("/all"))
    talk(api)
    receiver.wait_for(5, "/all")
    assert [one.type for one in receiver.wait_for(len(expected))] == expected


def test_tells_nobody_of_anothers_events(api: API, other_api: API, receiver: Receiver):
    other_api.webhook(receiver.url("/other"))
    api.webhook(receiver.url())
    talk(api, texts=3)
    receiver.wait_for(13)
    assert receiver.at("/other") == []


def test_keeps_the_order_of_a_conversation(api: API, receiver: Receiver):
    api.webhook(receiver.url(), "message.accepted")
    conversation, messages = talk(api, texts=40)
    told = receiver.wait_for(40)
    assert [one.data["message_id"] for one in told] == messages
    assert [one.data["sequence_number"] for one in told] == list(range(1, 41))


def test_repeats_what_failed_under_the_same_id(api: API, receiver: Receiver):
    receiver.behaviours["/hook"] = first(1, answers(500, b"oh no"))
    webhook = api.webhook(receiver.url(), "message.accepted", retry_schedule=[0, 1, 1])
    talk(api)
    one, two = receiver.wait_for(2)
    assert one.id == two.id and one.body == two.body
    assert 1 <= two.at - one.at < 3
    verify(two, webhook["secret"])
    failed, good = eventually(
        lambda: len(found := api.attempts(webhook["webhook_id"])) == 2 and found, "both attempts are recorded"
    )
    assert (failed["status"], failed["status_code"], failed["response"], failed["attempt"]) == ("failed", 500, "oh no", 1)
    assert failed["next_attempt_at"] and failed["event_id"] == one.id
    assert (good["status"], good["status_code"], good["attempt"]) == ("succeeded", 204, 2)


def test_holds_a_lane_for_its_failing_event_and_no_other(api: API, receiver: Receiver):
    stuck, _ = talk(api)
    api.identity("rui")
    free = api.conversation("leo", "rui")

    def behave(handler, _):
        data = handler.received.data
        answers(500 if data["conversation_id"] == stuck and time.monotonic() < recovers else 204)(handler, 0)

    receiver.behaviours["/hook"] = behave
    recovers = time.monotonic() + 2
    api.webhook(receiver.url(), "message.accepted", retry_schedule=[0, 1, 1, 1, 1, 1])
    first_stuck, later_stuck = api.send(stuck, "leo", "a"), api.send(stuck, "leo", "b")
    passing = api.send(free, "leo", "c")
    told = receiver.wait_for(4)
    order = [one.data["message_id"] for one in told]
    assert order.index(passing) < order.index(later_stuck)
    assert set(order[: order.index(later_stuck)]) == {first_stuck, passing}


@pytest.mark.parametrize("retry_after", ["2", "date"])
def test_honours_retry_after(api: API, receiver: Receiver, retry_after: str):
    if retry_after == "date":
        retry_after = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 3))
    receiver.behaviours["/hook"] = first(1, answers(429, Retry_After=retry_after))
    api.webhook(receiver.url(), "message.accepted", retry_schedule=[0, 0, 0])
    talk(api)
    one, two = receiver.wait_for(2)
    assert 1.5 <= two.at - one.at < 6


def test_gives_up_after_the_last_attempt_and_can_be_asked_again(api: API, receiver: Receiver):
    receiver.behaviours["/hook"] = first(2, answers(500))
    webhook = api.webhook(receiver.url(), "message.accepted", retry_schedule=[0, 0])
    _, [message] = talk(api)
    path = f"/v1/webhooks/{webhook['webhook_id']}"
    attempts = eventually(lambda: len(found := api.attempts(webhook["webhook_id"])) == 2 and found, "two attempts")
    assert [one["status"] for one in attempts] == ["failed", "exhausted"]
    answer = api.post(f"{path}/events/{attempts[0]['event_id']}/retry")
    assert answer.status_code == 202, answer.text
    told = receiver.wait_for(3)
    assert told[2].data["message_id"] == message and told[2].id == told[0].id
    assert_problem(api.post(f"{path}/events/evt_unknown/retry"), 404, "not_found")
    assert_problem(api.post(f"{path}/events/evt_{'0' * 32}_1/retry"), 404, "not_found")


def test_replays_a_range_of_time(api: API, receiver: Receiver):
    conversation, before = talk(api)
    api.message_with(before[0], "read")
    since = time.time()
    middle = api.send(conversation, "leo", "in the middle", channels=["echo"])
    api.message_with(middle, "read")
    until = time.time()
    # Read before there is an endpoint: what is told must be the replay's, and nothing of this one.
    api.message_with(api.send(conversation, "leo", "after", channels=["echo"]), "read")
    webhook = api.webhook(receiver.url(), "message.accepted", "message.read")
    stamp = lambda moment: time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment)) + f"{moment % 1:.6f}"[1:] + "Z"  # noqa: E731
    path = f"/v1/webhooks/{webhook['webhook_id']}/replay"
    answer = api.post(path, {"since": stamp(since), "until": stamp(until)})
    assert answer.status_code == 202 and answer.json()["events"] >= 3, answer.text
    told = [one for one in receiver.wait_for(2) if one.data["message_id"] == middle]
    assert [one.type for one in told] == ["message.accepted", "message.read"]
    assert before[0] not in [one.data["message_id"] for one in receiver.at()]
    assert_problem(api.post(path, {"since": stamp(until), "until": stamp(since)}), 422, pointer="/until")
    assert_problem(api.post(path, {"until": stamp(until)}), 422, pointer="/since")


def test_signs_with_both_secrets_after_a_rotation(api: API, receiver: Receiver):
    webhook = api.webhook(receiver.url(), "message.accepted")
    rotated = api.post(f"/v1/webhooks/{webhook['webhook_id']}/rotate-secret").json()
    assert rotated["secret"] != webhook["secret"] and rotated["previous_secret_until"]
    talk(api)
    [one] = receiver.wait_for(1)
    assert len(one.headers["webhook-signature"].split(" ")) == 2
    verify(one, rotated["secret"], webhook["secret"])


def test_a_test_call_says_how_it_went(api: API, receiver: Receiver):
    webhook = api.webhook(receiver.url())
    path = f"/v1/webhooks/{webhook['webhook_id']}"
    result = api.post(f"{path}/test").json()
    assert (result["status"], result["status_code"], result["event_type"]) == ("succeeded", 204, "webhook.test")
    [one] = receiver.wait_for(1)
    verify(one, webhook["secret"])
    receiver.behaviours["/hook"] = answers(500, b"broken")
    result = api.post(f"{path}/test").json()
    assert (result["status"], result["status_code"], result["response"]) == ("exhausted", 500, "broken")
    assert [one["event_type"] for one in api.attempts(webhook["webhook_id"])] == ["webhook.test"] * 2


# Endpoints that want no more.


def test_a_410_disables_and_the_others_hear_of_it(api: API, receiver: Receiver):
    receiver.behaviours["/gone"] = first(1, answers(410))
    gone = api.webhook(receiver.url("/gone"), "message.accepted")
    api.webhook(receiver.url("/other"), "webhook.*")
    conversation, [told_first] = talk(api)
    [news] = receiver.wait_for(1, "/other", "webhook.disabled")
    assert (news.data["webhook_id"], news.data["reason"]) == (gone["webhook_id"], "gone")
    assert news.data["conversation_id"] is None and news.data["message_id"] is None
    path = f"/v1/webhooks/{gone['webhook_id']}"
    state = api.get(path).json()
    assert (state["enabled"], state["disabled_reason"]) == (False, "gone")
    assert_problem(api.post(f"{path}/replay", {"since": "2020-01-01T00:00:00Z"}), 409, "conflict")

    # What happens meanwhile waits in the log.
    missed = [api.send(conversation, "leo", f"missed {number}") for number in range(5)]
    for message in missed:
        eventually(lambda one=message: api.message(one)["sequence_number"], "the message has its place")
    assert len(receiver.at("/gone")) == 1
    assert api.patch(path, {"enabled": True}).json()["enabled"] is True
    told = receiver.wait_for(7, "/gone")
    assert {one.data["message_id"] for one in told} == {told_first, *missed}
    assert [one.data["message_id"] for one in told if one.data["message_id"] in missed] == missed


def test_a_paused_endpoint_catches_up_in_order(api: API, receiver: Receiver):
    webhook = api.webhook(receiver.url(), "message.accepted")
    path = f"/v1/webhooks/{webhook['webhook_id']}"
    assert api.patch(path, {"enabled": False}).status_code == 200
    _, messages = talk(api, texts=30)
    eventually(lambda: api.message(messages[-1])["status"] == "read", "all of it has happened")
    assert receiver.at() == []
    api.patch(path, {"enabled": True})
    assert [one.data["message_id"] for one in receiver.wait_for(30)] == messages


# Endpoints that misbehave.


@pytest.mark.parametrize(
    "behave, status, error",
    [
        (answers(301, Location="http://127.0.0.1:1/"), 301, None),
        (answers(302, Location="/elsewhere"), 302, None),
        (answers(404), 404, None),
        (answers(500), 500, None),
        (garbage, None, "protocol_error"),
        (hangs_up, None, "interrupted"),
        (hangs, None, "timeout"),
        (drips, None, "timeout"),
    ],
    ids=["301", "302", "404", "500", "garbage", "hangs up", "hangs", "one byte a second"],
)
def test_only_2xx_is_success(new_gateway, receiver: Receiver, behave: Callable, status: int | None, error: str | None):
    gateway: Gateway = new_gateway(settings={"CHAT4ALL_WEBHOOK_TIMEOUT": "2"}).start()
    api = gateway.api()
    receiver.behaviours["/bad"] = behave
    bad = api.webhook(receiver.url("/bad"), "message.accepted", retry_schedule=[0, 600])
    api.webhook(receiver.url("/good"), "message.accepted")
    started = time.monotonic()
    _, messages = talk(api, texts=3)
    assert [one.data["message_id"] for one in receiver.wait_for(3, "/good", within=5)] == messages
    attempt = eventually(lambda: (found := api.attempts(bad["webhook_id"])) and found[0], "the attempt is recorded")
    assert time.monotonic() - started < 8
    assert (attempt["status"], attempt["status_code"], attempt["error"]) == ("failed", status, error)
    eventually(lambda: scrape(gateway)["chat4all_webhooks_in_flight"] == 0, "no slot is taken")
    assert receiver.at("/elsewhere") == [] and receiver.others == []


@pytest.mark.parametrize("behave", [endless, gzip_bomb], ids=["endless body", "gzip bomb"])
def test_reads_no_more_than_it_keeps(new_gateway, receiver: Receiver, behave: Callable):
    gateway: Gateway = new_gateway().start()
    api = gateway.api()
    receiver.behaviours["/hook"] = behave
    webhook = api.webhook(receiver.url(), "message.accepted", retry_schedule=[0])
    before = gateway.usage.memory_info().rss
    _, messages = talk(api, texts=20)
    attempts = eventually(lambda: len(found := api.attempts(webhook["webhook_id"])) == 20 and found, "all attempts", within=30)
    # The first bytes are enough: the status was good.
    assert {(one["status"], one["status_code"]) for one in attempts} == {("succeeded", 200)}
    assert max(len(one["response"]) for one in attempts) <= 4096
    assert gateway.usage.memory_info().rss - before < 64 << 20
    assert len(messages) == 20


def test_a_certificate_that_nobody_signed_is_refused(api: API, tmp_path):
    with Receiver(tls=tmp_path) as receiver:
        webhook = api.webhook(receiver.url())
        result = api.post(f"/v1/webhooks/{webhook['webhook_id']}/test").json()
        assert (result["status"], result["error"]) == ("exhausted", "tls")
        assert receiver.received == []


def test_an_authority_of_ones_own_can_be_trusted(new_gateway, tmp_path):
    with Receiver(tls=tmp_path) as receiver:
        trusted = str(tmp_path / "certificate.pem")
        api = new_gateway(settings={"CHAT4ALL_OUTBOUND_CA_FILE": trusted}).start().api()
        webhook = api.webhook(receiver.url())
        result = api.post(f"/v1/webhooks/{webhook['webhook_id']}/test").json()
        assert (result["status"], result["status_code"]) == ("succeeded", 204)


# Addresses that nobody may lead the gateway to.

FORBIDDEN = [
    "127.0.0.1", "127.8.9.10", "0.0.0.0", "10.0.0.1", "172.16.5.4", "192.168.1.1", "100.64.0.1", "169.254.169.254",
    "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "127.1", "0x7f000001", "2130706433",
    "0177.0.0.1", "[::1]", "[::]", "[fe80::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[::ffff:127.0.0.1]",
    "[::ffff:169.254.169.254]", "[2002:7f00:1::]", "[64:ff9b::7f00:1]", "[2001:db8::1]", "localhost", "LOCALHOST.",
    "a.localhost", "[2001:0:7f00:1::]",
]


@pytest.fixture(scope="module")
def strict_gateway() -> Iterator[Gateway]:
    """A gateway with nothing allowed."""
    from harness.places import own_folder

    with own_folder() as folder:
        gateway = Gateway(folder / "strict", settings={"CHAT4ALL_CLIENT_RATE": "0"})
        try:
            yield gateway.start()
        finally:
            gateway.clean_up()


@pytest.mark.parametrize("host", FORBIDDEN)
def test_registration_refuses_forbidden_addresses(strict_gateway: Gateway, host: str):
    api = strict_gateway.__dict__.setdefault("webhook_api", None) or strict_gateway.api()
    strict_gateway.__dict__["webhook_api"] = api
    problem = assert_problem(
        api.post("/v1/webhooks", {"url": f"http://{host}:8080/hook", "event_types": ["*"]}), 422, "validation_failed"
    )
    assert pointers(problem) == ["/url"]
    made = api.webhook("https://example.org/hook")
    path = f"/v1/webhooks/{made['webhook_id']}"
    assert_problem(api.patch(path, {"url": f"http://{host}/"}), 422, pointer="/url")
    assert api.delete(path).status_code == 204


@contextmanager
def resolving(name: str, *addresses: str) -> Iterator[str]:
    """A name that leads to these addresses, in /etc/hosts."""
    entry = "".join(f"{address} {name}\n" for address in addresses)
    try:
        with open("/etc/hosts", "a", encoding="ascii") as hosts:
            hosts.write(entry)
    except OSError:
        pytest.skip("/etc/hosts cannot be written")
    try:
        yield name
    finally:
        with open("/etc/hosts", encoding="ascii") as hosts:
            rest = hosts.read().replace(entry, "")
        with open("/etc/hosts", "w", encoding="ascii") as hosts:
            hosts.write(rest)


@pytest.fixture
def loopback_name() -> Iterator[str]:
    """A name that resolves to this machine, as a name of an attacker may."""
    with resolving(f"rebinding-{os.getpid()}.example", "127.0.0.1") as name:
        yield name


def test_a_name_that_leads_here_is_not_connected_to(strict_gateway: Gateway, receiver: Receiver, loopback_name: str):
    api = strict_gateway.api()
    webhook = api.webhook(receiver.url(host=loopback_name), "message.accepted", retry_schedule=[0])
    result = api.post(f"/v1/webhooks/{webhook['webhook_id']}/test").json()
    assert (result["status"], result["error"]) == ("exhausted", "forbidden_address")
    talk(api)
    told = eventually(lambda: len(found := api.attempts(webhook["webhook_id"])) == 2 and found[1], "the event was tried")
    assert (told["event_type"], told["error"]) == ("message.accepted", "forbidden_address")
    assert receiver.received == []


def test_a_name_that_leads_here_as_well_is_not_connected_to(new_gateway, receiver: Receiver):
    """Where the allowed one of its addresses does not answer, the next one is looked at for itself."""
    api = new_gateway(settings={"CHAT4ALL_WEBHOOK_ALLOW_PRIVATE": "127.0.0.7/32"}).start().api()
    with resolving(f"two-{os.getpid()}.example", "127.0.0.7", "127.0.0.1") as name:
        webhook = api.webhook(receiver.url(host=name))
        result = api.post(f"/v1/webhooks/{webhook['webhook_id']}/test").json()
        assert (result["status"], result["error"]) == ("exhausted", "connect")
    assert receiver.received == []


def test_a_redirect_leads_nowhere(api: API, receiver: Receiver):
    receiver.behaviours["/hook"] = answers(307, Location=receiver.url("/inside"))
    webhook = api.webhook(receiver.url())
    result = api.post(f"/v1/webhooks/{webhook['webhook_id']}/test").json()
    assert (result["status"], result["status_code"]) == ("exhausted", 307)
    assert receiver.at("/inside") == []


def test_a_bad_network_is_said_before_anything_starts(gateway: Gateway):
    answer = gateway.cli("config", "--webhook-allow-private", "10.0.0.0/33", database=False)
    assert answer.returncode != 0 and "webhook-allow-private" in answer.stderr
