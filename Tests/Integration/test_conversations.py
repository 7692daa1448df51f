"""Conversations and who is in them."""

import uuid

import pytest

from harness.api import API, assert_problem, pointers


def test_creates_a_private_conversation(api: API):
    answer = api.post("/v1/conversations", {"type": "private", "members": ["ana", "rui"], "metadata": {"topic": "x"}})
    assert answer.status_code == 201
    conversation = answer.json()
    assert answer.headers["Location"].endswith(f"/v1/conversations/{conversation['conversation_id']}")
    assert conversation["type"] == "private"
    assert conversation["members"] == ["ana", "rui"]
    assert conversation["metadata"] == {"topic": "x"}
    assert conversation["last_sequence_number"] == 0
    assert conversation["created_at"].endswith("Z")
    assert api.get(f"/v1/conversations/{conversation['conversation_id']}").json() == conversation


def test_creates_a_group_of_the_largest_size(api: API):
    conversation = api.conversation(*[f"user-{n}" for n in range(100)])
    assert len(api.get(f"/v1/conversations/{conversation}").json()["members"]) == 100


@pytest.mark.parametrize(
    "type_, members",
    [
        ("private", ["ana"]),
        ("private", ["ana", "rui", "eva"]),
        ("private", ["ana", "ana"]),
        ("group", ["ana", "rui"]),
        ("group", [f"user-{n}" for n in range(101)]),
        ("group", []),
    ],
)
def test_refuses_a_wrong_number_of_members(api: API, type_, members):
    problem = assert_problem(
        api.post("/v1/conversations", {"type": type_, "members": members}), 422, "validation_failed"
    )
    assert any(pointer.startswith("/members") for pointer in pointers(problem))


@pytest.mark.parametrize(
    "body, pointer",
    [
        ({"members": ["a", "b"]}, "/type"),
        ({"type": "crowd", "members": ["a", "b"]}, "/type"),
        ({"type": 1, "members": ["a", "b"]}, "/type"),
        ({"type": "private"}, "/members"),
        ({"type": "private", "members": "a,b"}, "/members"),
        ({"type": "private", "members": ["a", 2]}, "/members/1"),
        ({"type": "private", "members": ["a", ""]}, "/members/1"),
        ({"type": "private", "members": ["a", "x" * 129]}, "/members/1"),
        ({"type": "private", "members": ["a", "b\u001f"]}, "/members/1"),
        ({"type": "private", "members": ["a", "b"], "metadata": []}, "/metadata"),
        ({"type": "private", "members": ["a", "b"], "name": "x"}, "/name"),
    ],
)
def test_points_at_the_bad_field(api: API, body, pointer):
    assert_problem(api.post("/v1/conversations", body), 422, "validation_failed", pointer)


def test_reports_every_bad_field_at_once(api: API):
    problem = assert_problem(api.post("/v1/conversations", {"type": 1, "members": {}, "other": 0}), 422)
    assert set(pointers(problem)) == {"/type", "/members", "/other"}


def test_lists_pages_and_filters_conversations(api: API):
    made = [api.conversation("ana", f"user-{n}") for n in range(5)]
    first = api.get("/v1/conversations", params={"limit": 3}).json()
    assert len(first["conversations"]) == 3 and first["has_more"]
    second = api.get("/v1/conversations", params={"limit": 3, "cursor": first["next_cursor"]}).json()
    assert not second["has_more"]
    listed = [entry["conversation_id"] for entry in first["conversations"] + second["conversations"]]
    assert sorted(listed) == sorted(made)
    with_user_2 = api.get("/v1/conversations", params={"member": "user-2"}).json()["conversations"]
    assert [entry["conversation_id"] for entry in with_user_2] == [made[2]]


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "201"}, {"limit": "x"}, {"cursor": "no cursor"}])
def test_refuses_a_bad_page(api: API, query):
    assert api.get("/v1/conversations", params=query).status_code in (400, 422)


def test_members_join_and_leave_a_group(api: API):
    conversation = api.conversation("ana", "rui", "eva")
    joined = api.post(f"/v1/conversations/{conversation}/members", {"user_id": "zé/with a slash"})
    assert joined.status_code == 200
    assert joined.json()["members"] == ["ana", "rui", "eva", "zé/with a slash"]
    left = api.delete(f"/v1/conversations/{conversation}/members/z%C3%A9%2Fwith%20a%20slash")
    assert left.status_code == 200
    assert left.json()["members"] == ["ana", "rui", "eva"]
    assert_problem(api.try_to_send(conversation, "zé/with a slash"), 422, "not_a_member", "/from")


def test_a_private_conversation_keeps_its_two_members(api: API):
    conversation = api.conversation("ana", "rui")
    assert_problem(api.post(f"/v1/conversations/{conversation}/members", {"user_id": "eva"}), 409, "conflict")
    assert_problem(api.delete(f"/v1/conversations/{conversation}/members/rui"), 409, "conflict")


def test_who_joins_later_can_write_at_once(api: API):
    conversation = api.conversation("ana", "rui", "eva")
    assert_problem(api.try_to_send(conversation, "leo"), 422, "not_a_member", "/from")
    assert api.post(f"/v1/conversations/{conversation}/members", {"user_id": "leo"}).status_code == 200
    api.send(conversation, "leo")


@pytest.mark.parametrize("id_", ["00000000-0000-4000-8000-000000000000", "no-uuid", "x" * 200, "%00"])
def test_knows_no_conversation_that_was_never_made(api: API, id_):
    assert_problem(api.get(f"/v1/conversations/{id_}"), 404)


def test_another_clients_conversation_looks_as_if_it_did_not_exist(api: API, other_api: API):
    conversation = api.conversation("ana", "rui", "eva")
    unknown = str(uuid.uuid4())
    for id_ in (conversation, unknown):
        answers = [
            other_api.get(f"/v1/conversations/{id_}"),
            other_api.get(f"/v1/conversations/{id_}/messages"),
            other_api.post(f"/v1/conversations/{id_}/members", {"user_id": "mia"}),
            other_api.delete(f"/v1/conversations/{id_}/members/ana"),
            other_api.try_to_send(id_, "ana"),
        ]
        for answer in answers:
            problem = assert_problem(answer, 404, "conversation_not_found")
            assert id_ not in problem["title"]
    assert other_api.get("/v1/conversations").json()["conversations"] == []
