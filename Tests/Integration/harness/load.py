"""Load that keeps account: what was accepted, in which order, and whether all of it is there in the end."""

import http.client
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from .api import API, Unavailable
from .gateway import Gateway
from .waiting import eventually

# The end of every message over echo: receipts are written with the answer of their send, so that a crash takes both, and
# the repeated send brings both again.
CARRIED = {"read"}


@dataclass
class Conversation:
    """One conversation of the load, written by one thread, one message after the other."""

    id: str
    accepted: list[str] = field(default_factory=list)


@dataclass
class Load:
    """Senders that send each message, under the same message_id, until it is accepted.

    Since a sender goes on only after a 202, the order in which it was answered is the order its conversation must have.
    """

    api: API
    gateways: list[Gateway]
    seed: int
    conversations: list[Conversation] = field(default_factory=list)
    # How many messages a second, all senders together.
    pace: float = 400

    def __post_init__(self) -> None:
        self.answers: Counter[str] = Counter()
        self.retry_after_missing = 0
        self.unexpected: list[str] = []
        self.slowest = 0.0
        self._stop = threading.Event()
        # Never set: waiting on it is a pause between two tries.
        self._pause = threading.Event()
        self._threads: list[threading.Thread] = []
        self._token = self.api.token
        self._lock = threading.Lock()

    @classmethod
    def over_echo(cls, api: API, gateways: list[Gateway], seed: int, senders: int = 8, **more) -> "Load":
        """Senders that each write to a user of their own, who is reached over echo."""
        conversations = []
        for number in range(senders):
            api.identity(f"reader-{number}")
            conversations.append(Conversation(api.conversation(f"writer-{number}", f"reader-{number}")))
        return cls(api, gateways, seed, conversations, **more)

    @property
    def accepted(self) -> int:
        return sum(len(conversation.accepted) for conversation in self.conversations)

    def __enter__(self) -> "Load":
        for number in range(len(self.conversations)):
            thread = threading.Thread(target=self._send_all, args=(number,), daemon=True)
            thread.start()
            self._threads.append(thread)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=60)
        self._threads.clear()

    def wait_for_more(self, count: int = 1, within: float = 30) -> None:
        """Waits until so many more messages were accepted."""
        goal = self.accepted + count
        eventually(lambda: self.accepted >= goal, f"{count} more messages are accepted", within=within, every=0.01)

    def verify(self, api: API, within: float = 60) -> dict[str, object]:
        """Asserts that what was accepted is all there, once, in order, numbered without gaps, and carried by echo."""
        assert not self.unexpected, self.unexpected[:5]
        statuses: Counter[str] = Counter()
        deadline = time.monotonic() + within
        for conversation in self.conversations:
            messages = eventually(
                lambda known=conversation: _settled(_history(api, known.id), len(known.accepted)),
                f"conversation {conversation.id} holds {len(conversation.accepted)} messages, all of them carried",
                within=max(1.0, deadline - time.monotonic()), every=0.5,
            )
            numbers = [message["sequence_number"] for message in messages]
            assert numbers == list(range(1, len(messages) + 1)), f"gaps in {conversation.id}"
            assert [message["message_id"] for message in messages] == conversation.accepted, "lost, doubled or reordered"
            statuses.update(message["status"] for message in messages)
        return {
            "accepted": self.accepted, "stored": sum(statuses.values()), "statuses": dict(statuses),
            "answers": dict(self.answers), "slowest_s": round(self.slowest, 2),
        }

    def _send_all(self, number: int) -> None:
        conversation = self.conversations[number]
        rng = random.Random(f"{self.seed}:{number}")
        line = _Line()
        interval = len(self.conversations) / self.pace
        count = 0
        while not self._stop.is_set():
            message_id = f"load-{number}-{count}"
            count += 1
            body = json.dumps({
                "message_id": message_id, "conversation_id": conversation.id, "from": f"writer-{number}",
                "payload": {"type": "text", "text": f"{message_id} " + "x" * rng.randrange(200)},
                "channels": ["echo"],
            }).encode()
            started = time.monotonic()
            # A message that was begun is brought to its end even when the load stops: up to half a minute.
            while not self._try(line, rng.choice(self.gateways), body):
                if self._stop.is_set() and time.monotonic() - started > 30:
                    self.unexpected.append(f"{message_id} was still not accepted when the load had ended")
                    return
                self._pause.wait(0.03)
            conversation.accepted.append(message_id)
            self._stop.wait(rng.uniform(0, 2 * interval))
        line.close()

    def _try(self, line: "_Line", gateway: Gateway, body: bytes) -> bool:
        started = time.monotonic()
        try:
            status, headers, answer = line.post(gateway.address, "/v1/messages", body, self._token)
        except (OSError, http.client.HTTPException) as error:
            line.close()
            self._count(type(error).__name__)
            return False
        finally:
            self.slowest = max(self.slowest, time.monotonic() - started)
        self._count(str(status))
        if status == 202:
            return True
        if status in (429, 503):
            if "Retry-After" not in headers:
                self.retry_after_missing += 1
        else:
            self.unexpected.append(f"{status}: {answer[:300]!r}")
        return False

    def _count(self, kind: str) -> None:
        with self._lock:
            self.answers[kind] += 1


class _Line:
    """A keep-alive connection that follows the gateway to a new port."""

    def __init__(self) -> None:
        self._connection: http.client.HTTPConnection | None = None
        self._address = ""

    def post(self, address: str, path: str, body: bytes, token: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        if self._connection is None or self._address != address:
            self.close()
            place = urlsplit(address)
            self._connection = http.client.HTTPConnection(place.hostname, place.port, timeout=30)
            self._address = address
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._connection.request("POST", path, body=body, headers=headers)
        answer = self._connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _history(api: API, conversation: str) -> list[dict]:
    """Nothing while the gateway asks to come again: after a restart of its database each connection fails once."""
    try:
        return api.history(conversation)
    except Unavailable:
        return []


def _settled(messages: list[dict], count: int) -> list[dict] | None:
    done = len(messages) >= count and all(message["status"] in CARRIED for message in messages)
    return messages if done else None


def counted(what: str, figures: dict[str, object], say: Callable[[str], None] = print) -> None:
    """Prints a run's counts, so that they stand in the test's output."""
    say(f"\n{what}: " + ", ".join(f"{name}={value}" for name, value in figures.items()))
