"""Messenger and Instagram on simulated platforms: what a person writes on WhatsApp reaches another's Instagram Direct, and
back; the window, echoes, receipts, reactions; and every callback five times and in any order."""

import hashlib
import hmac
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests
from fbmessenger import MessengerClient
from socialbridge.meta import MetaParser

from harness.api import API
from harness.callbacks import CallbackServer
from harness.gateway import Gateway
from harness.places import own_folder
from harness.sandbox import (
    INSTAGRAM_ACCOUNT_ID, MESSENGER_PAGE_ID, MESSENGER_TOKEN, WHATSAPP_APP_SECRET, Sandbox,
)
from harness.waiting import eventually

from conftest import SEED, UNHURRIED

SETTINGS = UNHURRIED | {"CHAT4ALL_CONNECTOR_ALLOW_PRIVATE": "127.0.0.1/32"}
DIRECT = ("messenger", "instagram")


@dataclass
class World:
    """A gateway between Ana on WhatsApp and Igor, who is the user `igor`, on Messenger or Instagram."""

    sandbox: Sandbox
    gateway: Gateway
    api: API
    ana: dict
    igor: dict
    platform: str

    def conversations(self) -> list[str]:
        return [each["conversation_id"] for each in self.api.get("/v1/conversations").json()["conversations"]]

    def messages(self) -> list[dict]:
        """What was said so far, all of it in one conversation."""
        conversations = self.conversations()
        assert len(conversations) <= 1
        return self.api.history(conversations[0]) if conversations else []

    def message(self, text: str) -> dict:
        """The message that reads so; an empty one where there is none."""
        return next((each for each in self.messages() if each["payload"].get("text") == text), {})

    def events(self, *types: str) -> list[dict]:
        """What the developer's receiver has verified, of these types."""
        events = self.sandbox.events("acme")
        assert [event for event in events if not event["verified"]] == []
        return [event["body"] for event in events if event["body"]["type"] in types]

    def callback(self, *updates: dict, entry: dict | None = None) -> requests.Response:
        """A signed callback, as Meta makes it, past the sandbox."""
        account = MESSENGER_PAGE_ID if self.platform == "messenger" else INSTAGRAM_ACCOUNT_ID
        entries = [{"id": account, "time": 1, "messaging": [update]} for update in updates]
        if entry is not None:
            entries.append({"id": account, "time": 1} | entry)
        body = json.dumps({"object": "page" if self.platform == "messenger" else "instagram", "entry": entries}).encode()
        signature = hmac.new(WHATSAPP_APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
        return requests.post(
            f"{self.gateway.address}/ingress/{self.platform}", data=body, timeout=10,
            headers={"X-Hub-Signature-256": f"sha256={signature}", "Content-Type": "application/json"},
        )


@pytest.fixture(params=DIRECT)
def world(request) -> Iterator[World]:
    yield from make_world(request.param)


def make_world(platform: str, settings: str = "") -> Iterator[World]:
    with own_folder() as folder:
        sandbox = Sandbox(folder / "sandbox")
        gateway = None
        try:
            sandbox.start()
            ana = sandbox.person("ana", platform="whatsapp")
            igor = sandbox.person("igor", platform=platform, window_open=True)
            owned = "    owner: acme\n    default_member: igor\n"
            channels = sandbox.channels(owned) + sandbox.direct_channels(owned, settings)
            gateway = Gateway(folder / "gateway", channels=channels, settings=SETTINGS)
            gateway.start()
            api = gateway.api(client=gateway.new_client("acme"))
            api.identity("igor", channel=platform, address=igor["address"])
            created = api.post("/v1/webhooks", {"url": sandbox.receiver("acme"), "event_types": ["*"]}).json()
            sandbox.receiver("acme", secret=created["secret"])
            sandbox.connect(gateway.address)
            yield World(sandbox, gateway, api, ana, igor, platform)
        finally:
            if gateway is not None:
                gateway.clean_up()
            sandbox.clean_up()


def test_carries_words_from_whatsapp_and_back(world: World):
    world.sandbox.person("ana", read_after_ms=50)
    # Not at once: of two callbacks the later one may come first, and then nobody asks for the earlier step any more.
    world.sandbox.person("igor", read_after_ms=1_000)
    world.sandbox.say("ana", "Olá Igor, já saiu?")
    [arrived] = world.sandbox.wait_inbox("igor")
    assert arrived["text"] == "Olá Igor, já saiu?"
    eventually(lambda: world.message("Olá Igor, já saiu?").get("status") == "read", "Igor has read the question")

    world.sandbox.say("igor", "Saiu hoje.", reply_to="last")
    [answer] = world.sandbox.wait_inbox("ana")
    assert answer["text"] == "Saiu hoje." and answer["reply_to"]
    eventually(lambda: world.message("Saiu hoje.").get("status") == "read", "Ana has read the answer")

    first, second = world.messages()
    assert (first["from"], first["sequence_number"]) == (f"whatsapp:{world.ana['address']}", 1)
    assert (second["from"], second["sequence_number"]) == ("igor", 2)
    assert first["source"]["channel"] == "whatsapp" and second["source"]["channel"] == world.platform
    assert second["reply_to_message_id"] == first["message_id"]
    assert list(first["channel_delivery"]) == [world.platform]
    steps = [step["status"] for step in first["status_history"]]
    assert steps == (["sent", "delivered", "read"] if world.platform == "messenger" else ["sent", "read"])

    read = eventually(lambda: len(world.events("message.read")) == 2 and world.events("message.read"), "both are told as read")
    assert {event["data"]["channel"] for event in read} == {world.platform, "whatsapp"}
    for event in world.events("message.received", "message.sent", "message.delivered", "message.read"):
        assert event["data"]["conversation_id"] == world.conversations()[0]
    # Echoes and repetitions made nothing of their own.
    assert len(world.messages()) == 2 and len(world.events("conversation.created")) == 1


def test_keeps_edits_reactions_and_deletions_together(world: World):
    world.sandbox.say("ana", "Quando chega?")
    world.sandbox.wait_inbox("igor")
    world.sandbox.react("igor", "❤️")
    reactions = eventually(lambda: world.message("Quando chega?").get("reactions"), "Igor's reaction is there")
    assert [(each["user_id"], each["reaction"]) for each in reactions] == [("igor", "❤️")]
    world.sandbox.react("igor", "")
    eventually(lambda: not world.message("Quando chega?").get("reactions"), "and is taken back")

    world.sandbox.say("igor", "Amanhã.")
    world.sandbox.wait_inbox("ana")
    world.sandbox.edit("igor", "Amanhã de manhã.")
    eventually(lambda: world.message("Amanhã de manhã.").get("is_edited"), "the answer is edited")
    world.sandbox.delete("igor")
    if world.platform == "instagram":
        eventually(lambda: any(each["is_deleted"] for each in world.messages()), "what was taken back is gone")
        assert world.message("Amanhã de manhã.") == {}
        assert eventually(lambda: world.events("message.deleted"), "the developer hears of it")


def test_counts_repeated_and_shuffled_callbacks_once(world: World):
    world.sandbox.fault(world.platform, "duplicate")
    world.sandbox.fault(world.platform, "shuffle", delay_ms=200)
    world.sandbox.say("ana", "Olá")
    world.sandbox.wait_inbox("igor")
    words = [f"número {number}" for number in range(20)]
    world.sandbox.say_all([{"as": "igor", "text": word} for word in words])
    eventually(lambda: len(world.sandbox.inbox("ana", after=0)) >= len(words), "Ana has all of it", within=30)
    assert sorted(message["text"] for message in world.sandbox.inbox("ana", after=0)) == sorted(words)
    assert len(world.conversations()) == 1


def test_takes_each_payload_five_times_in_any_order(world: World):
    world.sandbox.say("ana", "Olá")
    [arrived] = world.sandbox.wait_inbox("igor")
    eventually(lambda: world.message("Olá").get("status") in ("sent", "delivered"), "it is sent")
    person, sent = {"id": world.igor["address"]}, arrived["id"]
    account = {"id": MESSENGER_PAGE_ID if world.platform == "messenger" else INSTAGRAM_ACCOUNT_ID}

    def update(time: int, **content: object) -> dict:
        return {"sender": person, "recipient": account, "timestamp": arrived["at_ms"] + time} | content

    picture = {"type": "image", "payload": {"url": "https://scontent.xx.fbcdn.net/v/fake_n.jpg?oh=FAKE"}}
    updates = [
        update(1, message={"mid": "m_FAKE1", "text": "Hi, is my order ready?"}),
        update(2, message={"mid": "m_FAKE2", "text": "Blue", "quick_reply": {"payload": "COLOR_BLUE"}}),
        update(3, message={"mid": "m_FAKE3", "text": "that one", "reply_to": {"mid": sent}}),
        update(4, message={"mid": "m_FAKE4", "attachments": [picture]}),
        update(5, message_edit={"mid": "m_FAKE1", "text": "Hi, is my order A-1001 ready?", "num_edit": 1}),
        update(6, reaction={"mid": sent, "action": "react", "reaction": "love", "emoji": "❤️"}),
        update(7, delivery={"mids": [sent], "watermark": arrived["at_ms"]}),
        update(8, read={"watermark": arrived["at_ms"]} if world.platform == "messenger" else {"mid": sent}),
        update(9, postback={"mid": "m_FAKE5", "title": "Opening hours?", "payload": "HOURS"}),
        update(10, message={"mid": "m_FAKE6", "is_deleted": True}),
        update(11, optin={"ref": "x"}),
        {"sender": account, "recipient": person, "timestamp": arrived["at_ms"] + 12,
         "message": {"mid": "m_FAKE7", "is_echo": True, "text": "typed in the inbox"}},
    ]
    shuffled = updates * 5
    random.Random(f"{SEED}:{world.platform}").shuffle(shuffled)
    for update_ in shuffled:
        answer = world.callback(update_)
        assert (answer.status_code, answer.content) == (200, b"")
    standby = {"standby": [update(13, message={"mid": "m_FAKE8", "text": "for another app"})]}
    assert world.callback(entry=standby).status_code == 200

    expected = {"Olá", "Hi, is my order A-1001 ready?", "Blue", "that one", "[photo]", "Opening hours?"}
    eventually(
        lambda: sorted(each["payload"]["text"] for each in world.messages()) == sorted(expected), "each is there once"
    )
    eventually(lambda: world.message("Olá")["status"] == "read", "it is read")
    assert [each["reaction"] for each in world.message("Olá")["reactions"]] == ["❤️"]
    assert world.message("that one")["reply_to_message_id"] == world.message("Olá")["message_id"]
    assert world.message("[photo]")["payload"]["attachments"][0]["media_ref"] == picture["payload"]["url"]
    bad = requests.post(f"{world.gateway.address}/ingress/{world.platform}", json={"object": "page"}, timeout=10)
    assert bad.status_code == 401


def test_says_in_words_that_the_window_has_closed(world: World):
    world.sandbox.say("ana", "Olá")
    world.sandbox.wait_inbox("igor")
    world.sandbox.person("igor", window_open=False)
    world.sandbox.say("ana", "Ainda aí?")
    message = eventually(
        lambda: (found := world.message("Ainda aí?")).get("status") == "failed" and found, "the platform's refusal is told"
    )
    [step] = [step for step in message["status_history"] if step["status"] == "failed"]
    assert step["details"]["reason"] == "connector.blocked"
    assert "more than 24 hours since the recipient last wrote" in json.dumps(message)
    world.sandbox.say("igor", "Estou.")
    world.sandbox.wait_inbox("ana")
    world.sandbox.say("ana", "Que bom!")
    assert world.sandbox.wait_inbox("igor", count=2)[-1]["text"] == "Que bom!"


@pytest.mark.parametrize("platform", DIRECT)
def test_people_may_answer_for_a_week_with_the_tag(platform: str):
    for world in make_world(platform, settings="      tag: HUMAN_AGENT\n"):
        world.sandbox.person("igor", wrote_hours_ago=48)
        world.sandbox.say("ana", "Dois dias depois")
        assert world.sandbox.wait_inbox("igor")[0]["text"] == "Dois dias depois"
        world.sandbox.person("igor", wrote_hours_ago=24 * 8)
        world.sandbox.say("ana", "Tarde demais")
        eventually(lambda: world.message("Tarde demais").get("status") == "failed", "it is refused")


def test_a_lost_answer_is_found_by_its_echo(world: World):
    world.sandbox.fault(world.platform, "lost_answer", count=1)
    world.sandbox.say("ana", "Perdida?")
    eventually(lambda: world.message("Perdida?").get("status") in ("sent", "delivered"), "the echo proves that it was sent")
    assert [message["text"] for message in world.sandbox.inbox("igor", after=0)] == ["Perdida?"]
    assert len([call for call in world.sandbox.calls() if call["method"] == "messages"]) == 1


def test_waits_as_long_as_the_platform_is_unwell(world: World):
    world.sandbox.fault(world.platform, "status", status=503, count=1)
    world.sandbox.say("ana", "Devagar")
    assert world.sandbox.wait_inbox("igor")[0]["text"] == "Devagar"


def test_cuts_a_long_text_for_each_platform(world: World):
    text = " ".join(f"palavra-número-{number}" for number in range(180))
    world.sandbox.say("ana", text)
    parts = world.sandbox.wait_inbox("igor", count=2)
    eventually(lambda: world.message(text).get("status") == "sent" or world.message(text).get("status") == "delivered", "all is sent")
    parts = world.sandbox.inbox("igor", after=0)
    assert "".join(part["text"] for part in parts) == text


def test_asks_to_be_subscribed_when_it_starts(world: World):
    assert "messages" in world.sandbox.overview()[world.platform]["fields"]
    calls = [call for call in world.sandbox.calls() if call["method"] == "subscribed_apps"]
    assert len(calls) == 2 and all(call["status"] == 200 for call in calls)


def test_asks_once_what_somebody_is_called(world: World):
    nova = world.sandbox.person("nova", platform=world.platform, display_name="Nova Gente")
    for text in ("Olá", "Alguém aí?"):
        world.sandbox.say("nova", text)
    user = f"{world.platform}:{nova['address']}"
    found = eventually(lambda: (answer := world.api.get(f"/v1/users/{user}")).status_code == 200 and answer.json(), "she is known")
    assert found["display_name"] == "Nova Gente"
    eventually(lambda: len(world.messages()) == 2, "both messages are there")
    assert [call["status"] for call in world.sandbox.calls() if call["method"] == "profile"] == [200]
    assert [message["payload"]["text"] for message in world.messages()] == ["Olá", "Alguém aí?"]


# What others make of the sandbox


def test_a_client_of_others_writes_to_people_on_messenger():
    with own_folder() as folder:
        sandbox = Sandbox(folder / "sandbox").start()
        try:
            elisa = sandbox.person("elisa", platform="messenger", window_open=True)
            client = MessengerClient(MESSENGER_TOKEN, app_secret=WHATSAPP_APP_SECRET)
            client.graph_url = f"{sandbox.address}/v25.0"
            answer = client.send({"text": "Olá"}, elisa["address"])
            assert answer["recipient_id"] == elisa["address"] and answer["message_id"].startswith("m_")
            assert client.send_action("typing_on", elisa["address"]) == {"recipient_id": elisa["address"]}
            assert client.get_user_data(elisa["address"], fields="first_name")["first_name"] == "Elisa"
            assert client.send({"text": "Olá"}, "1")["error"]["error_subcode"] == 2018001
            assert sandbox.wait_inbox("elisa")[0]["text"] == "Olá"
        finally:
            sandbox.clean_up()


@pytest.mark.parametrize("platform", DIRECT)
def test_a_parser_of_others_reads_what_people_write(platform: str):
    with own_folder() as folder, CallbackServer() as server:
        sandbox = Sandbox(folder / "sandbox").start()
        try:
            elisa = sandbox.person("elisa", platform=platform)
            sandbox.connect(server.address)
            sandbox.say("elisa", "Olá, está aí? 🙂")
            [post] = server.wait(1, f"/ingress/{platform}")
            [message] = MetaParser().parse(json.loads(post.body))
            assert (message.sender_id, message.text) == (elisa["address"], "Olá, está aí? 🙂")
            for name, method in (("x-hub-signature-256", "sha256"), ("x-hub-signature", "sha1")):
                expected = hmac.new(WHATSAPP_APP_SECRET.encode(), post.body, method).hexdigest()
                assert post.headers[name] == f"{method}={expected}"
        finally:
            sandbox.clean_up()
