"""Read marks and typing between every two channels, as the table says: where a channel can, people see it; where it cannot,
it is left alone, and the history tells of it."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from harness.api import API
from harness.gateway import Gateway
from harness.places import own_folder
from harness.platform import TOKEN, Platform
from harness.sandbox import Sandbox
from harness.table import operation_table
from harness.waiting import eventually

from conftest import UNHURRIED

SETTINGS = UNHURRIED | {"CHAT4ALL_CONNECTOR_ALLOW_PRIVATE": "127.0.0.1/32"}
OWNED = "    owner: acme\n    default_member: helpdesk\n"
PEOPLE = {"whatsapp": "ana", "telegram": "bruno", "messenger": "elisa", "instagram": "igor"}
PLATFORMS = tuple(PEOPLE)
CHANNELS = ("internal", "echo", *PLATFORMS)
TABLE = operation_table()


@dataclass
class World:
    """A gateway with a person on each channel, who is the user of that channel's name."""

    sandbox: Sandbox
    gateway: Gateway
    api: API
    echo: Platform
    folder: Path
    serial: Iterator[int] = field(default_factory=itertools.count)

    def talk(self, author: str, reader: str) -> tuple[str, str]:
        """The person on one channel writes to the one on another, who gets it; conversation and message."""
        members = (f"user-{author}", f"user-{reader}" if reader != author else f"second-{reader}")
        conversation = self.api.conversation(*members)
        text = f"{author} to {reader} {next(self.serial)}"
        if author == "internal":
            message = self.api.send(conversation, members[0], text)
        else:
            # Whoever was written to last in a conversation answers there.
            asked = self.api.send(conversation, members[1], f"ask {text}", to=[members[0]])
            eventually(lambda: self.api.message(asked)["status"] in ("sent", "delivered", "read"), "it is asked")
            self.say(author, text)
            message = eventually(lambda: self.find(conversation, text), f"{text!r} has its place")["message_id"]
        eventually(lambda: self.has(reader, text), f"{text!r} has arrived")
        eventually(
            lambda: self.api.message(message)["status"] in ("sent", "delivered", "read"), "the gateway knows it", within=20
        )
        return conversation, message

    def say(self, channel: str, text: str) -> None:
        if channel == "echo":
            self.echo.write("echo-1", text)
        else:
            self.sandbox.say(PEOPLE[channel], text)

    def find(self, conversation: str, text: str) -> dict | None:
        return next((each for each in self.api.history(conversation) if each["payload"]["text"] == text), None)

    def has(self, channel: str, text: str) -> bool:
        if channel == "internal":
            return True
        if channel == "echo":
            return any(line[-1] == text for line in self.echo.journal(self.folder))
        return any(each["text"] == text for each in self.sandbox.inbox(PEOPLE[channel], after=0))

    def read(self, channel: str, message: str) -> None:
        """The person has read it, as far as their channel reports that."""
        if channel == "internal":
            answer = self.api.post(f"/v1/messages/{message}/status", {"user_id": "user-internal", "status": "read"})
            assert answer.status_code == 202, answer.text
        elif channel == "echo":
            [delivery] = self.api.message(message)["deliveries"]
            self.echo.report({"kind": "read", "ref_id": delivery["external_message_id"], "sender": "echo-1"})
        elif channel != "telegram":
            self.sandbox.read(PEOPLE[channel])

    def is_marked(self, channel: str) -> bool:
        """Whether the person sees that what they wrote last has been read."""
        if channel == "echo":
            return any(line[0] == "!read" for line in self.echo.journal(self.folder))
        if channel == "telegram":
            return any("read" in call["method"].lower() for call in self.sandbox.calls())
        return self.sandbox.outbox(PEOPLE[channel], after=0)[-1]["read_by_business"]

    def signs_of_typing(self, channel: str) -> int | bool:
        if channel == "echo":
            return sum(line[0] == "!typing" for line in self.echo.journal(self.folder))
        if channel == "telegram":
            return sum(call["method"].lower() == "sendchataction" for call in self.sandbox.calls())
        return self.sandbox.control("GET", f"people/{PEOPLE[channel]}")["sees_typing"]

    def settle_marks(self, author: str) -> None:
        """Marks are made one after another: when this one is seen, those before it have been made, or passed over."""
        other = "whatsapp" if author == "messenger" else "messenger"
        _, message = self.talk(other, "internal")
        self.read("internal", message)
        eventually(lambda: self.is_marked(other), "the mark behind the others is seen")

    def refusals(self) -> list[dict]:
        return [call for call in self.sandbox.calls() if call["status"] != 200]


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with own_folder() as folder:
        sandbox = Sandbox(folder / "sandbox")
        gateway = None
        try:
            sandbox.start()
            addresses = {}
            for platform, name in PEOPLE.items():
                window = {} if platform == "telegram" else {"window_open": True}
                addresses[platform] = sandbox.person(name, platform=platform, **window)["address"]
            channels = sandbox.channels(OWNED) + sandbox.direct_channels(OWNED) + (
                f"  - name: echo\n    plugin: echo\n    hosting: in_process\n{OWNED}"
                f"    settings: {{webhook_token: {TOKEN}, delivered: false, read: false, "
                f"journal: {folder / 'echo.journal'}}}\n"
            )
            gateway = Gateway(folder / "gateway", channels=channels, settings=SETTINGS).start()
            api = gateway.api(client=gateway.new_client("acme"))
            for platform, address in addresses.items():
                api.identity(f"user-{platform}", channel=platform, address=address)
            api.identity("user-echo", channel="echo", address="echo-1")
            sandbox.connect(gateway.address)
            yield World(sandbox, gateway, api, Platform(gateway), folder)
        finally:
            if gateway is not None:
                gateway.clean_up()
            sandbox.clean_up()


PAIRS = [(reader, author) for reader in CHANNELS for author in CHANNELS if reader != author]


@pytest.mark.parametrize(("reader", "author"), PAIRS)
def test_what_has_been_read_is_shown_where_the_table_says_so(world: World, reader: str, author: str):
    outcome = TABLE["receipt", reader, author]
    refused = len(world.refusals())
    _, message = world.talk(author, reader)
    world.read(reader, message)
    if outcome != "-":
        found = world.api.message_with(message, "read")
        assert [step["status"] for step in found["status_history"]][-1] == "read"
    if author == "internal":
        assert outcome in ("native", "-")
    elif outcome == "native":
        eventually(lambda: world.is_marked(author), f"{author} shows that it has been read")
    else:
        world.settle_marks(author)
        assert not world.is_marked(author)
    if outcome == "-":
        assert world.api.message(message)["status"] in ("sent", "delivered")
    assert len(world.refusals()) == refused


def test_a_read_mark_covers_what_was_written_before_and_nothing_behind_it(world: World):
    conversation, first = world.talk("whatsapp", "internal")
    texts = [f"um {next(world.serial)}", f"dois {next(world.serial)}"]
    ids = []
    for text in texts:
        world.say("whatsapp", text)
        ids.append(eventually(lambda: world.find(conversation, text), "it has its place")["message_id"])
    world.read("internal", ids[0])
    eventually(lambda: world.sandbox.outbox("ana", after=0)[-2]["read_by_business"], "up to the second it has been read")
    assert [each["read_by_business"] for each in world.sandbox.outbox("ana", after=0)[-3:]] == [True, True, False]
    assert world.api.message(first)["status"] == "sent"


@pytest.mark.parametrize(
    ("source", "target"),
    [(source, target) for source in ("internal", "echo") for target in CHANNELS[1:] if source != target],
)
def test_typing_is_shown_where_the_table_says_so(world: World, source: str, target: str):
    assert TABLE["typing", source, target] == "native"
    refused = len(world.refusals())
    # Something to answer: on WhatsApp typing is shown as an answer alone.
    conversation, _ = world.talk(target, source)
    # What was shown a moment ago would not be shown again so soon.
    stopped = world.api.post(f"/v1/conversations/{conversation}/typing", {"from": f"user-{source}", "typing": False})
    assert stopped.status_code == 202
    before = world.signs_of_typing(target)
    if source == "internal":
        answer = world.api.post(f"/v1/conversations/{conversation}/typing", {"from": "user-internal"})
        assert answer.status_code == 202
    else:
        world.echo.report({"kind": "typing", "sender": "echo-1", "chat": None})
    eventually(lambda: world.signs_of_typing(target) > before, f"{target} shows that {source} types")
    assert len(world.refusals()) == refused


@pytest.mark.parametrize("target", ["messenger", "instagram"])
def test_typing_ends_where_the_channel_can_say_so(world: World, target: str):
    conversation, _ = world.talk(target, "internal")
    path = f"/v1/conversations/{conversation}/typing"
    world.api.post(path, {"from": "user-internal", "typing": False})
    world.api.post(path, {"from": "user-internal"})
    eventually(lambda: world.signs_of_typing(target), "it is shown")
    world.api.post(path, {"from": "user-internal", "typing": False})
    eventually(lambda: not world.signs_of_typing(target), "it is shown no more")
