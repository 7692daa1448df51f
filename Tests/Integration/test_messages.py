"""POST /v1/messages and what GET /v1/messages/{id} tells of it."""

import json
import uuid
from datetime import datetime, timedelta, timezone

import pytest

from harness.api import API, assert_problem, pointers
from harness.waiting import eventually


@pytest.fixture
def echo_pair(api: API) -> str:
    """A conversation of ana and rui, in which rui is reached over echo."""
    api.identity("rui")
    return api.conversation("ana", "rui")


def test_accepts_a_message_and_carries_it_to_read(api: API, echo_pair: str):
    message_id = str(uuid.uuid4())
    answer = api.try_to_send(
        echo_pair, "ana", "Olá, Rui! 👋", message_id=message_id, channels=["echo"], metadata={"priority": "normal"}
    )
    assert answer.status_code == 202
    assert answer.json() == {"status": "accepted", "message_id": message_id}
    assert answer.headers["Location"].endswith(f"/v1/messages/{message_id}")

    message = api.message_with(message_id, "read")
    assert message["conversation_id"] == echo_pair
    assert message["from"] == "ana"
    assert message["to"] == ["rui"]
    assert message["channels"] == ["echo"]
    assert message["payload"] == {"type": "text", "text": "Olá, Rui! 👋"}
    assert message["metadata"] == {"priority": "normal"}
    assert message["sequence_number"] == 1
    assert message["is_edited"] is False and message["is_deleted"] is False
    assert [step["status"] for step in message["status_history"]] == ["sent", "delivered", "read"]
    assert {step["channel"] for step in message["status_history"]} == {"echo"}
    assert all(step["details"]["recipient"] == "rui" for step in message["status_history"])
    times = [step["timestamp"] for step in message["status_history"]]
    assert times == sorted(times)
    by_channel = message["channel_delivery"]["echo"]
    assert by_channel["status"] == "read" and by_channel["external_message_id"]
    [delivery] = message["deliveries"]
    assert (delivery["recipient"], delivery["channel"], delivery["account"]) == ("rui", "echo", "echo")
    assert delivery["status"] == "read" and delivery["attempts"] == 1


def test_makes_a_message_id_where_none_was_given(api: API, echo_pair: str):
    first, second = (api.send(echo_pair, "ana", "x") for _ in range(2))
    assert first != second
    assert uuid.UUID(first)


def test_numbers_a_conversations_messages_without_gaps(api: API, echo_pair: str):
    for number in range(20):
        api.send(echo_pair, "ana" if number % 2 else "rui", f"text {number}")
    eventually(
        lambda: api.get(f"/v1/conversations/{echo_pair}").json()["last_sequence_number"] == 20,
        "twenty messages are numbered",
    )
    history = api.history(echo_pair)
    assert [message["sequence_number"] for message in history] == list(range(1, 21))
    assert [message["payload"]["text"] for message in history] == [f"text {number}" for number in range(20)]


def test_sends_to_every_other_member_where_to_is_missing(api: API):
    conversation = api.conversation("ana", "rui", "eva")
    for user in ("rui", "eva"):
        api.identity(user)
    message = api.message_with(api.send(conversation, "ana"), "read")
    assert sorted(message["to"]) == ["eva", "rui"]
    assert sorted(delivery["recipient"] for delivery in message["deliveries"]) == ["eva", "rui"]


def test_sends_to_the_named_members_alone(api: API):
    conversation = api.conversation("ana", "rui", "eva")
    api.identity("eva")
    message = api.message_with(api.send(conversation, "ana", to=["eva"]), "read")
    assert message["to"] == ["eva"]
    assert [delivery["recipient"] for delivery in message["deliveries"]] == ["eva"]


def test_remembers_what_a_message_answers(api: API, echo_pair: str):
    first = api.send(echo_pair, "ana")
    second = api.send(echo_pair, "rui", reply_to_message_id=first)
    assert api.message_with(second, "sent")["reply_to_message_id"] == first


TEXTS = {"one": "x", "longest": "x" * 65_536, "utf-8": "ü👋" * 10_922, "odd": "\u202eabc\u200d", "escapes": "\"\\/\b\n"}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_keeps_a_text_byte_for_byte(api: API, echo_pair: str, text):
    body = {"conversation_id": echo_pair, "from": "ana", "payload": {"type": "text", "text": text}}
    # Not escaped, so that the longest text stays within the limit of the body.
    raw = json.dumps(body, ensure_ascii=False).encode()
    answer = api.call("POST", "/v1/messages", data=raw, headers={"Content-Type": "application/json"})
    assert answer.status_code == 202, answer.text
    assert api.message(answer.json()["message_id"])["payload"]["text"] == text


def test_refuses_a_nul_which_the_database_cannot_hold(api: API, echo_pair: str):
    assert_problem(api.try_to_send(echo_pair, "ana", "a\u0000b"), 400, "invalid_json")


@pytest.mark.parametrize("message_id", ["x", "x" * 128, "é" * 128, "a/b c?d#e", "../..", "%2F"])
def test_takes_any_opaque_message_id(api: API, echo_pair: str, message_id):
    assert api.send(echo_pair, "ana", message_id=message_id) == message_id
    if message_id != "../..":
        assert api.message(message_id)["message_id"] == message_id


BAD_FIELDS = [
    ({"conversation_id": None}, "/conversation_id"),
    ({"conversation_id": 5}, "/conversation_id"),
    ({"from": None}, "/from"),
    ({"from": ["ana"]}, "/from"),
    ({"from": ""}, "/from"),
    ({"payload": None}, "/payload"),
    ({"payload": "text"}, "/payload"),
    ({"payload": {}}, "/payload/type"),
    ({"payload": {"type": "hologram"}}, "/payload/type"),
    ({"payload": {"type": "text"}}, "/payload/text"),
    ({"payload": {"type": "text", "text": ""}}, "/payload/text"),
    ({"payload": {"type": "text", "text": 1}}, "/payload/text"),
    ({"payload": {"type": "text", "text": "x" * 65_537}}, "/payload/text"),
    ({"payload": {"type": "text", "text": "x", "colour": "red"}}, "/payload/colour"),
    ({"message_id": ""}, "/message_id"),
    ({"message_id": 12}, "/message_id"),
    ({"message_id": "x" * 129}, "/message_id"),
    ({"message_id": "a\nb"}, "/message_id"),
    ({"to": []}, "/to"),
    ({"to": "rui"}, "/to"),
    ({"to": ["rui", "rui"]}, "/to/1"),
    ({"to": ["rui", 3]}, "/to/1"),
    ({"to": ["ana"]}, "/to/0"),
    ({"channels": []}, "/channels"),
    ({"channels": "all"}, "/channels"),
    ({"channels": ["all", 1]}, "/channels/1"),
    ({"channels": ["echo"] * 17}, "/channels"),
    ({"strategy": "some"}, "/strategy"),
    ({"channel_deadlines": {"echo": -1}}, "/channel_deadlines/echo"),
    ({"channel_deadlines": {"echo": "soon"}}, "/channel_deadlines/echo"),
    ({"metadata": "x"}, "/metadata"),
    ({"metadata": {"x": "y" * 16_384}}, "/metadata"),
    ({"reply_to_message_id": 1}, "/reply_to_message_id"),
    ({"expires_at": "tomorrow"}, "/expires_at"),
    ({"expires_at": 1700000000}, "/expires_at"),
    ({"unknown": True}, "/unknown"),
    ({"a/b~c": True}, "/a~1b~0c"),
]


@pytest.mark.parametrize("change, pointer", BAD_FIELDS, ids=[f"{pointer}-{n}" for n, (_, pointer) in enumerate(BAD_FIELDS)])
def test_points_at_the_bad_field(api: API, echo_pair: str, change, pointer):
    body = {"conversation_id": echo_pair, "from": "ana", "payload": {"type": "text", "text": "x"}} | change
    body = {name: value for name, value in body.items() if value is not None}
    problem = assert_problem(api.post("/v1/messages", body), 422, "validation_failed")
    assert any(found == pointer or found.startswith(pointer + "/") for found in pointers(problem)), problem


def test_reports_every_bad_field_at_once(api: API):
    problem = assert_problem(
        api.post("/v1/messages", {"from": 1, "payload": {"type": "text"}, "surplus": 0, "channels": []}), 422
    )
    assert {"/conversation_id", "/from", "/payload/text", "/surplus", "/channels"} <= set(pointers(problem))


def test_knows_no_conversation_that_was_never_made(api: API):
    assert_problem(api.try_to_send(str(uuid.uuid4()), "ana"), 404, "conversation_not_found")


def test_refuses_a_sender_who_is_no_member(api: API, echo_pair: str):
    assert_problem(api.try_to_send(echo_pair, "eva"), 422, "not_a_member", "/from")


def test_refuses_a_recipient_who_is_no_member(api: API, echo_pair: str):
    assert_problem(api.try_to_send(echo_pair, "ana", to=["rui", "eva"]), 422, "not_a_member", "/to/1")


def test_refuses_an_unknown_channel(api: API, echo_pair: str):
    answer = api.try_to_send(echo_pair, "ana", channels=["echo", "pigeon"])
    assert_problem(answer, 422, "unknown_channel", "/channels/1")


def test_an_expired_message_fails(api: API):
    conversation = api.conversation("ana", "rui")
    soon = (datetime.now(timezone.utc) + timedelta(seconds=2)).isoformat().replace("+00:00", "Z")
    message_id = api.send(conversation, "ana", channels=["internal"], expires_at=soon)
    message = api.message_with(message_id, "failed")
    assert "expired" in message["deliveries"][0]["reason"]


def test_a_message_that_comes_too_late_fails_without_being_sent(api: API, echo_pair: str):
    message_id = api.send(echo_pair, "ana", expires_at="2001-01-01T00:00:00Z")
    [delivery] = api.message_with(message_id, "failed")["deliveries"]
    assert delivery["attempts"] == 0 and "expired" in delivery["reason"]


def test_another_clients_message_looks_as_if_it_did_not_exist(api: API, other_api: API, echo_pair: str):
    message_id = api.send(echo_pair, "ana")
    for id_ in (message_id, str(uuid.uuid4())):
        assert_problem(other_api.get(f"/v1/messages/{id_}"), 404, "message_not_found")
        answer = other_api.post(f"/v1/messages/{id_}/status", {"user_id": "rui", "status": "read"})
        assert_problem(answer, 404, "message_not_found")


def test_two_clients_may_use_the_same_message_id(api: API, other_api: API, echo_pair: str):
    other_api.identity("rui")
    theirs = other_api.conversation("ana", "rui")
    assert api.send(echo_pair, "ana", "ours", message_id="same") == "same"
    assert other_api.send(theirs, "ana", "theirs", message_id="same") == "same"
    assert api.message("same")["payload"]["text"] == "ours"
    assert other_api.message("same")["payload"]["text"] == "theirs"
