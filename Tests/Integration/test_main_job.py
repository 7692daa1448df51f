"""The main job, on simulated platforms: what one person writes on WhatsApp reaches another on Telegram and back, and the
developer hears of each step by a signed webhook."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from harness.api import API
from harness.gateway import Gateway
from harness.places import own_folder
from harness.sandbox import Sandbox
from harness.waiting import eventually

from conftest import UNHURRIED

OWNED = "    owner: acme\n    default_member: bruno\n"
SETTINGS = UNHURRIED | {"CHAT4ALL_CONNECTOR_ALLOW_PRIVATE": "127.0.0.1/32"}


@dataclass
class World:
    """A gateway between Ana on WhatsApp and Bruno on Telegram, who is the user `bruno`; of Ana nothing is known yet."""

    sandbox: Sandbox
    gateway: Gateway
    api: API
    ana: dict
    bruno: dict

    @property
    def conversation(self) -> str:
        [conversation] = self.api.get("/v1/conversations").json()["conversations"]
        return conversation["conversation_id"]

    def messages(self) -> list[dict]:
        return self.api.history(self.conversation)

    def message(self, text: str) -> dict:
        """The message that reads so; an empty one where there is none."""
        return next((each for each in self.messages() if each["payload"].get("text") == text), {})

    def events(self, *types: str) -> list[dict]:
        """What the developer's receiver has verified, of these types."""
        events = self.sandbox.events("acme")
        assert [event for event in events if not event["verified"]] == []
        return [event["body"] for event in events if event["body"]["type"] in types]


@pytest.fixture
def world() -> Iterator[World]:
    with own_folder() as folder:
        sandbox = Sandbox(folder / "sandbox")
        gateway = None
        try:
            sandbox.start()
            ana = sandbox.person("ana", platform="whatsapp")
            bruno = sandbox.person("bruno", platform="telegram")
            gateway = Gateway(folder / "gateway", channels=sandbox.channels(OWNED), settings=SETTINGS)
            gateway.start()
            api = gateway.api(client=gateway.new_client("acme"))
            api.identity("bruno", channel="telegram", address=bruno["address"])
            created = api.post("/v1/webhooks", {"url": sandbox.receiver("acme"), "event_types": ["*"]}).json()
            sandbox.receiver("acme", secret=created["secret"])
            sandbox.connect(gateway.address)
            yield World(sandbox, gateway, api, ana, bruno)
        finally:
            if gateway is not None:
                gateway.clean_up()
            sandbox.clean_up()


def test_carries_words_from_whatsapp_to_telegram_and_back(world: World):
    world.sandbox.person("ana", read_after_ms=50)
    world.sandbox.say("ana", "Olá Bruno, já saiu?")
    [arrived] = world.sandbox.wait_inbox("bruno")
    assert arrived["text"] == "Olá Bruno, já saiu?"

    world.sandbox.say("bruno", "Saiu hoje.")
    [answer] = world.sandbox.wait_inbox("ana")
    assert answer["text"] == "Saiu hoje."
    eventually(lambda: world.message("Saiu hoje.").get("status") == "read", "Ana has read the answer")

    first, second = world.messages()
    assert (first["from"], first["sequence_number"]) == (f"whatsapp:{world.ana['address']}", 1)
    assert (second["from"], second["sequence_number"]) == ("bruno", 2)
    assert first["source"]["channel"] == "whatsapp" and second["source"]["channel"] == "telegram"
    assert list(second["channel_delivery"]) == ["whatsapp"]
    assert [step["status"] for step in second["status_history"]] == ["sent", "delivered", "read"]

    read = eventually(lambda: world.events("message.read"), "the developer hears that it was read")
    assert read[0]["data"]["message_id"] == second["message_id"]
    for event in world.events("message.received", "message.sent", "message.delivered", "message.read"):
        assert event["data"]["conversation_id"] == world.conversation
        assert {"message_id", "conversation_id", "status", "channel", "sequence_number", "position"} <= set(event["data"])
    assert [event["data"]["payload"]["text"] for event in world.events("message.received")] == [
        "Olá Bruno, já saiu?", "Saiu hoje."
    ]
    assert len(world.events("conversation.created")) == 1


def test_keeps_replies_edits_reactions_and_deletions_together(world: World):
    question = world.sandbox.say("ana", "Quando chega?")
    world.sandbox.wait_inbox("bruno")
    world.sandbox.say("bruno", "Amanhã.", reply_to="last")
    [answer] = world.sandbox.wait_inbox("ana")
    asked, answered = world.messages()
    assert answered["reply_to_message_id"] == asked["message_id"]
    assert answer["reply_to"] == question

    world.sandbox.edit("bruno", "Amanhã de manhã.")
    eventually(lambda: world.message("Amanhã de manhã.").get("is_edited"), "the answer is edited")
    world.sandbox.react("ana", "👍")
    reactions = eventually(lambda: world.message("Amanhã de manhã.").get("reactions"), "Ana's reaction is there")
    assert [(each["user_id"], each["reaction"]) for each in reactions] == [(asked["from"], "👍")]
    eventually(
        lambda: world.events("message.edited") and world.events("message.reaction"), "the developer hears of both"
    )


def test_an_answer_may_be_faster_than_the_platform(world: World):
    world.sandbox.fault("telegram", "delay", delay_ms=300, method="sendMessage")
    question = world.sandbox.say("ana", "Quando chega?")
    world.sandbox.wait_inbox("bruno")
    world.sandbox.say("bruno", "Amanhã.", reply_to="last")
    [answer] = world.sandbox.wait_inbox("ana")
    assert answer["reply_to"] == question
    asked, answered = world.messages()
    assert answered["reply_to_message_id"] == asked["message_id"]


def test_an_answer_does_not_wait_for_ever_for_what_it_answers(world: World):
    world.sandbox.say("ana", "Olá")
    world.sandbox.wait_inbox("bruno")
    world.sandbox.fault("telegram", "delay", delay_ms=5000, method="sendMessage", count=1)
    world.sandbox.say("ana", "Quando chega?")
    world.sandbox.wait_inbox("bruno", count=2)
    world.sandbox.say("bruno", "Amanhã.", reply_to="last")
    [answer] = world.sandbox.wait_inbox("ana")
    assert answer["text"] == "Amanhã."
    assert "reply_to_message_id" not in world.message("Amanhã.")


def test_counts_repeated_and_shuffled_callbacks_once(world: World):
    world.sandbox.fault("whatsapp", "duplicate")
    world.sandbox.fault("whatsapp", "shuffle", delay_ms=200)
    words = [f"número {number}" for number in range(20)]
    world.sandbox.say_all([{"as": "ana", "text": word} for word in words])
    eventually(lambda: len(world.sandbox.inbox("bruno", after=0)) >= len(words), "Bruno has all of it", within=30)
    assert sorted(message["text"] for message in world.sandbox.inbox("bruno", after=0)) == sorted(words)
    assert [message["sequence_number"] for message in world.messages()] == list(range(1, len(words) + 1))
    assert len(world.api.get("/v1/conversations").json()["conversations"]) == 1


def test_waits_as_long_as_the_platform_asks(world: World):
    world.sandbox.fault("telegram", "rate_limit", retry_after=1, count=1, method="sendMessage")
    world.sandbox.say("ana", "Devagar")
    [arrived] = world.sandbox.wait_inbox("bruno")
    assert arrived["text"] == "Devagar"
    calls = [call for call in world.sandbox.calls() if call["method"].lower() == "sendmessage"]
    assert len(calls) == 2 and calls[1]["at_ms"] - calls[0]["at_ms"] >= 1000


def test_says_what_a_platform_refuses(world: World):
    world.sandbox.say("ana", "Olá")
    world.sandbox.wait_inbox("bruno")
    world.sandbox.person("bruno", blocked=True)
    world.sandbox.say("ana", "Ainda aí?")
    message = eventually(
        lambda: (found := world.message("Ainda aí?")).get("status") == "failed" and found, "the platform's refusal is told"
    )
    [step] = [step for step in message["status_history"] if step["status"] == "failed"]
    assert step["details"]["reason"] == "connector.blocked"
    assert eventually(lambda: world.events("message.failed"), "the developer hears of it")


def test_registers_a_bot_from_the_command_line(world: World):
    answer = world.gateway.cli(
        "telegram", "set-webhook", "--channels", str(world.gateway.channels_file), "--public-url", world.gateway.address,
        "--connector-allow-private", "127.0.0.1", database=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert f"{world.gateway.address}/ingress/telegram" in answer.stdout
    information = world.gateway.cli(
        "telegram", "webhook-info", "--channels", str(world.gateway.channels_file), "--connector-allow-private", "127.0.0.1", database=False
    )
    assert '"message_reaction"' in information.stdout
    refused = world.gateway.cli("telegram", "set-webhook", "--channels", str(world.gateway.channels_file), database=False)
    assert refused.returncode != 0 and "--public-url" in refused.stderr
