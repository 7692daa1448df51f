"""Callbacks of platforms: what they report becomes facts of conversations, each once, stored before the answer."""

import concurrent.futures
import itertools
import json
import random
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from conftest import UNHURRIED
from harness.api import API, assert_problem
from harness.gateway import Gateway
from harness.metrics import scrape
from harness.places import own_folder
from harness.platform import TOKEN, Platform, channels, now
from harness.waiting import eventually

LIMIT = 200_000


@dataclass
class World:
    """A gateway with two echo accounts, `echo` and `backup`, that belong to one client."""

    gateway: Gateway
    client: dict
    folder: Path

    def __post_init__(self) -> None:
        self.serial = itertools.count(1)
        self.platform = Platform(self.gateway)

    def api(self) -> API:
        return self.gateway.api(client=self.client)

    def someone(self, name: str = "ana") -> str:
        """An address that no other test uses."""
        return f"{name}-{next(self.serial)}-{random.randrange(10**9)}"

    def sql(self, text: str) -> list[list[str]]:
        return self.gateway.postgres.sql(text, self.gateway.postgres.gateway_database())

    def count(self, table: str, where: str) -> int:
        return int(self.sql(f"SELECT count(*) FROM {table} WHERE {where}")[0][0])

    def sent_to(self, address: str, platform: Platform | None = None) -> list[tuple[str, ...]]:
        return [line for line in (platform or self.platform).journal(self.folder) if line[0] == address]


@pytest.fixture(scope="module")
def world():
    with own_folder() as folder:
        gateway = Gateway(
            folder / "gateway",
            settings=UNHURRIED
            | {"CHAT4ALL_INGRESS_BODY_LIMIT": str(LIMIT), "CHAT4ALL_PUBLIC_URL": "https://chat.example.org/"},
        )
        client = gateway.new_client("acme")
        gateway.channels_file.write_text(channels("acme", folder=folder, names=("echo", "backup")))
        try:
            gateway.start()
            yield World(gateway, client, folder)
        finally:
            gateway.clean_up()


@pytest.fixture
def api(world: World) -> API:
    return world.api()


@pytest.fixture
def platform(world: World) -> Platform:
    return world.platform


def user(api: API, address: str) -> dict | None:
    answer = api.get(f"/v1/users/echo:{address}")
    return answer.json() if answer.status_code == 200 else None


def conversations(api: API, address: str) -> list[dict]:
    return api.get("/v1/conversations", params={"member": f"echo:{address}"}).json()["conversations"]


def only_conversation(api: API, address: str) -> str:
    [conversation] = conversations(api, address)
    return conversation["conversation_id"]


def texts(api: API, conversation: str) -> list[str]:
    return [message["payload"]["text"] for message in api.history(conversation)]


def placed(api: API, conversation: str, count: int = 1, within: float = 15) -> list[dict]:
    return eventually(
        lambda: (found := api.history(conversation)) and len(found) >= count and found,
        f"{count} messages have their places", within=within,
    )


# A message comes in


def test_a_first_message_makes_a_person_and_a_conversation(world: World, api: API, platform: Platform):
    ana = world.someone()
    name = platform.write(ana, "Olá!", sender_name="Ana Souza")
    conversation = only_conversation(api, ana)
    [message] = placed(api, conversation)
    assert message["from"] == f"echo:{ana}"
    assert message["payload"] == {"type": "text", "text": "Olá!"}
    assert message["to"] == ["helpdesk"] and message["sequence_number"] == 1
    source = message["source"]
    assert (source["channel"], source["account"], source["chat"]) == ("echo", "echo", ana)
    assert source["external_message_id"] == name and source["sender_name"] == "Ana Souza"
    # The helpdesk has no address on any channel.
    assert list(message["channel_delivery"]) == ["internal"]
    found = user(api, ana)
    assert found["display_name"] == "Ana Souza"
    [identity] = found["identities"]
    assert (identity["channel"], identity["address"], identity["verified"]) == ("echo", ana, True)
    kinds = world.sql(f"SELECT type FROM events WHERE conversation_id = '{conversation}' ORDER BY position")
    assert kinds[:2] == [["conversation.created"], ["message.received"]]


def test_further_messages_stay_in_the_conversation_in_their_order(world: World, api: API, platform: Platform):
    ana = world.someone()
    for number in range(20):
        platform.write(ana, str(number))
    conversation = only_conversation(api, ana)
    placed(api, conversation, 20)
    assert texts(api, conversation) == [str(number) for number in range(20)]


def test_one_callback_brings_many_events_in_their_order(world: World, api: API, platform: Platform):
    ana = world.someone()
    platform.report(*[
        {"kind": "message", "sender": ana, "remote_id": f"{ana}/{number}", "text": str(number)} for number in range(100)
    ])
    conversation = only_conversation(api, ana)
    placed(api, conversation, 100)
    assert texts(api, conversation) == [str(number) for number in range(100)]


def test_files_without_words_keep_what_is_known_of_them(world: World, api: API, platform: Platform):
    ana = world.someone()
    platform.write(ana, "", media_ref="m-1", mime="image/jpeg", filename="cat.jpg", length=4711)
    [message] = placed(api, only_conversation(api, ana))
    assert message["payload"] == {
        "type": "text", "text": "",
        "attachments": [{"media_ref": "m-1", "file_name": "cat.jpg", "mime_type": "image/jpeg", "size": 4711}],
    }


def test_reaches_the_other_member_over_their_channel(world: World, api: API, platform: Platform):
    ana, rui = world.someone(), world.someone("rui")
    other = Platform(world.gateway, "backup")
    conversation = api.conversation(f"echo:{ana}", "rui-" + rui)
    api.identity(f"echo:{ana}", address=ana)
    api.identity("rui-" + rui, address=rui)
    # Rui is written to, so that what he writes over this account belongs to this conversation.
    api.send(conversation, f"echo:{ana}", "tudo bem?", channels=["backup"])
    eventually(lambda: world.sent_to(rui, other), "Rui was written to")
    eventually(lambda: world.count("contacts", f"conversation_id = '{conversation}'"), "the contact is known")
    other.write(rui, "tudo!")
    messages = placed(api, conversation, 2)
    assert messages[1]["payload"]["text"] == "tudo!" and messages[1]["from"] == "rui-" + rui
    eventually(lambda: world.sent_to(ana), "Ana got the answer over her channel")
    assert world.sent_to(ana)[-1][3] == "tudo!"
    assert texts(api, conversation) == ["tudo bem?", "tudo!"]


# Which conversation


def test_a_quote_decides_before_everything_else(world: World, api: API, platform: Platform):
    ana = world.someone()
    platform.write(ana, "first words")
    bound = only_conversation(api, ana)
    other = api.conversation(f"echo:{ana}", "teacher")
    question = api.send(other, "teacher", "a question", channels=["echo"])
    remote = api.message_with(question, "sent")["deliveries"][0]["external_message_id"]
    platform.write(ana, "an answer", ref_id=remote)
    platform.write(ana, "more words")
    messages = placed(api, other, 2)
    assert messages[1]["payload"]["text"] == "an answer"
    assert messages[1]["reply_to_message_id"] == question
    placed(api, bound, 2)
    assert texts(api, bound) == ["first words", "more words"]


def test_a_quote_of_another_clients_message_is_none(world: World, api: API, platform: Platform):
    ana = world.someone()
    stranger = world.gateway.api()
    stranger.identity("ana", address=ana)
    theirs = stranger.conversation("boss", "ana")
    message = stranger.send(theirs, "boss", "secret", channels=["echo"])
    remote = stranger.message_with(message, "sent")["deliveries"][0]["external_message_id"]
    platform.write(ana, "what?", ref_id=remote)
    [mine] = placed(api, only_conversation(api, ana))
    assert "reply_to_message_id" not in mine
    assert texts(stranger, theirs) == ["secret"]


def test_who_was_written_to_last_answers_there(world: World, api: API, platform: Platform):
    ana = world.someone()
    api.identity("pupil-" + ana, address=ana)
    first = api.conversation("teacher", "pupil-" + ana)
    second = api.conversation("coach", "pupil-" + ana)
    for conversation, sender in [(first, "teacher"), (second, "coach"), (first, "teacher")]:
        api.message_with(api.send(conversation, sender, "hello", channels=["echo"]), "sent")
    platform.write(ana, "an answer")
    placed(api, first, 3)
    assert texts(api, first) == ["hello", "hello", "an answer"]
    api.message_with(api.send(second, "coach", "hello", channels=["echo"]), "sent")
    platform.write(ana, "another answer")
    placed(api, second, 3)
    assert texts(api, second) == ["hello", "hello", "another answer"]


def test_replies_carry_the_platforms_own_names(world: World, api: API, platform: Platform):
    ana = world.someone()
    name = platform.write(ana, "a question")
    conversation = only_conversation(api, ana)
    [question] = placed(api, conversation)
    api.send(conversation, "helpdesk", "an answer", reply_to_message_id=question["message_id"])
    [line] = eventually(lambda: world.sent_to(ana), "the answer was sent")
    assert line == (ana, "", name, "an answer")
    # A reply to a message that went out: the platform knows it by the name that it gave it then.
    first = api.send(conversation, "helpdesk", "one thing", channels=["echo"])
    api.send(conversation, "helpdesk", "and another", channels=["echo"], reply_to_message_id=first)
    lines = eventually(lambda: len(found := world.sent_to(ana)) == 3 and found, "both were sent")
    remote = api.message_with(first, "sent")["deliveries"][0]["external_message_id"]
    assert lines[2][2:] == (remote, "and another")


def test_a_chat_of_its_own_is_written_to(world: World, api: API, platform: Platform):
    ana = world.someone()
    platform.write(ana, "hello", chat=f"chat-of-{ana}")
    conversation = only_conversation(api, ana)
    api.send(conversation, "helpdesk", "hello to you")
    [line] = eventually(lambda: world.sent_to(ana), "the answer was sent")
    assert line[:2] == (ana, f"chat-of-{ana}")
    platform.report({"kind": "chat_moved", "chat": f"chat-of-{ana}", "ref_id": f"new-chat-of-{ana}"})
    api.send(conversation, "helpdesk", "hello again")
    lines = eventually(lambda: len(found := world.sent_to(ana)) == 2 and found, "the second one was sent")
    assert lines[1][1] == f"new-chat-of-{ana}"
    platform.write(ana, "still here", chat=f"new-chat-of-{ana}")
    placed(api, conversation, 4)


def test_a_group_is_one_place(world: World, api: API, platform: Platform):
    ana, rui, eva = world.someone(), world.someone("rui"), world.someone("eva")
    chat = f"group-{ana}"
    for sender, text in [(ana, "hello all"), (rui, "hello"), (ana, "who else?")]:
        platform.write(sender, text, chat=chat, group=1, chat_title="Friends")
    conversation = only_conversation(api, ana)
    platform.report({"kind": "member_joined", "chat": chat, "sender": eva, "sender_name": "Eva"})
    placed(api, conversation, 3)
    found = api.get(f"/v1/conversations/{conversation}").json()
    assert found["type"] == "group" and found["metadata"] == {"title": "Friends"}
    assert set(found["members"]) == {f"echo:{ana}", f"echo:{rui}", f"echo:{eva}", "helpdesk"}
    # What was said in the group is not said there again; what is said elsewhere is said there once.
    api.send(conversation, "helpdesk", "I am here")
    eventually(lambda: [line for line in platform.journal(world.folder) if line[3] == "helpdesk: I am here"], "it was sent")
    api.message_with(api.send(conversation, "helpdesk", "and stay"), "sent")
    lines = [line for line in platform.journal(world.folder) if line[1] == chat]
    assert [line[3] for line in lines] == ["helpdesk: I am here", "helpdesk: and stay"]
    assert not [line for line in platform.journal(world.folder) if line[3].endswith(("hello all", "who else?"))]
    platform.report({"kind": "member_left", "chat": chat, "sender": rui})
    assert f"echo:{rui}" not in api.get(f"/v1/conversations/{conversation}").json()["members"]


def test_a_group_that_moved_is_one_place_though_its_new_name_came_first(world: World, api: API, platform: Platform):
    ana = world.someone()
    old, new = f"group-{ana}", f"supergroup-{ana}"
    platform.write(ana, "hello all", chat=old, group=1)
    conversation = only_conversation(api, ana)
    # A platform that calls several times at once may tell of the move after what came behind it.
    platform.write(ana, "early", chat=new, group=1)
    platform.report({"kind": "chat_moved", "chat": old, "ref_id": new})
    platform.write(ana, "still here", chat=new, group=1)
    placed(api, conversation, 2)
    assert texts(api, conversation) == ["hello all", "still here"]
    api.message_with(api.send(conversation, "helpdesk", "so am I"), "sent")
    assert [line[1] for line in platform.journal(world.folder) if line[3] == "so am I"] == [new]
    assert world.count("threads", f"conversation_id = '{conversation}'") == 1


def test_a_person_with_a_new_address_is_the_same_person(world: World, api: API, platform: Platform):
    old, new = world.someone(), world.someone()
    platform.write(old, "hello")
    platform.report({"kind": "address_moved", "sender": old, "ref_id": new})
    platform.write(new, "a new number")
    conversation = only_conversation(api, old)
    assert [message["from"] for message in placed(api, conversation, 2)] == [f"echo:{old}"] * 2


# What happens to messages


def test_edits_deletions_and_reactions_are_stored_on_the_message(world: World, api: API, platform: Platform):
    ana = world.someone()
    name = platform.write(ana, "frist")
    conversation = only_conversation(api, ana)
    placed(api, conversation)
    moment = now()
    platform.report(
        {"kind": "edited", "sender": ana, "ref_id": name, "text": "first", "at": moment},
        {"kind": "edited", "sender": ana, "ref_id": name, "text": "firts", "at": moment - 1000},
        {"kind": "reaction", "sender": ana, "ref_id": name, "text": "👍", "at": moment},
    )
    message = eventually(
        lambda: (found := api.history(conversation)[0]).get("reactions") and found, "the reaction is there")
    assert message["is_edited"] and message["payload"]["text"] == "first"
    assert [(r["user_id"], r["reaction"], r["channel"]) for r in message["reactions"]] == [(f"echo:{ana}", "👍", "echo")]
    platform.report(
        {"kind": "reaction", "sender": ana, "ref_id": name, "text": "", "at": moment + 5},
        {"kind": "reaction", "sender": ana, "ref_id": name, "text": "👎", "at": moment + 3},
        {"kind": "deleted", "sender": ana, "ref_id": name, "at": moment + 9},
        {"kind": "edited", "sender": ana, "ref_id": name, "text": "too late", "at": moment + 10},
    )
    message = eventually(lambda: (found := api.history(conversation)[0])["is_deleted"] and found, "it is deleted")
    assert message["payload"] == {"type": "text", "text": ""} and "reactions" not in message
    [[count]] = world.sql(f"SELECT count(*) FROM messages WHERE conversation_id = '{conversation}' AND body::text LIKE '%first%'")
    assert count == "0"
    kinds = world.sql(
        f"SELECT type FROM events WHERE conversation_id = '{conversation}' AND type LIKE 'message.%' ORDER BY position")
    assert [kind for [kind] in kinds if kind not in ("message.sent",)] == [
        "message.received", "message.edited", "message.reaction", "message.reaction", "message.deleted"]


def test_a_reaction_to_what_went_out_finds_it(world: World, api: API, platform: Platform):
    ana = world.someone()
    platform.write(ana, "hello")
    conversation = only_conversation(api, ana)
    sent = api.send(conversation, "helpdesk", "hi", channels=["echo"])
    remote = api.message_with(sent, "sent")["deliveries"][0]["external_message_id"]
    platform.report({"kind": "reaction", "sender": ana, "ref_id": remote, "text": "❤"})
    eventually(lambda: api.message(sent).get("reactions"), "the reaction is there")


def test_an_edit_that_comes_before_its_message_waits_for_it(world: World, api: API, platform: Platform):
    ana = world.someone()
    name = f"{ana}-early"
    platform.report({"kind": "edited", "sender": ana, "ref_id": name, "text": "right"})
    assert world.count("ingress_events", f"waiting_for = '{name}'") == 1
    platform.write(ana, "wrong", remote_id=name)
    conversation = only_conversation(api, ana)
    eventually(lambda: texts(api, conversation) == ["right"], "the edit has found its message")
    assert world.count("ingress_events", f"waiting_for = '{name}'") == 0


def sent_message(world: World, api: API, platform: Platform) -> tuple[str, str, str]:
    """A message that went out to somebody: its id, its name on the platform, and the address."""
    ana = world.someone()
    platform.write(ana, "hello")
    message = api.send(only_conversation(api, ana), "helpdesk", "hi", channels=["echo"])
    return message, api.message_with(message, "sent")["deliveries"][0]["external_message_id"], ana


def test_receipts_raise_the_status_and_never_lower_it(world: World, api: API, platform: Platform):
    message, remote, _ = sent_message(world, api, platform)
    platform.report({"kind": "read", "ref_id": remote, "at": now()})
    api.message_with(message, "read")
    for kind in ("delivered", "sent", "failed"):
        platform.report({"kind": kind, "ref_id": remote, "at": now()})
    assert [step["status"] for step in api.message(message)["status_history"]] == ["sent", "read"]


def test_a_watermark_is_a_receipt_of_all_before_it(world: World, api: API, platform: Platform):
    message, _, ana = sent_message(world, api, platform)
    conversation = only_conversation(api, ana)
    second = api.send(conversation, "helpdesk", "and more", channels=["echo"])
    api.message_with(second, "sent")
    moment = now()
    platform.report({"kind": "delivered_up_to", "sender": ana, "until": moment, "at": moment})
    api.message_with(message, "delivered")
    api.message_with(second, "delivered")
    platform.report({"kind": "read_up_to", "sender": ana, "until": moment, "at": moment})
    api.message_with(message, "read")
    third = api.send(conversation, "helpdesk", "not yet seen", channels=["echo"])
    assert api.message_with(third, "sent")["status"] == "sent"


def test_an_account_hears_its_own_words_and_is_not_surprised(world: World, api: API, platform: Platform):
    message, remote, ana = sent_message(world, api, platform)
    platform.report({"kind": "message", "echo": 1, "sender": "the-bot", "chat": ana, "remote_id": remote, "text": "hi"})
    platform.write(ana, "and on")
    conversation = only_conversation(api, ana)
    placed(api, conversation, 3)
    assert texts(api, conversation) == ["hello", "hi", "and on"]


def test_what_is_of_no_use_is_counted(world: World, platform: Platform):
    before = scrape(world.gateway).get("chat4all_ingress_events_total", 0)
    platform.report({"kind": "typing", "sender": "ana"}, {"kind": "other", "event_id": f"o-{now()}", "text": "?"})
    assert scrape(world.gateway)["chat4all_ingress_events_total"] == before + 2


# Each once


def test_repeated_and_shuffled_callbacks_count_once(world: World, api: API, platform: Platform, rng: random.Random):
    ana = world.someone()
    platform.write(ana, "hello")
    conversation = only_conversation(api, ana)
    sent = api.send(conversation, "helpdesk", "hi", channels=["echo"])
    remote = api.message_with(sent, "sent")["deliveries"][0]["external_message_id"]
    moment = now()
    events = [
        {"kind": "message", "sender": ana, "remote_id": f"{ana}/a", "text": "a", "event_id": f"{ana}/1", "at": moment},
        {"kind": "message", "sender": ana, "remote_id": f"{ana}/b", "text": "b", "event_id": f"{ana}/2", "at": moment},
        {"kind": "edited", "sender": ana, "ref_id": f"{ana}/a", "text": "A", "event_id": f"{ana}/3", "at": moment + 1},
        {"kind": "edited", "sender": ana, "ref_id": f"{ana}/a", "text": "AA", "event_id": f"{ana}/4", "at": moment + 2},
        {"kind": "reaction", "sender": ana, "ref_id": f"{ana}/b", "text": "👍", "event_id": f"{ana}/5", "at": moment + 3},
        {"kind": "delivered", "ref_id": remote, "event_id": f"{ana}/6", "at": moment + 4},
        {"kind": "read", "ref_id": remote, "event_id": f"{ana}/7", "at": moment + 5},
    ]
    repeated = events * 5
    rng.shuffle(repeated)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        for answer in pool.map(platform.post, repeated):
            assert answer.status_code == 200
    messages = eventually(
        lambda: (
            {"AA", "b"} <= set(texts(api, conversation))
            and api.message(sent)["status"] == "read" and api.history(conversation)
        ),
        "everything has come",
    )
    assert len(conversations(api, ana)) == 1
    assert sorted(message["payload"]["text"] for message in messages) == ["AA", "b", "hello", "hi"]
    assert [message["sequence_number"] for message in messages] == [1, 2, 3, 4]
    liked = next(message for message in messages if message["payload"]["text"] == "b")
    eventually(lambda: api.message(liked["message_id"]).get("reactions"), "the reaction is there")
    steps = [step["status"] for step in api.message(sent)["status_history"]]
    assert steps in (["sent", "delivered", "read"], ["sent", "read"])
    assert world.count("ingress_events", f"event_id LIKE '{ana}/%'") == len(events)


def test_a_thousand_first_messages_make_one_person_and_one_conversation(world: World, api: API, platform: Platform):
    ana = world.someone()

    def write(number: int) -> int:
        return Platform(world.gateway).post(
            {"kind": "message", "sender": ana, "remote_id": f"{ana}/{number}", "text": str(number), "sender_name": "Ana"}
        ).status_code

    with concurrent.futures.ThreadPoolExecutor(32) as pool:
        assert set(pool.map(write, range(1000))) == {200}
    conversation = only_conversation(api, ana)
    messages = placed(api, conversation, 1000)
    assert sorted(int(message["payload"]["text"]) for message in messages) == list(range(1000))
    assert world.count("users", f"user_id LIKE '%{ana}%'") == 1
    assert world.count("conversations", f"conversation_id IN (SELECT conversation_id FROM threads WHERE chat = '{ana}')") == 1


# Bad input


@pytest.mark.parametrize("token,status", [(None, 401), ("", 403), ("wrong-token", 403), (TOKEN + "x", 403)])
def test_a_wrong_signature_stores_nothing(world: World, api: API, token: str | None, status: int):
    ana = world.someone()
    before = world.count("ingress_events", "true")
    answer = Platform(world.gateway, token=token).post({"kind": "message", "sender": ana, "text": "let me in"})
    assert answer.status_code == status
    assert world.count("ingress_events", "true") == before
    assert user(api, ana) is None


def test_a_line_that_cannot_be_read_spoils_the_callback(world: World, api: API, platform: Platform):
    ana = world.someone()
    good = platform.line({"kind": "message", "sender": ana, "text": "good"})
    too_long = "a" * 513
    for bad in [
        "kind=message&text=%zz", "kind=nonsense&event_id=1", "text=no+kind", "kind=message&text=nobody", "\x00",
        f"kind=message&text=far&sender={too_long}", f"kind=message&text=far&chat={too_long}",
        f"kind=address_moved&sender={ana}&ref_id={too_long}",
    ]:
        assert platform.post_raw(f"{good}\n{bad}".encode()).status_code == 400, bad
    assert user(api, ana) is None


def test_answers_a_handshake_with_its_challenge(world: World, platform: Platform):
    answer = requests.get(f"{platform.url}?token={TOKEN}&challenge=a%20b%2Bc", timeout=10)
    assert (answer.status_code, answer.text) == (200, "a b+c")
    assert requests.get(f"{platform.url}?token=wrong&challenge=x", timeout=10).status_code == 403


def test_knows_its_accounts_and_methods(world: World, platform: Platform):
    assert_problem(requests.post(f"{world.gateway.address}/ingress/nobody", data=b"x", timeout=10), 404, "not_found")
    assert requests.get(f"{world.gateway.address}/ingress/", timeout=10).status_code == 404
    answer = requests.delete(platform.url, timeout=10)
    assert_problem(answer, 405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET, HEAD, POST, PUT"
    ana = world.someone()
    body = platform.line({"kind": "message", "sender": ana, "text": "deeper"}).encode()
    deeper = requests.post(f"{platform.url}/any/where", data=body, headers=platform.headers, timeout=10)
    assert deeper.status_code == 200


@pytest.mark.parametrize("size", [LIMIT + 1, 10 << 20])
def test_a_body_that_is_too_large_is_refused(world: World, platform: Platform, size: int):
    try:
        answer = platform.post_raw(b"x" * size)
    except requests.ConnectionError:
        return  # The gateway hung up before the rest was sent.
    assert_problem(answer, 413, "body_too_large")


def test_a_large_body_below_the_limit_is_taken(world: World, api: API, platform: Platform):
    ana = world.someone()
    platform.write(ana, "x" * (LIMIT - 1000))
    [message] = placed(api, only_conversation(api, ana))
    assert len(message["payload"]["text"]) == LIMIT - 1000


def raw(gateway: Gateway, text: bytes) -> socket.socket:
    place = urlsplit(gateway.address)
    connection = socket.create_connection((place.hostname, place.port), timeout=10)
    connection.sendall(text)
    return connection


def test_a_callback_that_breaks_off_stores_nothing(world: World, api: API, platform: Platform):
    ana = world.someone()
    line = platform.line({"kind": "message", "sender": ana, "text": "half"}).encode()
    head = (
        f"POST /ingress/echo HTTP/1.1\r\nHost: x\r\nX-Echo-Token: {TOKEN}\r\nContent-Length: {len(line) + 10}\r\n\r\n"
    ).encode()
    raw(world.gateway, head + line).close()
    platform.write(world.someone(), "somebody else")
    assert user(api, ana) is None


def test_slow_bodies_hold_up_nobody(world: World, api: API, platform: Platform):
    head = f"POST /ingress/echo HTTP/1.1\r\nHost: x\r\nX-Echo-Token: {TOKEN}\r\nContent-Length: 100000\r\n\r\n".encode()
    slow = [raw(world.gateway, head) for _ in range(50)]
    large = [raw(world.gateway, head.replace(b"100000", str(LIMIT).encode())) for _ in range(50)]
    try:
        started = time.monotonic()
        platform.write(world.someone(), "quick")
        assert time.monotonic() - started < 5
    finally:
        for connection in slow + large:
            connection.close()


def test_callbacks_beyond_the_accounts_share_are_sent_away(new_gateway):
    gateway: Gateway = new_gateway(settings={"CHAT4ALL_INGRESS_CONCURRENCY": "1"})
    gateway.new_client("acme")
    gateway.channels_file.write_text(channels("acme"))
    gateway.start()
    platform = Platform(gateway)

    def write(number: int) -> requests.Response:
        return Platform(gateway).post({"kind": "message", "sender": "ana", "remote_id": str(number), "text": "x"})

    with concurrent.futures.ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(write, range(400)))
    assert {answer.status_code for answer in answers} <= {200, 503}
    refused = [answer for answer in answers if answer.status_code == 503]
    assert refused and all("Retry-After" in answer.headers for answer in refused)
    # The platform comes again.
    for number, answer in enumerate(answers):
        if answer.status_code == 503:
            eventually(lambda n=number: write(n).status_code == 200, "it is taken at last")
    platform.write("ana", "the end")
    [[count]] = gateway.postgres.sql(
        "SELECT count(DISTINCT message_id) FROM message_keys", gateway.postgres.gateway_database())
    assert count == "401"


# Who owns an account


def replay(gateway: Gateway, *options: str) -> dict:
    answer = gateway.cli("ingress", "replay", "--json", "--channels", str(gateway.channels_file), *options)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def test_events_without_an_owner_are_kept_and_routed_later(new_gateway):
    gateway: Gateway = new_gateway(channels=channels("nobody-yet")).start()
    platform = Platform(gateway)
    platform.write("ana", "is anybody there?")
    platform.write("ana", "hello?")
    assert replay(gateway, "--dry-run") == {"found": 2, "routed": 0, "unrouted": 0, "reasons": {"unknown_owner": 2}}
    assert replay(gateway)["unrouted"] == 2

    api = gateway.api(client=gateway.new_client("nobody-yet"))
    assert replay(gateway, "--account", "another")["found"] == 0
    assert replay(gateway, "--since", "2099-01-01T00:00:00Z")["found"] == 0
    assert replay(gateway)["routed"] == 2
    conversation = only_conversation(api, "ana")
    placed(api, conversation, 2)
    assert texts(api, conversation) == ["is anybody there?", "hello?"]

    # What the platform repeats is known, and what is replayed again changes nothing.
    assert replay(gateway)["found"] == 0
    assert replay(gateway, "--all")["found"] == 2
    platform.write("ana", "the third")
    placed(api, conversation, 3)
    assert texts(api, conversation) == ["is anybody there?", "hello?", "the third"]
    assert gateway.cli("ingress", "replay", "--since", "yesterday").returncode != 0


def test_without_a_default_member_nobody_is_bothered(new_gateway):
    gateway: Gateway = new_gateway(channels=channels("acme", default_member=None))
    api = gateway.api(client=gateway.new_client("acme"))
    gateway.start()
    platform = Platform(gateway)
    platform.write("ana", "hello?")
    assert replay(gateway, "--dry-run")["reasons"] == {"no_default_member": 1}
    assert api.get("/v1/users/echo:ana").status_code == 404
    api.identity("ana", address="ana")
    conversation = api.conversation("ana", "rui")
    api.message_with(api.send(conversation, "rui", "hello", channels=["echo"]), "sent")
    platform.write("ana", "there you are")
    placed(api, conversation, 2)
    assert texts(api, conversation) == ["hello", "there you are"]


def test_an_owner_is_told_when_a_channel_goes_down_and_comes_back(new_gateway):
    gateway: Gateway = new_gateway()
    api = gateway.api(client=gateway.new_client("acme"))
    gateway.channels_file.write_text(
        "channels: [{name: chaos, plugin: chaos, owner: acme, breaker: {failures: 2, open_seconds: 0.5},"
        " retry: {max_attempts: 20, delays_seconds: [0.2]}}]\n")
    gateway.start()
    api.identity("rui", "chaos")
    message = api.send(api.conversation("ana", "rui"), "ana", "!fail retry 8", channels=["chaos"])
    api.message_with(message, "sent", within=40)

    def told() -> list[tuple[str, str | None]]:
        rows = gateway.postgres.sql(
            "SELECT type, data FROM events WHERE type LIKE 'channel.%' ORDER BY position",
            gateway.postgres.gateway_database())
        return [(kind, json.loads(data).get("reason")) for kind, data in rows]

    expected = [("channel.down", "breaker_open"), ("channel.up", None)]
    eventually(lambda: told() == expected, "both were told")
