"""Days on which the gateway dies in the middle of the main job: what a platform was answered 2xx for arrives, in order, and
the developer hears of it."""

import os
import random
import threading
from collections import Counter

import pytest

from harness.gateway import Gateway
from harness.load import counted
from harness.metrics import scrape
from harness.places import own_folder
from harness.sandbox import Sandbox
from harness.waiting import eventually

from test_main_job import OWNED, SETTINGS

pytestmark = [pytest.mark.bad_day, pytest.mark.alone]

KILLS = int(os.environ.get("CHAT4ALL_MAIN_JOB_KILLS", "50"))
# Together no more than the sandbox remembers of what each of them wrote.
SENDERS = 30
PER_SECOND = 40


def in_order(texts: list[str], expected: list[str]) -> bool:
    """Whether `texts`, repetitions left out, are `expected`."""
    return list(dict.fromkeys(texts)) == expected


def waiting(gateway: Gateway) -> float:
    """Messages that have not been handed to a connector."""
    figures = scrape(gateway)
    return figures["chat4all_inbox_depth"] + figures["chat4all_lanes_queued"]


@pytest.mark.timeout(600)
def test_the_gateway_is_killed_in_the_middle_of_the_main_job(rng: random.Random):
    with own_folder() as folder:
        sandbox = Sandbox(folder / "sandbox", hurry=20)
        gateway = None
        try:
            sandbox.start()
            bruno = sandbox.person("bruno", platform="telegram")
            people = [each["name"] for each in sandbox.people("whatsapp", SENDERS, "ana")]
            gateway = Gateway(folder / "gateway", channels=sandbox.channels(OWNED), settings=SETTINGS).start()
            api = gateway.api(client=gateway.new_client("acme"))
            api.identity("bruno", channel="telegram", address=bruno["address"])
            created = api.post("/v1/webhooks", {"url": sandbox.receiver("acme"), "event_types": ["message.*"]}).json()
            sandbox.receiver("acme", secret=created["secret"])
            sandbox.connect(gateway.address)

            def sent_so_far() -> int:
                return sandbox.control("GET", "sent?limit=1")["last_seq"]

            # More than will be needed: the load ends with the last kill.
            sandbox.load(people, count=100_000, per_second=PER_SECOND)
            for _ in range(KILLS):
                threading.Event().wait(rng.uniform(0, 2.5))
                gateway.kill()
                gateway.start()
                before = sent_so_far()
                sandbox.connect(gateway.address, wait=False)
                eventually(lambda n=before: sent_so_far() > n, "it goes on", within=30, every=0.02)
            sandbox.control("DELETE", "load")
            said = {name: [message["text"] for message in sandbox.outbox(name, after=0)] for name in people}
            total = sum(len(texts) for texts in said.values())

            def done() -> bool:
                state = sandbox.receiver_state("acme")
                return len(set(heard())) == total and state["distinct"] >= 2 * total

            def heard() -> list[str]:
                return [message["text"] for message in sandbox.sent() if message["platform"] == "telegram"]

            eventually(done, "everything has arrived and the developer has heard of it", within=120, every=0.5)
            texts = heard()
            for name, expected in said.items():
                mine = set(expected)
                assert in_order([text for text in texts if text in mine], expected), name
            events = sandbox.events("acme")
            assert [event for event in events if not event["verified"]] == []
            state = sandbox.receiver_state("acme")
            repeated = state["received"] - state["distinct"]
            counted(
                "main job",
                {
                    "said": total, "kills": KILLS, "sent": len(texts), "sent_twice": len(texts) - total,
                    "webhooks": state["received"], "repeated": repeated,
                },
            )
            types = Counter(event["body"]["type"] for event in events)
            assert types["message.received"] > 0 and types["message.sent"] > 0
            assert repeated <= 0.01 * state["received"]
        finally:
            if gateway is not None:
                gateway.clean_up()
            sandbox.clean_up()
