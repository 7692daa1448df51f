"""Reading a conversation: pages, directions, from a time on."""

import pytest

from harness.api import API, assert_problem
from harness.waiting import eventually

COUNT = 25


@pytest.fixture
def conversation(api: API) -> str:
    """A conversation with numbered messages, all of them taken by their owner."""
    conversation = api.conversation("ana", "rui")
    for number in range(COUNT):
        api.send(conversation, "ana", str(number))
    eventually(
        lambda: api.get(f"/v1/conversations/{conversation}").json()["last_sequence_number"] == COUNT,
        "all messages are numbered",
    )
    return conversation


def numbers(messages: list[dict]) -> list[int]:
    return [int(message["payload"]["text"]) for message in messages]


def test_reads_oldest_first_by_default(api: API, conversation: str):
    page = api.page(conversation)
    assert numbers(page["messages"]) == list(range(COUNT))
    assert page["has_more"] is False


@pytest.mark.parametrize("order, expected", [("asc", list(range(COUNT))), ("desc", list(range(COUNT))[::-1])])
@pytest.mark.parametrize("limit", [1, 7, 25, 26])
def test_pages_through_in_both_directions(api: API, conversation: str, order, expected, limit):
    assert numbers(api.history(conversation, order=order, limit=limit)) == expected


def test_pages_stay_put_while_messages_come_in(api: API, conversation: str):
    first = api.page(conversation, limit=10)
    api.send(conversation, "rui", "25")
    eventually(lambda: len(api.history(conversation)) == COUNT + 1, "the new message is there")
    second = api.page(conversation, limit=200, cursor=first["next_cursor"])
    assert numbers(first["messages"] + second["messages"]) == list(range(COUNT + 1))


def test_a_cursor_at_the_end_finds_what_comes_later(api: API, conversation: str):
    page = api.page(conversation)
    assert page["has_more"] is False and page["next_cursor"]
    assert api.page(conversation, cursor=page["next_cursor"])["messages"] == []
    api.send(conversation, "rui", "25")
    later = eventually(
        lambda: api.page(conversation, cursor=page["next_cursor"])["messages"], "the new message is there"
    )
    assert numbers(later) == [25]


def test_reads_from_a_time_on(api: API, conversation: str):
    moment = api.history(conversation)[10]["created_at"]
    found = numbers(api.history(conversation, since=moment))
    # Messages of the same moment may come too.
    assert found[-15:] == list(range(10, COUNT)) and found == sorted(found)
    assert api.history(conversation, since="2100-01-01T00:00:00Z") == []
    assert len(api.history(conversation, since="2000-01-01T00:00:00+02:00")) == COUNT


def test_takes_a_cursor_as_since(api: API, conversation: str):
    first = api.page(conversation, limit=10)
    assert numbers(api.history(conversation, since=first["next_cursor"])) == list(range(10, COUNT))


@pytest.mark.parametrize(
    "query, name",
    [
        ({"limit": 0}, "limit"), ({"limit": 201}, "limit"), ({"limit": "ten"}, "limit"), ({"order": "up"}, "order"),
        ({"cursor": "§"}, "cursor"), ({"since": "yesterday"}, "since"), ({"cursor": "a" * 4000}, "cursor"),
    ],
)
def test_refuses_a_bad_query(api: API, conversation: str, query, name):
    answer = api.get(f"/v1/conversations/{conversation}/messages", params=query)
    assert answer.status_code in (400, 422)
    problem = assert_problem(answer, answer.status_code)
    assert name in str(problem)


def test_one_conversations_cursor_opens_no_other(api: API, other_api: API, conversation: str):
    cursor = api.page(conversation, limit=5)["next_cursor"]
    theirs = other_api.conversation("ana", "rui")
    answer = other_api.get(f"/v1/conversations/{theirs}/messages", params={"cursor": cursor})
    assert answer.status_code in (200, 400, 422)
    if answer.status_code == 200:
        assert answer.json()["messages"] == []
