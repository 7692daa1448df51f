"""Matrix, on a real homeserver: a room bridged with people on WhatsApp, who write as users of their own."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import pytest
import requests

from harness.api import API
from harness.gateway import Gateway
from harness.places import own_folder
from harness.sandbox import Sandbox
from harness.synapse import SERVER_NAME, Person, Synapse, free_port
from harness.waiting import eventually

from conftest import UNHURRIED

BOT = f"@_c4a_bot:{SERVER_NAME}"
OWNED = "    owner: acme\n    default_member: bruno\n"
SETTINGS = UNHURRIED | {"CHAT4ALL_CONNECTOR_ALLOW_PRIVATE": "127.0.0.1/32"}


@dataclass
class World:
    """A gateway between Ana and Carla on WhatsApp and Bruno on Matrix, who is the user `bruno`."""

    sandbox: Sandbox
    synapse: Synapse
    gateway: Gateway
    api: API
    ana: dict
    bruno: Person

    def ghost(self, person: dict) -> str:
        return f"@_c4a_whatsapp=3a{person['address']}:{SERVER_NAME}"

    def messages(self) -> list[dict]:
        conversations = self.api.get("/v1/conversations").json()["conversations"]
        return [message for each in conversations for message in self.api.history(each["conversation_id"])]

    def message(self, text: str) -> dict:
        """The message that reads so; an empty one where there is none."""
        return next((each for each in self.messages() if each["payload"].get("text") == text), {})

    def wait(self, text: str, condition, what: str) -> dict:
        return eventually(lambda: (found := self.message(text)) and condition(found) and found, what)


def account(synapse: Synapse, settings: str) -> str:
    return (
        "  - name: matrix\n    plugin: matrix\n    owner: acme\n    default_member: helpdesk\n    settings:\n"
        f"      homeserver_url: {synapse.address}\n      server_name: {SERVER_NAME}\n{settings}"
    )


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with own_folder() as folder:
        sandbox = Sandbox(folder / "sandbox")
        synapse = Synapse(folder / "synapse")
        gateway = None
        try:
            sandbox.start()
            port = free_port()
            address = f"http://127.0.0.1:{port}"
            gateway = Gateway(
                folder / "gateway", channels="", settings=SETTINGS | {"CHAT4ALL_PORT": str(port)}
            )
            tokens = register(gateway, synapse, address)
            gateway.channels_file.write_text(sandbox.channels(OWNED) + account(synapse, tokens), encoding="utf-8")
            synapse.start()
            gateway.start(port=port)
            api = gateway.api(client=gateway.new_client("acme"))
            bruno = synapse.person("bruno", "Bruno")
            api.identity("bruno", channel="matrix", address=bruno.id)
            ana = sandbox.person("ana", platform="whatsapp", display_name="Ana")
            sandbox.connect(gateway.address)
            yield World(sandbox, synapse, gateway, api, ana, bruno)
        finally:
            if gateway is not None:
                gateway.clean_up()
            synapse.clean_up()
            sandbox.clean_up()


def register(gateway: Gateway, synapse: Synapse, address: str) -> str:
    """Has the registration made as an operator would; returns the tokens as settings."""
    answer = gateway.cli(
        "matrix", "registration", "--account", "matrix", "--server-name", SERVER_NAME, "--public-url", address,
        "--channels", str(gateway.folder / "none.yaml"), "--output", str(synapse.registration), database=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert stat.S_IMODE(os.stat(synapse.registration).st_mode) == 0o600
    lines = dict(
        line.split(": ", 1) for line in synapse.registration.read_text().splitlines() if "_token: " in line
    )
    return f"      as_token: {lines['as_token']}\n      hs_token: {lines['hs_token']}\n"


def direct_room(world: World, text: str) -> tuple[str, dict]:
    """Ana writes; the room in which Bruno sees it, and the event."""
    world.sandbox.say("ana", text)

    def seen() -> dict | None:
        world.bruno.sync()
        for room in list(world.bruno.invitations):
            del world.bruno.invitations[room]
            world.bruno.join(room)
        messages = world.bruno.events("m.room.message")
        return next((event for event in messages if event["content"].get("body") == text), None)

    event = eventually(seen, f"Bruno sees {text!r}", within=30)
    return event["room_id"], event


def test_carries_words_both_ways_under_the_authors_name(world: World):
    room, event = direct_room(world, "Olá Bruno, já saiu?")
    assert event["sender"] == world.ghost(world.ana)
    assert world.bruno.name_of(event["sender"]) == "Ana"

    world.bruno.say(room, "Saiu hoje.")
    answer = eventually(
        lambda: next((each for each in world.sandbox.inbox("ana", after=0) if each["text"] == "Saiu hoje."), None),
        "Ana has the answer",
    )
    assert answer
    message = world.message("Saiu hoje.")
    assert message["from"] == "bruno"
    assert message["source"]["channel"] == "matrix" and message["source"]["chat"] == room
    assert world.message("Olá Bruno, já saiu?")["channel_delivery"]["matrix"]["external_message_id"] == event["event_id"]


def test_two_conversations_of_one_person_are_two_rooms(world: World):
    room, _ = direct_room(world, "Sou a Ana")
    carla = world.sandbox.person("carla", platform="whatsapp", display_name="Carla")
    world.sandbox.say("carla", "Sou a Carla")
    other = world.bruno.wait_invitation()
    event = world.bruno.wait_message("Sou a Carla", other)
    assert other != room and event["sender"] == world.ghost(carla)

    # Carla wrote last; the answer goes to whom the room belongs all the same.
    world.bruno.say(room, "Isto é para a Ana")
    eventually(
        lambda: any(each["text"] == "Isto é para a Ana" for each in world.sandbox.inbox("ana", after=0)), "Ana has it"
    )
    assert all(each["text"] != "Isto é para a Ana" for each in world.sandbox.inbox("carla", after=0))
    assert "reply_to_message_id" not in world.message("Isto é para a Ana")


def test_keeps_replies_together(world: World):
    room, event = direct_room(world, "Quando chega?")
    world.bruno.say(room, "Amanhã.", reply_to=event["event_id"])
    answered = world.wait("Amanhã.", lambda _: True, "the answer is there")
    assert answered["reply_to_message_id"] == world.message("Quando chega?")["message_id"]

    eventually(lambda: world.sandbox.inbox("ana", after=0)[-1]["text"] == "Amanhã.", "Ana has the answer")
    world.sandbox.say("ana", "Perfeito!", reply_to="last")
    reply = world.bruno.wait_message("Perfeito!")
    relation = reply["content"].get("m.relates_to", {}).get("m.in_reply_to", {})
    assert relation.get("event_id", "").startswith("$")


def test_hears_of_edits_reactions_and_redactions(world: World):
    room, event = direct_room(world, "Tudo bem?")
    said = world.bruno.say(room, "Tudu bem")
    world.wait("Tudu bem", lambda _: True, "it has come in")
    world.bruno.edit(room, said, "Tudo bem, sim")
    world.wait("Tudo bem, sim", lambda message: message.get("is_edited"), "it is edited")

    reaction = world.bruno.react(room, event["event_id"], "👍")
    reacted = world.wait("Tudo bem?", lambda message: message.get("reactions"), "the reaction is there")
    assert [(each["user_id"], each["reaction"]) for each in reacted["reactions"]] == [("bruno", "👍")]
    world.bruno.redact(room, reaction)
    world.wait("Tudo bem?", lambda message: not message.get("reactions"), "the reaction is taken back")

    message_id = world.message("Tudo bem, sim")["message_id"]
    world.bruno.redact(room, said)
    eventually(lambda: world.api.message(message_id).get("is_deleted"), "it is deleted")


def test_carries_edits_reactions_and_deletions_into_the_room(world: World):
    room, _ = direct_room(world, "Olá outra vez")
    said = world.message("Olá outra vez")
    ghost = world.ghost(world.ana)
    # What came in from a platform is edited there; this one is the developer's.
    message_id = world.api.send(said["conversation_id"], said["from"], "Chega na sexta?")
    event = world.bruno.wait_event(
        "m.room.message", lambda found: found["content"].get("body") == "Chega na sexta?", "the message"
    )

    def relation(found: dict) -> dict:
        return found["content"].get("m.relates_to", {})

    path = f"/v1/messages/{message_id}"
    assert world.api.patch(path, {"payload": {"type": "text", "text": "Chega no sábado?"}}).status_code < 300
    edit = world.bruno.wait_event(
        "m.room.message", lambda found: relation(found).get("event_id") == event["event_id"], "the edit"
    )
    assert edit["sender"] == ghost and edit["content"]["m.new_content"]["body"] == "Chega no sábado?"

    answer = world.bruno.say(room, "Chega.")
    world.wait("Chega.", lambda _: True, "the answer is there")
    eventually(lambda: world.sandbox.inbox("ana", after=0)[-1]["text"] == "Chega.", "Ana has the answer")
    world.sandbox.react("ana", "🎉")
    reaction = world.bruno.wait_event(
        "m.reaction", lambda found: relation(found).get("event_id") == answer, "the reaction"
    )
    assert reaction["sender"] == ghost and relation(reaction)["key"] == "🎉"
    world.sandbox.react("ana", "")
    world.bruno.wait_event(
        "m.room.redaction", lambda found: found["content"].get("redacts") == reaction["event_id"], "it is taken back"
    )

    world.sandbox.read("ana")

    def is_receipted() -> bool:
        world.bruno.sync()
        return (answer, ghost) in world.bruno.receipts

    eventually(is_receipted, "Bruno sees that Ana has read it")

    shown = world.api.post(f"/v1/conversations/{said['conversation_id']}/typing", {"from": said["from"]})
    assert shown.status_code == 202

    def is_typing() -> bool:
        world.bruno.sync()
        return ghost in world.bruno.typing.get(room, [])

    eventually(is_typing, "Bruno sees that Ana is typing")

    assert world.api.delete(path).status_code < 300
    world.bruno.wait_event(
        "m.room.redaction", lambda found: found["content"].get("redacts") == event["event_id"], "the deletion"
    )


def test_hears_what_has_been_read(world: World):
    direct_room(world, "Lê isto")
    room, last = direct_room(world, "e isto")
    world.bruno.read(room, last["event_id"])
    for text in ("Lê isto", "e isto"):
        world.wait(text, lambda message: message["status"] == "read", f"{text!r} has been read")


def test_shows_on_whatsapp_what_is_read_and_typed_on_matrix(world: World):
    room, event = direct_room(world, "Estás a ver?")
    assert not world.sandbox.outbox("ana", after=0)[-1]["read_by_business"]
    world.bruno.read(room, event["event_id"])
    eventually(lambda: world.sandbox.outbox("ana", after=0)[-1]["read_by_business"], "Ana sees that Bruno has read it")
    assert not world.sandbox.control("GET", "people/ana")["sees_typing"]
    world.bruno.type(room)
    eventually(lambda: world.sandbox.control("GET", "people/ana")["sees_typing"], "and that he answers")
    world.bruno.say(room, "Estou.")
    eventually(lambda: world.sandbox.inbox("ana", after=0)[-1]["text"] == "Estou.", "the answer is there")
    assert not world.sandbox.control("GET", "people/ana")["sees_typing"]


def test_a_room_of_several_is_a_group(world: World):
    clara = world.synapse.person("clara", "Clara")
    room = world.bruno.room("Obras", clara.id, BOT)
    clara.join(room)
    world.bruno.wait_event(
        "m.room.member", lambda event: event["state_key"] == BOT and event["content"]["membership"] == "join",
        "the bot has come",
    )
    clara.say(room, "Começamos na segunda.")
    message = world.wait("Começamos na segunda.", lambda _: True, "it has come in")
    group = world.api.get(f"/v1/conversations/{message['conversation_id']}").json()
    assert group["type"] == "group" and group["metadata"]["title"] == "Obras"
    assert f"matrix:{clara.id}" in group["members"]

    # The developer's people speak there by the API, each as a user of their own.
    world.api.put("/v1/users/helpdesk", {"display_name": "Obras Silva"})
    world.api.send(message["conversation_id"], "helpdesk", "Anotado.")
    answer = clara.wait_message("Anotado.", room)
    assert answer["sender"] == f"@_c4a_helpdesk:{SERVER_NAME}"

    clara.leave(room)
    eventually(
        lambda: f"matrix:{clara.id}" not in world.api.get(f"/v1/conversations/{message['conversation_id']}").json()["members"],
        "Clara has left the conversation",
    )


def test_a_room_that_is_upgraded_stays_its_conversation(world: World):
    room = world.bruno.room("Antiga", BOT)
    world.bruno.wait_event(
        "m.room.member",
        lambda event: event["room_id"] == room and event["state_key"] == BOT
        and event["content"]["membership"] == "join",
        "the bot has come",
    )
    world.bruno.say(room, "antes")
    before = world.wait("antes", lambda _: True, "it has come in")
    world.bruno.put(f"rooms/{quote(room)}/state/m.room.join_rules", {"join_rule": "public"})
    new = world.bruno.post(f"rooms/{quote(room)}/upgrade", {"new_version": "10"})["replacement_room"]
    world.bruno.wait_event(
        "m.room.member",
        lambda event: event["room_id"] == new and event["state_key"] == BOT
        and event["content"]["membership"] == "join",
        "the bot has followed",
    )
    world.bruno.say(new, "depois")
    after = world.wait("depois", lambda _: True, "it has come in")
    assert after["conversation_id"] == before["conversation_id"]


def test_says_that_it_cannot_read_encrypted_rooms(world: World):
    room = world.bruno.room("Segredo", BOT)
    world.bruno.wait_event(
        "m.room.member",
        lambda event: event["room_id"] == room and event["state_key"] == BOT
        and event["content"]["membership"] == "join",
        "the bot has come",
    )
    world.bruno.put(f"rooms/{quote(room)}/state/m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})
    world.bruno.send(room, {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x"}, kind="m.room.encrypted")
    notice = world.bruno.wait_event(
        "m.room.message", lambda event: event["room_id"] == room and event["content"]["msgtype"] == "m.notice", "a notice"
    )
    assert "encrypted" in notice["content"]["body"]


def test_loses_nothing_while_the_gateway_is_away(world: World):
    room, _ = direct_room(world, "Antes da queda")
    world.gateway.kill()
    words = [f"durante {number}" for number in range(5)]
    for word in words:
        world.bruno.say(room, word)
    world.gateway.start(port=int(world.gateway.settings["CHAT4ALL_PORT"]))
    # Synapse comes again after 2, 4, 8 ... seconds.
    eventually(
        lambda: [each["text"] for each in world.sandbox.inbox("ana", after=0) if each["text"] in words] == words,
        "Ana has all of it, in order, once", within=60,
    )


def test_refuses_whoever_is_not_the_homeserver(world: World):
    url = f"{world.gateway.address}/ingress/matrix/_matrix/app/v1/transactions/1"
    for headers, status in (({}, 401), ({"Authorization": "Bearer wrong"}, 403)):
        answer = requests.put(url, json={"events": []}, headers=headers, timeout=10)
        assert answer.status_code == status
        assert answer.json()["errcode"].startswith("M_")


def test_the_homeserver_reaches_the_gateway(world: World):
    token = next(
        line.split("'")[1] for line in world.synapse.registration.read_text().splitlines() if line.startswith("as_token")
    )
    answer = requests.post(
        f"{world.synapse.address}/_matrix/client/v1/appservice/matrix/ping", json={"transaction_id": "t"},
        headers={"Authorization": f"Bearer {token}"}, timeout=30,
    )
    assert answer.status_code == 200, answer.text


def test_makes_a_registration_from_the_account_that_there_is(world: World, tmp_path):
    arguments = (
        "matrix", "registration", "--channels", str(world.gateway.channels_file), "--public-url", "https://chat.example.org",
    )
    answer = world.gateway.cli(*arguments, "--output", str(tmp_path / "r.yaml"), database=False)
    assert answer.returncode == 0, answer.stderr
    tokens = [line for line in (tmp_path / "r.yaml").read_text().splitlines() if "_token" in line]
    assert tokens == [line for line in world.synapse.registration.read_text().splitlines() if "_token" in line]
    again = world.gateway.cli(*arguments, "--output", str(tmp_path / "r.yaml"), database=False)
    assert again.returncode != 0 and "--force" in again.stderr
    missing = world.gateway.cli("matrix", "registration", "--channels", str(tmp_path / "none.yaml"), database=False)
    assert missing.returncode != 0 and "--public-url" in missing.stderr
