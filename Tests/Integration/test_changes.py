"""What happens to messages after they were sent, across channels: on the platform where it can be shown, in words where
not, and told in either case."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.api import API, assert_problem
from harness.gateway import Gateway
from harness.places import PROJECT, own_folder
from harness.platform import Platform, channels
from harness.waiting import eventually

from conftest import UNHURRIED
from test_main_job import World, world  # noqa: F401  (the fixture)


def operations(message: dict, channel: str) -> list[tuple]:
    found = message["channel_delivery"].get(channel, {}).get("operations", [])
    return [(each["operation"], each["outcome"], each.get("degraded_to"), each.get("status")) for each in found]


def test_the_documented_table_is_the_gateways_own(new_gateway):
    text = (PROJECT / "docs/channels.md").read_text()
    documented = text.split("<!-- made by", 1)[1].split("-->", 1)[1].split("<!-- end of what is made -->")[0].strip()
    made = new_gateway().cli("operations", database=False).stdout.strip()
    assert documented == made, "run make generate"


# Ana is on WhatsApp, Bruno on Telegram.


def test_an_edit_on_telegram_reaches_whatsapp_as_a_correction(world: World):  # noqa: F811
    world.sandbox.say("ana", "Quando chega?")
    world.sandbox.wait_inbox("bruno")
    world.sandbox.say("bruno", "Amanhã.")
    [first] = world.sandbox.wait_inbox("ana")
    world.sandbox.edit("bruno", "Amanhã de manhã.")
    second = world.sandbox.wait_inbox("ana", count=2)[-1]
    assert second["text"] == "✏️ Amanhã de manhã."
    assert second["reply_to"] == first["id"]
    message = eventually(
        lambda: operations(found := world.message("Amanhã de manhã."), "whatsapp") and found, "the readers are told"
    )
    assert operations(message, "whatsapp")[0][:3] == ("edit", "degraded", "correction")
    [event] = eventually(lambda: world.events("message.operation"), "the developer is told")
    assert {"operation": "edit", "outcome": "degraded", "degraded_to": "correction"}.items() <= event["data"].items()


def test_the_api_edits_and_deletes_natively_on_telegram(world: World):  # noqa: F811
    world.sandbox.say("ana", "Olá")
    world.sandbox.wait_inbox("bruno")
    sender = world.messages()[0]["from"]
    answer = world.api.post(
        "/v1/messages",
        {"conversation_id": world.conversation, "from": sender, "message_id": "edited-1",
         "payload": {"type": "text", "text": "**Dia** 1", "format": "markdown"}},
    )
    assert answer.status_code == 202, answer.text
    sent = world.sandbox.wait_inbox("bruno", count=2)[-1]
    assert sent["text"] == "Dia 1"

    change = {"payload": {"type": "text", "text": "Dia 2"}}
    assert world.api.patch("/v1/messages/edited-1", change).status_code == 202
    eventually(lambda: world.sandbox.inbox("bruno", after=0)[-1]["text"] == "Dia 2", "Bruno sees the new words")
    assert world.api.patch("/v1/messages/edited-1", change).status_code == 202
    assert world.api.delete("/v1/messages/edited-1").status_code == 202
    eventually(lambda: world.sandbox.inbox("bruno", after=0)[-1]["deleted"], "Bruno sees it no more")
    message = eventually(
        lambda: len(operations(found := world.api.get("/v1/messages/edited-1").json(), "telegram")) == 2
        and operations(found, "telegram")[1][3] == "sent" and found, "both are told",
    )
    assert [each[:2] for each in operations(message, "telegram")] == [("edit", "native"), ("delete", "native")]
    assert message["is_deleted"] and message["payload"]["text"] == ""
    assert_problem(world.api.patch("/v1/messages/edited-1", change), 409, "conflict")
    assert world.api.delete("/v1/messages/edited-1").status_code == 202


def test_reactions_go_both_ways(world: World):  # noqa: F811
    world.sandbox.say("ana", "Chegou!")
    world.sandbox.wait_inbox("bruno")
    world.sandbox.react("bruno", "👍")
    eventually(
        lambda: [each["text"] for each in world.sandbox.sent() if each["kind"] == "reaction"] == ["👍"],
        "Ana sees the reaction at her message",
    )
    world.sandbox.say("bruno", "Que bom")
    world.sandbox.wait_inbox("ana")
    world.sandbox.react("ana", "❤️")
    eventually(
        lambda: [m for m in world.sandbox.outbox("bruno", after=0) if m.get("reactions", {}).get("bot") == "❤"],
        "Bruno sees the reaction at his message",
    )


def test_a_sign_that_telegram_does_not_have_is_said_in_words(world: World):  # noqa: F811
    world.sandbox.say("ana", "Olá")
    world.sandbox.wait_inbox("bruno")
    world.sandbox.say("bruno", "Queijo?")
    world.sandbox.wait_inbox("ana")
    world.sandbox.react("ana", "🧀")
    said = world.sandbox.wait_inbox("bruno", count=2)[-1]
    assert said["text"] == "🧀"
    message = eventually(
        lambda: operations(found := world.message("Queijo?"), "telegram") and found, "the reader is told"
    )
    assert operations(message, "telegram")[0][:3] == ("reaction", "degraded", "words")


# Over echo, which can do it all, and writes it down.


@pytest.fixture(scope="module")
def echo() -> Iterator[tuple[Gateway, API, Platform, Path]]:
    with own_folder() as folder:
        gateway = Gateway(folder / "gateway", settings=UNHURRIED)
        client = gateway.new_client("acme")
        gateway.channels_file.write_text(channels("acme", folder=folder))
        try:
            gateway.start()
            yield gateway, gateway.api(client=client), Platform(gateway), folder
        finally:
            gateway.clean_up()


def conversation(api: API, name: str, address: str) -> str:
    api.identity(name, channel="echo", address=address)
    answer = api.post("/v1/conversations", {"type": "private", "members": [f"leo-{name}", name]})
    return answer.json()["conversation_id"]


def send(api: API, place: str, name: str, text: str, **more: object) -> str:
    body = {"conversation_id": place, "from": f"leo-{name}", "payload": {"type": "text", "text": text} | more}
    return api.post("/v1/messages", body).json()["message_id"]


def lines(platform: Platform, folder: Path, address: str) -> list[tuple]:
    return [line for line in platform.journal(folder) if address in line[:2]]


def test_changes_keep_their_order_with_the_messages_of_the_lane(echo):
    _, api, platform, folder = echo
    place = conversation(api, "rita", "rita-1")
    for number in range(20):
        id = send(api, place, "rita", f"text {number}")
        api.patch(f"/v1/messages/{id}", {"payload": {"type": "text", "text": f"edit {number}"}})
    eventually(lambda: len(lines(platform, folder, "rita-1")) >= 40, "all of it is there")
    found = [line[-1] for line in lines(platform, folder, "rita-1")]
    assert found == [f"{what} {number}" for number in range(20) for what in ("text", "edit")]


def test_a_member_reacts_and_takes_it_back(echo):
    _, api, platform, folder = echo
    place = conversation(api, "rui", "rui-1")
    name = platform.write("rui-1", "Olá")
    eventually(lambda: api.get("/v1/conversations?member=rui").json()["conversations"], "it is there")
    [found] = [
        each["conversation_id"] for each in api.get("/v1/conversations?member=rui").json()["conversations"]
        if each["conversation_id"] != place
    ]
    message = eventually(lambda: api.history(found), "it has its place")[0]
    path = f"/v1/messages/{message['message_id']}/reactions/helpdesk"
    assert api.put(path, {"reaction": "👍"}).status_code == 202
    eventually(lambda: ("!react", "rui-1", "", name, "👍") in platform.journal(folder), "Rui sees it")
    assert api.delete(path).status_code == 202
    eventually(lambda: ("!react", "rui-1", "", name, "") in platform.journal(folder), "and sees it no more")
    assert "reactions" not in api.get(f"/v1/messages/{message['message_id']}").json()
    refused = api.put(f"/v1/messages/{message['message_id']}/reactions/stranger", {"reaction": "👍"})
    assert_problem(refused, 422, "not_a_member")
    change = {"payload": {"type": "text", "text": "not mine"}}
    assert_problem(api.patch(f"/v1/messages/{message['message_id']}", change), 409, "conflict")
    assert_problem(api.delete(f"/v1/messages/{message['message_id']}"), 409, "conflict")


def test_formatting_becomes_plain_text_where_it_cannot_be_shown(echo):
    _, api, platform, folder = echo
    place = conversation(api, "eva", "eva-1")
    id = send(api, place, "eva", "<b>Olá</b> &amp; <i>até</i>", format="html")
    eventually(lambda: lines(platform, folder, "eva-1"), "it is there")
    assert lines(platform, folder, "eva-1")[0][-1] == "Olá & até"
    message = api.get(f"/v1/messages/{id}").json()
    assert message["payload"] == {"type": "text", "text": "<b>Olá</b> &amp; <i>até</i>", "format": "html"}
    assert operations(message, "echo") == [("formatting", "degraded", "plain_text", None)]
    body = {"conversation_id": place, "from": "leo-eva", "payload": {"type": "text", "text": "<b>", "format": "html"}}
    problem = assert_problem(api.post("/v1/messages", body), 422, "validation_failed")
    assert problem["errors"][0]["pointer"] == "/payload/text"
    body["payload"]["format"] = "rtf"
    problem = assert_problem(api.post("/v1/messages", body), 422, "validation_failed")
    assert problem["errors"][0]["pointer"] == "/payload/format"


def test_typing_is_shown_and_not_too_often(echo):
    _, api, platform, folder = echo
    place = conversation(api, "ivo", "ivo-1")
    for _ in range(5):
        assert api.post(f"/v1/conversations/{place}/typing", {"from": "leo-ivo"}).status_code == 202
    assert api.post(f"/v1/conversations/{place}/typing", {"from": "leo-ivo", "typing": False}).status_code == 202
    eventually(lambda: len(lines(platform, folder, "ivo-1")) >= 2, "it is shown")
    assert [line[0] for line in lines(platform, folder, "ivo-1")] == ["!typing", "!typing stopped"]
    refused = api.post(f"/v1/conversations/{place}/typing", {"from": "stranger"})
    assert_problem(refused, 422, "not_a_member")


def test_no_edit_is_lost_when_the_gateway_is_killed(new_gateway, tmp_path):
    folder = tmp_path
    gateway = new_gateway("killed")
    client = gateway.new_client("acme")
    gateway.channels_file.write_text(channels("acme", folder=folder))
    gateway.start()
    api, platform = gateway.api(client=client), Platform(gateway)
    place = conversation(api, "lia", "lia-1")
    ids = [send(api, place, "lia", f"text {number}") for number in range(60)]
    for round in range(3):
        for number in range(round * 20, round * 20 + 20):
            answer = api.patch(f"/v1/messages/{ids[number]}", {"payload": {"type": "text", "text": f"edit {number}"}})
            assert answer.status_code == 202
        gateway.kill()
        gateway.start()
        api = gateway.api(client=client)

    def edited() -> bool:
        found = [line[-1] for line in platform.journal(folder) if line[0] == "!edit"]
        return set(found) >= {f"edit {number}" for number in range(60)}

    eventually(edited, "every edit has reached the platform", within=40)
    # An edit may be made twice, and never before its message or an older edit.
    journal = [line[-1] for line in platform.journal(folder)]
    for number in range(60):
        assert f"text {number}" in journal or f"edit {number}" in journal
    history = api.history(place, limit=100)
    assert [message["payload"]["text"] for message in history] == [f"edit {number}" for number in range(60)]
    eventually(
        lambda: all(
            step[3] == "sent" for id in ids for step in operations(api.get(f"/v1/messages/{id}").json(), "echo")
        ),
        "each is told as done", within=30,
    )


# What is given up, and tried again.


def letters(api: API) -> list[dict]:
    return api.get("/v1/dead-letters").json()["dead_letters"]


def test_a_change_that_failed_is_a_dead_letter_and_can_be_tried_again(world: World):  # noqa: F811
    api, sandbox = world.api, world.sandbox
    sandbox.say("ana", "Olá")
    sandbox.wait_inbox("bruno")
    sender = world.messages()[0]["from"]
    id = api.send(world.conversation, sender, "Dia 1", channels=["telegram"])
    sandbox.wait_inbox("bruno", count=2)
    api.message_with(id, "sent")
    sandbox.fault("telegram", "error", method="editMessageText", code=400, text="Bad Request: not today", count=1)
    assert api.patch(f"/v1/messages/{id}", {"payload": {"type": "text", "text": "Dia 2"}}).status_code == 202
    [letter] = eventually(lambda: letters(api), "the edit is a dead letter")
    assert (letter["message_id"], letter["operation"], letter["channel"]) == (id, "edit", "telegram")
    assert letter["reason"] == "connector.permanent" and "not today" in letter["detail"]
    [told] = api.message(id)["channel_delivery"]["telegram"]["operations"]
    assert {"operation": "edit", "outcome": "native", "status": "failed", "reason": "connector.permanent"}.items() <= told.items()
    assert api.message(id)["status"] == "sent", "the message itself has not failed"
    [event] = eventually(lambda: world.events("message.operation"), "the developer is told")
    assert event["data"]["status"] == "failed" and event["data"]["reason"] == "connector.permanent"

    # A later edit gets there; the former one, tried again, brings what the message says by now.
    assert api.patch(f"/v1/messages/{id}", {"payload": {"type": "text", "text": "Dia 3"}}).status_code == 202
    eventually(lambda: sandbox.inbox("bruno", after=0)[-1]["text"] == "Dia 3", "Bruno sees the later words")
    answer = api.post(f"/v1/dead-letters/{letter['id']}/redrive")
    assert answer.status_code == 202 and answer.json()["operation"] == "edit"
    done = eventually(
        lambda: (found := operations(api.message(id), "telegram")) and len(found) == 3 and found[-1][3] != "pending" and found,
        "it is done",
    )
    assert [each[3] for each in done] == ["failed", "sent", "sent"]
    assert sandbox.inbox("bruno", after=0)[-1]["text"] == "Dia 3"
    assert_problem(api.post(f"/v1/dead-letters/{letter['id']}/redrive"), 409, "conflict")
    assert eventually(lambda: world.events("message.redriven"), "that is told, too")[0]["data"]["operation"] == "edit"


def test_a_deletion_and_a_reaction_that_failed_are_dead_letters_too(world: World):  # noqa: F811
    api, sandbox = world.api, world.sandbox
    sandbox.say("ana", "Olá")
    sandbox.wait_inbox("bruno")
    sandbox.say("bruno", "Olá!")
    sandbox.wait_inbox("ana")
    for method, text in (("deleteMessage", "Bad Request: not today"), ("setMessageReaction", "Bad Request: not now")):
        sandbox.fault("telegram", "error", method=method, code=400, text=text, count=1)
    sandbox.react("ana", "👍")
    id = api.send(world.conversation, world.messages()[0]["from"], "engano", channels=["telegram"])
    api.message_with(id, "sent")
    assert api.delete(f"/v1/messages/{id}").status_code == 202
    found = eventually(lambda: len(found := letters(api)) == 2 and found, "both are dead letters")
    assert {letter["operation"] for letter in found} == {"reaction", "delete"}
    for letter in found:
        assert api.post(f"/v1/dead-letters/{letter['id']}/redrive").status_code == 202
    eventually(lambda: sandbox.inbox("bruno", after=0)[-1]["deleted"], "Bruno sees it no more")
    eventually(lambda: sandbox.outbox("bruno", after=0)[-1]["reactions"].get("bot") == "👍", "and sees the reaction")


# In groups.


def crew(world: World) -> str:
    """A group on Telegram with Bruno and Davi, which Ana belongs to from WhatsApp; the conversation."""
    world.sandbox.person("davi", platform="telegram")
    world.sandbox.group("crew", members=["bruno", "davi"], title="Crew", privacy=False)
    world.sandbox.say("davi", "Bom dia", **{"in": "crew"})
    conversation = eventually(
        lambda: next(
            (each for each in world.api.get("/v1/conversations").json()["conversations"] if each["type"] == "group"), None
        ),
        "the group is a conversation",
    )["conversation_id"]
    world.api.put("/v1/users/ana-maria", {"display_name": "Ana Maria"})
    world.sandbox.person("ana", window_open=True)
    world.api.identity("ana-maria", channel="whatsapp", address=world.ana["address"])
    for user in ("ana-maria", "leo"):
        answer = world.api.post(f"/v1/conversations/{conversation}/members", {"user_id": user})
        assert answer.status_code == 200, answer.text
    return conversation


def test_a_group_is_told_whose_edit_it_was(world: World):  # noqa: F811
    crew(world)
    world.sandbox.say("bruno", "Às oito", **{"in": "crew"})
    [first] = [each for each in world.sandbox.wait_inbox("ana", count=1) if each["text"] == "Bruno: Às oito"]
    world.sandbox.edit("bruno", "Às nove", **{"in": "crew"})
    second = world.sandbox.wait_inbox("ana", count=2)[-1]
    assert second["text"] == "✏️ Bruno: Às nove" and second["reply_to"] == first["id"]
    # A sign that Telegram does not have is said in words, under the name.
    world.sandbox.react("ana", "🧀", id=first["id"])
    said = eventually(
        lambda: next((each for each in world.sandbox.inbox("bruno", after=0) if "🧀" in each["text"]), None), "it is said"
    )
    assert said["text"] == "🧀 Ana Maria"


def test_what_waits_while_a_group_moves_goes_to_the_new_one_in_order(world: World):  # noqa: F811
    conversation = crew(world)
    api, sandbox = world.api, world.sandbox
    early = api.send(conversation, "leo", "cedo", channels=["telegram"])
    api.message_with(early, "sent")
    sandbox.fault("telegram", "status", method="sendMessage", status=503, count=1)
    ids = [api.send(conversation, "leo", f"aviso {number}", channels=["telegram"]) for number in range(3)]
    for number, id in enumerate(ids):
        assert api.patch(f"/v1/messages/{id}", {"payload": {"type": "text", "text": f"aviso novo {number}"}}).status_code == 202
    larger = sandbox.migrate("crew")["chat"]

    def seen() -> list[dict]:
        return [each for each in sandbox.inbox("bruno", after=0) if each["from"] == "bot" and each["text"] != "leo: cedo"]

    eventually(lambda: [each["text"] for each in seen()] == [f"leo: aviso novo {number}" for number in range(3)], "all is there")
    assert {each["id"].rsplit("/", 1)[0] for each in seen()} == {larger}
    for id in ids:
        assert [each[3] for each in operations(api.message(id), "telegram") if each[0] == "edit"] == ["sent"]
    # What is in the former group cannot be changed any more: the new one gets a correction, and no other message is touched.
    assert api.patch(f"/v1/messages/{early}", {"payload": {"type": "text", "text": "tarde"}}).status_code == 202
    correction = eventually(lambda: len(found := seen()) == 4 and found[-1], "the correction is there")
    assert correction["text"] == "✏️ leo: tarde" and correction["id"].startswith(f"{larger}/")
    assert [each["text"] for each in seen()][:3] == [f"leo: aviso novo {number}" for number in range(3)]
    assert ("edit", "degraded", "correction") in [each[:3] for each in operations(api.message(early), "telegram")]
    assert letters(api) == []
