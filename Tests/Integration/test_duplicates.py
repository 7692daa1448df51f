"""The same message_id again: taken once, whatever happens around it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.api import API, assert_problem


@pytest.fixture
def conversation(api: API) -> str:
    api.identity("rui")
    return api.conversation("ana", "rui")


def test_accepts_the_same_message_again_and_keeps_one(api: API, conversation: str):
    for _ in range(3):
        assert api.send(conversation, "ana", "once", message_id="m1") == "m1"
    api.message_with("m1", "read")
    assert [message["message_id"] for message in api.history(conversation)] == ["m1"]
    assert api.message("m1")["deliveries"][0]["attempts"] == 1


def test_accepts_the_same_message_with_its_fields_in_another_order(api: API, conversation: str):
    body = {
        "message_id": "m1", "conversation_id": conversation, "from": "ana",
        "payload": {"type": "text", "text": "x"}, "metadata": {"a": 1, "b": 2},
    }
    assert api.post("/v1/messages", body).status_code == 202
    assert api.post("/v1/messages", dict(reversed(body.items()))).status_code == 202


@pytest.mark.parametrize(
    "change",
    [
        {"payload": {"type": "text", "text": "other"}}, {"from": "rui"}, {"channels": ["internal"]},
        {"metadata": {"a": 1}}, {"strategy": "first_success"}, {"expires_at": "2100-01-01T00:00:00Z"},
    ],
)
def test_refuses_the_same_id_with_another_content(api: API, conversation: str, change):
    body = {"message_id": "m1", "conversation_id": conversation, "from": "ana", "payload": {"type": "text", "text": "x"}}
    assert api.post("/v1/messages", body).status_code == 202
    assert_problem(api.post("/v1/messages", body | change), 409, "message_id_reused")
    api.message_with("m1", "read")
    assert_problem(api.post("/v1/messages", body | change), 409, "message_id_reused")
    assert len(api.history(conversation)) == 1


def test_refuses_the_same_id_in_another_conversation(api: API, conversation: str):
    other = api.conversation("ana", "eva")
    api.send(conversation, "ana", "x", message_id="m1")
    assert_problem(api.try_to_send(other, "ana", "x", message_id="m1"), 409, "message_id_reused")


def test_takes_one_of_many_at_the_same_moment(gateway, api: API, conversation: str):
    token = api.token

    def send(number: int) -> tuple[int, str]:
        own = API(gateway, api.client_id, api.client_secret)
        own._token, own._expires = token, api._expires
        text = "first" if number % 2 else "second"
        return own.try_to_send(conversation, "ana", text, message_id="contested").status_code, text

    with ThreadPoolExecutor(24) as pool:
        answers = list(pool.map(send, range(48)))
    winner = api.message("contested")["payload"]["text"]
    assert {status for status, text in answers if text == winner} == {202}
    assert {status for status, text in answers if text != winner} == {409}
    api.message_with("contested", "read")
    assert len(api.history(conversation)) == 1
