"""The gateway under measurement: a release build on a new private cluster, with a client and conversations."""

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests

from harness.api import API
from harness.gateway import ECHO_ONLY, Gateway
from harness.metrics import scrape
from harness.places import build_folder
from harness.waiting import eventually

from .load import Round, wrk
from .usage import Usage

SETTINGS = {"CHAT4ALL_CLIENT_RATE": "0"}
TEMPLATE_MESSAGES = 1000


class Rig:
    """Starts it, gives it load, and waits until it has done its work."""

    def __init__(self, folder: Path, conversations: int, gateway: Gateway | None = None, api: API | None = None):
        self.gateway = gateway or Gateway(
            folder, channels=ECHO_ONLY, settings=SETTINGS, binaries=build_folder("release"))
        self.folder = folder
        self.conversations = conversations
        self.ids = folder / "conversations"
        self._run = random.SystemRandom().randrange(1 << 31)
        self.api = api

    def prepare(self) -> None:
        """Makes the client, two people of whom one is on echo, and the conversations that the load goes to."""
        self.api = self.api or self.gateway.api()
        self.api.identity("rui")
        token = self.api.token
        template = self.api.conversation("ana", "rui", metadata={"bench": "template"})
        for number in range(TEMPLATE_MESSAGES):
            self.api.send(template, "ana", f"{number}: Chego às oito, se o comboio não se atrasar outra vez, por favor.")

        def target(_: int) -> str:
            answer = requests.post(
                f"{self.gateway.address}/v1/conversations",
                json={"type": "private", "members": ["ana", "rui"], "metadata": {"bench": "target"}},
                headers={"Authorization": f"Bearer {token}"}, timeout=30,
            )
            assert answer.status_code == 201, answer.text
            return answer.json()["conversation_id"]

        # Those that load goes to; as many again stay empty, to be filled.
        with ThreadPoolExecutor(8) as pool:
            made = list(pool.map(target, range(2 * self.conversations)))
        self.ids.write_text("\n".join(made[: self.conversations]) + "\n", encoding="utf-8")
        self.wait_until_idle()

    def send(self, seconds: int, rate: float = 0, channels: tuple[str, ...] = ("all",)) -> Round:
        """Load on POST /v1/messages over 64 connections; `rate` messages a second, 0 for as many as it takes. Each
        conversation's messages go over one of the `channels`."""
        self._run += 1
        run = self._run % (1 << 32)
        return wrk("messages", self.gateway.address, seconds, self.api.token, run, self.ids, rate, *channels)

    def read_history(self, seconds: int) -> Round:
        return wrk("history", self.gateway.address, seconds, self.api.token, self.ids)

    def usage(self) -> Usage:
        return Usage(self.gateway, read_backlog=self.backlog)

    def backlog(self) -> float:
        """Messages accepted and not yet taken over by echo."""
        figures = scrape(self.gateway)
        return figures.get("chat4all_messages_accepted_total", 0) - figures.get("chat4all_messages_sent_total", 0)

    def delivered(self) -> float:
        return scrape(self.gateway).get("chat4all_messages_delivered_total", 0)

    def wait_until_idle(self, within: float = 180) -> None:
        """Until each accepted message is read: no round begins with another's work still to be done."""

        def idle() -> bool:
            figures = scrape(self.gateway)
            waiting = figures["chat4all_inbox_depth"] + figures["chat4all_lanes_queued"]
            return waiting + figures["chat4all_sends_in_flight"] == 0 and self.backlog() <= 0

        eventually(idle, "the gateway has nothing left to do", within=within, every=0.25)
