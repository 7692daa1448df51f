"""Days on which the gateway dies while platforms call: what was answered 2xx is there, once."""

import os
import random
import threading

import pytest
import requests

from harness.gateway import Gateway
from harness.load import counted
from harness.platform import Platform, channels
from harness.waiting import eventually

pytestmark = pytest.mark.bad_day

KILLS = int(os.environ.get("CHAT4ALL_INGRESS_KILLS", "12"))
SENDERS = 8


class Callers:
    """Platforms that repeat each callback until it is answered 200."""

    def __init__(self, gateway: Gateway):
        self.gateway = gateway
        self.taken: dict[str, list[str]] = {f"sender-{number}": [] for number in range(SENDERS)}
        self.unexpected: list[str] = []
        self._stop = threading.Event()
        self._pause = threading.Event()
        self._threads = [threading.Thread(target=self._call, args=(name,), daemon=True) for name in self.taken]

    def __enter__(self) -> "Callers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=60)

    @property
    def count(self) -> int:
        return sum(len(names) for names in self.taken.values())

    def wait_for_more(self, count: int) -> None:
        goal = self.count + count
        eventually(lambda: self.count >= goal, f"{count} more callbacks are answered", within=60, every=0.01)

    def _call(self, sender: str) -> None:
        platform = Platform(self.gateway)
        number = 0
        while not self._stop.is_set():
            number += 1
            event = {
                "kind": "message", "sender": sender, "remote_id": f"{sender}/{number}", "text": str(number),
                "event_id": f"{sender}/{number}",
            }
            while not self._take(platform, event):
                self._pause.wait(0.03)
            self.taken[sender].append(str(number))

    def _take(self, platform: Platform, event: dict) -> bool:
        try:
            answer = platform.post(event, timeout=30)
        except (OSError, requests.RequestException):
            return False
        if answer.status_code not in (200, 503):
            self.unexpected.append(f"{answer.status_code}: {answer.text[:200]}")
        return answer.status_code == 200


@pytest.mark.timeout(300)
def test_the_gateway_is_killed_while_platforms_call(new_gateway, rng: random.Random):
    gateway: Gateway = new_gateway()
    api = gateway.api(client=gateway.new_client("acme"))
    gateway.channels_file.write_text(channels("acme"))
    gateway.start()
    with Callers(gateway) as callers:
        callers.wait_for_more(50)
        for _ in range(KILLS):
            threading.Event().wait(rng.uniform(0, 0.5))
            gateway.kill()
            gateway.start(ready=False)
            callers.wait_for_more(rng.randrange(1, 60))
        gateway.wait_ready()
        callers.wait_for_more(50)
    assert callers.unexpected == []
    for sender, taken in callers.taken.items():
        [conversation] = api.get("/v1/conversations", params={"member": f"echo:{sender}"}).json()["conversations"]
        messages = eventually(
            lambda c=conversation["conversation_id"], n=len(taken): len(found := api.history(c)) >= n and found,
            f"all that {sender} wrote has its place", within=60, every=0.5,
        )
        assert [message["payload"]["text"] for message in messages] == taken
        assert [message["sequence_number"] for message in messages] == list(range(1, len(taken) + 1))
    counted("callbacks", {"answered": callers.count, "kills": KILLS})
