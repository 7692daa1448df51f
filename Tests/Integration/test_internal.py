"""Store-and-forward: messages that wait inside the gateway for their recipient."""

import pytest

from harness.api import API, assert_problem
from harness.waiting import eventually


@pytest.fixture
def conversation(api: API) -> str:
    return api.conversation("ana", "rui")


def acknowledge(api: API, message_id: str, user: str, status: str):
    return api.post(f"/v1/messages/{message_id}/status", {"user_id": user, "status": status})


def test_a_user_without_a_channel_is_reached_inside(api: API, conversation: str):
    message = api.message_with(api.send(conversation, "ana"), "sent")
    [delivery] = message["deliveries"]
    assert (delivery["recipient"], delivery["channel"], delivery["account"]) == ("rui", "internal", "internal")


def test_waits_until_the_recipient_acknowledges(api: API, conversation: str):
    message_id = api.send(conversation, "ana")
    api.message_with(message_id, "sent")
    answer = acknowledge(api, message_id, "rui", "delivered")
    assert answer.status_code == 202
    assert answer.json() == {"message_id": message_id, "user_id": "rui", "status": "delivered"}
    api.message_with(message_id, "delivered")
    assert acknowledge(api, message_id, "rui", "read").status_code == 202
    message = api.message_with(message_id, "read")
    assert [step["status"] for step in message["status_history"]] == ["sent", "delivered", "read"]


def test_an_acknowledgement_straight_after_the_202_counts(api: API, conversation: str):
    message_id = api.send(conversation, "ana")
    assert acknowledge(api, message_id, "rui", "read").status_code == 202
    api.message_with(message_id, "read")


def test_a_status_never_goes_back(api: API, conversation: str):
    message_id = api.send(conversation, "ana")
    acknowledge(api, message_id, "rui", "read")
    read = api.message_with(message_id, "read")
    assert acknowledge(api, message_id, "rui", "delivered").status_code == 202
    assert acknowledge(api, message_id, "rui", "read").status_code == 202
    # Another message of the same conversation is taken after these receipts: once it shows, they have been looked at.
    later = api.send(conversation, "ana")
    acknowledge(api, later, "rui", "read")
    api.message_with(later, "read")
    assert api.message(message_id)["status_history"] == read["status_history"]


def test_a_group_message_is_where_its_slowest_recipient_is(api: API):
    conversation = api.conversation("ana", "rui", "eva")
    message_id = api.send(conversation, "ana")
    acknowledge(api, message_id, "rui", "read")
    acknowledge(api, message_id, "eva", "delivered")
    message = api.message_with(message_id, "delivered")
    assert {entry["recipient"]: entry["status"] for entry in message["deliveries"]} == {
        "rui": "read", "eva": "delivered",
    }


@pytest.mark.parametrize("user", ["ana", "eva"])
def test_only_a_recipient_acknowledges(api: API, conversation: str, user):
    message_id = api.send(conversation, "ana")
    api.message_with(message_id, "sent")
    assert_problem(acknowledge(api, message_id, user, "read"), 422, pointer="/user_id")


def test_a_recipient_over_a_channel_does_not_acknowledge(api: API, conversation: str):
    api.identity("rui")
    message_id = api.send(conversation, "ana", channels=["echo"])
    api.message_with(message_id, "read")
    assert_problem(acknowledge(api, message_id, "rui", "read"), 422)


@pytest.mark.parametrize(
    "body, pointer",
    [
        ({"status": "read"}, "/user_id"), ({"user_id": "rui"}, "/status"),
        ({"user_id": "rui", "status": "sent"}, "/status"), ({"user_id": "rui", "status": "failed"}, "/status"),
        ({"user_id": "rui", "status": "read", "x": 1}, "/x"),
    ],
)
def test_points_at_the_bad_field(api: API, conversation: str, body, pointer):
    message_id = api.send(conversation, "ana")
    assert_problem(api.post(f"/v1/messages/{message_id}/status", body), 422, "validation_failed", pointer)


def test_waiting_messages_survive_a_restart(new_gateway):
    gateway = new_gateway().start()
    api = gateway.api()
    conversation = api.conversation("ana", "rui")
    messages = [api.send(conversation, "ana", str(number)) for number in range(10)]
    assert gateway.terminate() == 0
    gateway.start()
    history = eventually(lambda: len(found := api.history(conversation)) == 10 and found, "each has its place")
    assert [message["message_id"] for message in history] == messages
    for message_id in messages:
        assert acknowledge(api, message_id, "rui", "read").status_code == 202
    for message_id in messages:
        api.message_with(message_id, "read")
