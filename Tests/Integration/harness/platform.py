"""The imaginary platform behind the connector `echo`: reports what happens on it, as a platform's callbacks would."""

import itertools
import time
from pathlib import Path
from urllib.parse import urlencode

import requests

from .gateway import Gateway

TOKEN = "a-token-of-echo"


def channels(owner: str, default_member: str | None = "helpdesk", folder: Path | None = None, names=("echo",)) -> str:
    """A channels.yaml of echo accounts that take callbacks; with `folder`, each writes down there what it was sent."""
    lines = ["channels:"]
    for name in names:
        lines += [f"  - name: {name}", "    plugin: echo", f"    owner: {owner}"]
        if folder:
            # A connector's process of its own may not write files.
            lines.append("    hosting: in_process")
        if default_member:
            lines.append(f"    default_member: {default_member}")
        lines.append(f"    settings: {{webhook_token: {TOKEN}, delivered: false, read: false")
        lines[-1] += f", journal: {folder / (name + '.journal')}}}" if folder else "}"
    return "\n".join(lines) + "\n"


class Platform:
    """One account's platform."""

    def __init__(self, gateway: Gateway, account: str = "echo", token: str | None = TOKEN):
        self.gateway = gateway
        self.account = account
        self.session = requests.Session()
        self.headers = {} if token is None else {"x-echo-token": token}
        self._serial = itertools.count(1)

    @property
    def url(self) -> str:
        return f"{self.gateway.address}/ingress/{self.account}"

    def post(self, *events: dict, timeout: float = 20) -> requests.Response:
        """Reports events, with ids of their own where they have none."""
        return self.post_raw("\n".join(self.line(event) for event in events).encode(), timeout=timeout)

    def post_raw(self, body: bytes, timeout: float = 20, **headers: str) -> requests.Response:
        return self.session.post(self.url, data=body, headers=self.headers | headers, timeout=timeout)

    def report(self, *events: dict) -> None:
        answer = self.post(*events)
        assert answer.status_code == 200, f"{answer.status_code}: {answer.text}"

    def write(self, sender: str, text: str, **more: object) -> str:
        """Someone writes; returns the platform's name of the message."""
        name = str(more.pop("remote_id", f"{sender}-{next(self._serial)}"))
        self.report({"kind": "message", "sender": sender, "remote_id": name, "text": text, "at": now(), **more})
        return name

    def line(self, event: dict) -> str:
        if "event_id" not in event and "remote_id" not in event:
            event = event | {"event_id": f"event-{self.account}-{time.monotonic_ns()}-{next(self._serial)}"}
        return urlencode({name: str(value) for name, value in event.items() if value is not None})

    def journal(self, folder: Path) -> list[tuple[str, ...]]:
        """What the account was sent: recipient, chat, reply_to and text of each message."""
        path = folder / f"{self.account}.journal"
        return [tuple(line.split("\t")) for line in path.read_text().splitlines()] if path.exists() else []


def now() -> int:
    """Microseconds since 1970."""
    return time.time_ns() // 1000
