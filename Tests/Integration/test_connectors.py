"""Connectors that fail, hang, answer twice or never: their lanes wait, others do not. `chaos` does as the text says."""

from datetime import datetime

import pytest

from harness.api import API, assert_problem
from harness.gateway import Gateway
from harness.waiting import eventually


@pytest.fixture
def conversation(api: API) -> str:
    """ana and rui; rui is on chaos and on echo."""
    return pair(api)


def pair(api: API, number: int = 0) -> str:
    reader = f"rui-{number}"
    api.identity(reader, "chaos")
    api.identity(reader, "echo")
    return api.conversation("ana", reader)


def send(api: API, conversation: str, script: str, **more) -> str:
    return api.send(conversation, "ana", script, **{"channels": ["chaos"]} | more)


def only_delivery(message: dict) -> dict:
    [delivery] = message["deliveries"]
    return delivery


def test_tries_again_until_the_connector_accepts(api: API, conversation: str):
    message = api.message_with(send(api, conversation, "!fail retry 2"), "sent")
    delivery = only_delivery(message)
    assert delivery["attempts"] == 3
    assert delivery["external_message_id"].startswith("chaos-")
    assert not delivery.get("possible_duplicate", False)


def test_gives_up_after_the_last_attempt(api: API, conversation: str):
    message_id = send(api, conversation, "!fail retry")
    delivery = only_delivery(api.message_with(message_id, "failed"))
    assert delivery["attempts"] == 3
    assert delivery["reason"]
    assert [step["status"] for step in api.message(message_id)["status_history"]] == ["failed"]


@pytest.mark.parametrize("code", ["permanent", "blocked", "too_large", "unsupported"])
def test_does_not_repeat_what_cannot_succeed(api: API, conversation: str, code):
    delivery = only_delivery(api.message_with(send(api, conversation, f"!fail {code}"), "failed"))
    assert delivery["attempts"] == 1
    assert code in delivery["reason"]
    assert delivery["detail"] == "as told"


def test_waits_as_long_as_the_platform_asks(api: API, conversation: str):
    message = api.message_with(send(api, conversation, "!fail rate_limited 1 after 1200 chat"), "sent")
    assert elapsed(message["created_at"], only_delivery(message)["sent_at"]) >= 1.2


def elapsed(earlier: str, later: str) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()


ONE_ATTEMPT = "channels: [{name: chaos, plugin: chaos, retry: {max_attempts: 1}}]\n"
TWO_ATTEMPTS = "channels: [{name: chaos, plugin: chaos, retry: {max_attempts: 2, delays_seconds: [0.1]}}]\n"


def test_lists_dead_letters_and_sends_them_again(new_gateway):
    gateway: Gateway = new_gateway(channels=ONE_ATTEMPT).start()
    api, other_api = gateway.api(), gateway.api()
    api.identity("rui", "chaos")
    conversation = api.conversation("ana", "rui")
    message_id = send(api, conversation, "!fail retry 1")
    api.message_with(message_id, "failed")
    page = eventually(lambda: (p := api.get("/v1/dead-letters").json())["dead_letters"] and p, "there is a dead letter")
    [letter] = page["dead_letters"]
    assert page["has_more"] is False
    assert letter["message_id"] == message_id and letter["conversation_id"] == conversation
    assert (letter["recipient"], letter["channel"], letter["account"]) == ("rui", "chaos", "chaos")
    assert letter["attempts"] == 1 and letter["reason"] and letter["failed_at"] and letter["redriven_at"] is None
    assert other_api.get("/v1/dead-letters").json()["dead_letters"] == []
    assert_problem(other_api.post(f"/v1/dead-letters/{letter['id']}/redrive"), 404)

    # Somebody mends what was wrong: now the second attempt counts.
    assert gateway.terminate() == 0
    gateway.channels_file.write_text(TWO_ATTEMPTS)
    gateway.start()
    answer = api.post(f"/v1/dead-letters/{letter['id']}/redrive")
    assert answer.status_code == 202
    assert answer.json()["id"] == letter["id"]
    message = api.message_with(message_id, "sent")
    assert sorted(delivery["status"] for delivery in message["deliveries"]) == ["failed", "sent"]
    assert_problem(api.post(f"/v1/dead-letters/{letter['id']}/redrive"), 409, "conflict")
    assert api.get("/v1/dead-letters").json()["dead_letters"][0]["redriven_at"]


def test_pages_through_dead_letters(api: API):
    for number in range(5):
        send(api, pair(api, number), "!fail permanent")
    eventually(lambda: len(api.get("/v1/dead-letters").json()["dead_letters"]) == 5, "there are five dead letters")
    seen, query = [], {"limit": 2}
    while True:
        page = api.get("/v1/dead-letters", params=query).json()
        seen += [letter["id"] for letter in page["dead_letters"]]
        if not page["has_more"]:
            break
        query["cursor"] = page["next_cursor"]
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize("id_", ["0", "999999999", "x", "-1"])
def test_knows_no_dead_letter_that_never_was(api: API, id_):
    assert api.post(f"/v1/dead-letters/{id_}/redrive").status_code in (404, 422)


def test_keeps_the_order_of_a_lane_and_holds_up_no_other(api: API, conversation: str):
    other = pair(api, 1)
    slow = send(api, conversation, "!delay 1500")
    behind = [send(api, conversation, "!ok") for _ in range(3)]
    free = send(api, other, "!ok")
    over_echo = send(api, conversation, "not held up either", channels=["echo"])

    api.message_with(free, "sent")
    api.message_with(over_echo, "read")
    assert {api.message(message)["status"] for message in [slow, *behind]} == {"pending"}
    for message in behind:
        api.message_with(message, "sent")
    sent = [only_delivery(api.message(message))["sent_at"] for message in [slow, *behind]]
    assert sent == sorted(sent)
    assert elapsed(api.message(slow)["created_at"], sent[0]) >= 1.5


def test_retries_hold_up_their_own_lane_alone(api: API, conversation: str):
    failing = send(api, conversation, "!fail retry 2")
    behind = send(api, conversation, "!ok")
    free = send(api, pair(api, 1), "!ok")
    api.message_with(free, "sent")
    first, second = (only_delivery(api.message_with(message, "sent")) for message in (failing, behind))
    assert first["sent_at"] <= second["sent_at"]


@pytest.mark.parametrize("script", ["!twice", "!garbage", "!thread 50"])
def test_survives_answers_of_every_kind(api: API, conversation: str, script):
    message = api.message_with(send(api, conversation, script), "sent")
    assert only_delivery(message)["attempts"] == 1
    api.message_with(send(api, conversation, "!ok"), "sent")


def test_a_receipt_may_come_before_the_answer(api: API, conversation: str):
    message = api.message_with(send(api, conversation, "!early"), "delivered")
    assert [step["status"] for step in message["status_history"]] == ["sent", "delivered"]


CHAOS_AND_ECHO = """\
channels:
  - {{name: echo, plugin: echo}}
  - {{name: chaos, plugin: chaos, retry: {{max_attempts: 3, delays_seconds: [0.1]}}, breaker: {{{breaker}}}}}
  - {{name: helper, plugin: chaos}}
"""


def test_a_send_that_is_never_answered_is_tried_again_and_flagged(new_gateway):
    gateway = new_gateway(
        channels=CHAOS_AND_ECHO.format(breaker="failures: 1000"), settings={"CHAT4ALL_SEND_TIMEOUT": "1"}
    ).start()
    api = gateway.api()
    conversation = pair(api)
    silent = send(api, conversation, "!never")
    behind = send(api, conversation, "!ok")
    free = send(api, pair(api, 1), "!ok")
    api.message_with(free, "sent")
    assert api.message(behind)["status"] == "pending"
    delivery = only_delivery(api.message_with(silent, "failed"))
    assert delivery["attempts"] == 3
    assert delivery["possible_duplicate"] is True
    api.message_with(behind, "sent")


def test_a_connector_that_hangs_holds_up_its_account_alone(new_gateway):
    gateway: Gateway = new_gateway(channels=CHAOS_AND_ECHO.format(breaker="failures: 1000")).start()
    api = gateway.api()
    conversation = pair(api)
    stuck = send(api, conversation, "!hang")
    waiting = send(api, pair(api, 1), "!ok")
    for number in range(20):
        api.message_with(send(api, pair(api, 2 + number), "goes its way", channels=["echo"]), "read")
    assert api.message(stuck)["status"] == api.message(waiting)["status"] == "pending"
    eventually(lambda: channel(api, "chaos")["health"]["status"] not in ("ok", ""), "the account is not well", within=20)

    release = pair(api, 100)

    def is_over() -> bool:
        # The stuck one may be tried again, and hang again.
        send(api, release, "!release", channels=["helper"])
        return api.message(stuck)["status"] in ("failed", "sent") and api.message(waiting)["status"] == "sent"

    eventually(is_over, "the stuck message has ended, and the one behind it is sent", within=60, every=0.5)


def channel(api: API, name: str) -> dict:
    return next(entry for entry in api.get("/v1/channels").json()["channels"] if entry["name"] == name)


def test_the_breaker_opens_waits_and_closes_again(new_gateway):
    breaker = "failures: 3, open_seconds: 2"
    gateway = new_gateway(channels=CHAOS_AND_ECHO.format(breaker=breaker)).start()
    api = gateway.api()
    assert channel(api, "chaos")["breaker"] == "closed"
    failing = send(api, pair(api), "!fail retry")
    eventually(lambda: channel(api, "chaos")["breaker"] == "open", "the breaker is open", every=0.02)
    waiting = [send(api, pair(api, number), "!ok") for number in range(1, 6)]
    # Another account of the same kind has a breaker of its own.
    api.message_with(send(api, pair(api, 6), "!ok", channels=["helper"]), "sent")
    assert {api.message(message)["status"] for message in waiting} == {"pending"}
    for message in waiting:
        api.message_with(message, "sent", within=20)
    assert channel(api, "chaos")["breaker"] == "closed"
    api.message_with(failing, "failed", within=30)


def first_success(api: API, conversation: str, script: str, **more) -> str:
    return send(api, conversation, script, channels=["chaos", "echo"], strategy="first_success", **more)


def by_channel(message: dict) -> dict[str, str]:
    return {delivery["channel"]: delivery["status"] for delivery in message["deliveries"]}


def test_first_success_leaves_the_rest_alone(api: API, conversation: str):
    message = api.message_with(first_success(api, conversation, "!early"), "delivered")
    eventually(
        lambda: by_channel(api.message(message["message_id"])) == {"chaos": "delivered", "echo": "skipped"},
        "echo was not needed",
    )


def test_first_success_goes_on_after_a_failure(api: API, conversation: str):
    message = api.message_with(first_success(api, conversation, "!fail permanent"), "read")
    assert by_channel(message) == {"chaos": "failed", "echo": "read"}


def test_first_success_goes_on_after_the_deadline(api: API, conversation: str):
    # chaos accepts, yet the promised receipt never comes.
    message = api.message_with(first_success(api, conversation, "!ok", channel_deadlines={"chaos": 1}), "read")
    assert by_channel(message) == {"chaos": "sent", "echo": "read"}
    echo = next(delivery for delivery in message["deliveries"] if delivery["channel"] == "echo")
    assert elapsed(message["created_at"], echo["sent_at"]) >= 1


def test_channels_are_named_by_type_by_account_or_all_together(new_gateway):
    """A type stands for its first account."""
    channels = "channels:\n  - {name: one, plugin: echo}\n  - {name: two, plugin: echo}\n  - {name: storm, plugin: chaos}\n"
    api = new_gateway(channels=channels).start().api()
    conversation = pair(api)
    for wish, accounts in [
        (["two"], ["two"]), (["echo"], ["one"]), (["all"], ["one", "storm"]),
        (["internal"], ["internal"]), (["storm", "internal"], ["storm", "internal"]), (["echo", "two", "one"], ["one", "two"]),
    ]:
        message_id = send(api, conversation, "!ok", channels=wish)
        message = eventually(lambda id_=message_id: (m := api.message(id_))["deliveries"] and m, "it is planned")
        assert [delivery["account"] for delivery in message["deliveries"]] == accounts, wish
