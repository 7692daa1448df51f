"""People and the addresses they have on channels."""

import uuid
from urllib.parse import quote

import pytest

from harness.api import API, assert_problem


def test_creates_then_replaces_a_user(api: API):
    created = api.put("/v1/users/ana", {"display_name": "Ana", "metadata": {"a": 1}})
    assert created.status_code == 201
    replaced = api.put("/v1/users/ana", {"display_name": "Ana Maria"})
    assert replaced.status_code == 200
    user = api.get("/v1/users/ana").json()
    assert (user["user_id"], user["display_name"], user["metadata"]) == ("ana", "Ana Maria", {})
    assert user["identities"] == []


def test_a_user_is_created_on_first_mention(api: API):
    api.conversation("ana", "rui")
    assert api.get("/v1/users/rui").json()["user_id"] == "rui"


@pytest.mark.parametrize("user", ["a b", "é", "a/b", "%", "x" * 128, "+351 912", "https://x.example/?a=b#c"])
def test_takes_any_opaque_user_id(api: API, user):
    path = f"/v1/users/{quote(user, safe='')}"
    assert api.put(path, {}).status_code == 201
    assert api.get(path).json()["user_id"] == user
    assert api.delete(path).status_code == 204
    assert_problem(api.get(path), 404, "user_not_found")


@pytest.mark.parametrize("path", ["x" * 129, "a%00b", "a%0Ab"])
def test_refuses_a_user_id_that_cannot_be(api: API, path):
    assert api.put(f"/v1/users/{path}", {}).status_code in (400, 404, 422)


def test_keeps_a_user_who_is_a_member(api: API):
    api.conversation("ana", "rui")
    assert_problem(api.delete("/v1/users/ana"), 409, "conflict")


def test_creates_replaces_and_removes_an_identity(api: API):
    path = "/v1/users/ana/identities/echo"
    address = f"ana-{uuid.uuid4()}"
    created = api.put(path, {"address": address})
    assert created.status_code == 201
    assert created.json()["verified"] is False
    replaced = api.put(path, {"address": address, "verified": True, "metadata": {"by": "code"}})
    assert replaced.status_code == 200
    identity = api.get(path).json()
    assert (identity["channel"], identity["address"], identity["verified"]) == ("echo", address, True)
    assert identity["metadata"] == {"by": "code"}
    assert [entry["channel"] for entry in api.get("/v1/users/ana").json()["identities"]] == ["echo"]
    assert api.delete(path).status_code == 204
    assert_problem(api.get(path), 404)
    assert_problem(api.delete(path), 404)


def test_an_address_belongs_to_one_user(api: API, other_api: API):
    address = api.identity("ana")
    assert_problem(
        api.put("/v1/users/rui/identities/echo", {"address": address, "verified": True}), 409, "identity_taken"
    )
    # What is taken among one client's users is free among another's.
    assert other_api.identity("rui", address=address) == address


@pytest.mark.parametrize("character", ["0", "ü", "👋"])
def test_takes_an_address_of_512_characters_and_no_more(api: API, character):
    path = "/v1/users/ana/identities/echo"
    assert api.put(path, {"address": character * 512}).status_code == 201
    assert_problem(api.put(path, {"address": character * 513}), 422, "validation_failed", "/address")


@pytest.mark.parametrize(
    "body, pointer",
    [
        ({}, "/address"),
        ({"address": ""}, "/address"),
        ({"address": 5}, "/address"),
        ({"address": "a", "verified": "yes"}, "/verified"),
        ({"address": "a", "metadata": 1}, "/metadata"),
        ({"address": "a", "colour": "red"}, "/colour"),
    ],
)
def test_points_at_the_bad_field_of_an_identity(api: API, body, pointer):
    assert_problem(api.put("/v1/users/ana/identities/echo", body), 422, "validation_failed", pointer)


def test_an_unverified_identity_receives_nothing(api: API):
    api.identity("rui", verified=False)
    conversation = api.conversation("ana", "rui")
    message = api.send(conversation, "ana")

    deliveries = api.message_with(message, "sent")["deliveries"]
    assert [delivery["channel"] for delivery in deliveries] == ["internal"]


def test_another_clients_users_look_as_if_they_did_not_exist(api: API, other_api: API):
    api.identity("ana")
    assert_problem(other_api.get("/v1/users/ana"), 404, "user_not_found")
    assert_problem(other_api.delete("/v1/users/ana"), 404, "user_not_found")
    assert_problem(other_api.get("/v1/users/ana/identities/echo"), 404)
