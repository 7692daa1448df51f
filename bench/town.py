"""The gateway between the sandbox's platforms and a developer's receiver: what the main job is measured with."""

import hashlib
import hmac
import json
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path

from standardwebhooks import Webhook

from harness.api import API
from harness.gateway import Gateway
from harness.places import build_folder
from harness.sandbox import WHATSAPP_APP_SECRET, WHATSAPP_PHONE_ID, WHATSAPP_TOKEN, Sandbox

LOCAL = "127.0.0.1/32"
SETTINGS = {
    "CHAT4ALL_CLIENT_RATE": "0", "CHAT4ALL_WEBHOOK_ALLOW_PRIVATE": LOCAL, "CHAT4ALL_CONNECTOR_ALLOW_PRIVATE": LOCAL,
    "CHAT4ALL_WEBHOOK_ENDPOINT_IN_FLIGHT": "64",
}
# Of both platforms: the account has no pace of its own.
ACCOUNT = (
    "    owner: bench\n    default_member: bruno\n"
    "    limits: {messages_per_second: 100000, burst: 100000, max_in_flight: 64}\n"
)
# A number whose messages go no further than to the gateway's own users.
DESK = f"""\
  - name: desk
    plugin: whatsapp
    owner: bench
    default_member: desk
    settings: {{access_token: {WHATSAPP_TOKEN}, phone_number_id: "{WHATSAPP_PHONE_ID}", app_secret: {WHATSAPP_APP_SECRET}}}
  - name: echo
    plugin: echo
"""


class Town:
    """Ana and her likes on WhatsApp, Bruno on Telegram, a gateway in between, receivers for its webhooks."""

    def __init__(self, folder: Path):
        self.folder = folder
        binaries = build_folder("release")
        self.sandbox = Sandbox(folder / "sandbox", binaries=binaries, settings={"CHAT4ALL_SANDBOX_QUIET": "true"})
        self.gateway: Gateway | None = None
        self.api: API | None = None
        self._binaries = binaries
        self._numbers = 0

    def start(self) -> None:
        self.sandbox.start()
        channels = self.sandbox.channels(ACCOUNT) + DESK
        self.gateway = Gateway(self.folder / "gateway", channels=channels, settings=SETTINGS, binaries=self._binaries)
        self.gateway.start()
        self.api = self.gateway.api(client=self.gateway.new_client("bench"))
        bruno = self.sandbox.person("bruno", platform="telegram")
        self.api.identity("bruno", channel="telegram", address=bruno["address"])
        self.sandbox.connect(self.gateway.address)

    def clean_up(self) -> None:
        if self.gateway is not None:
            self.gateway.clean_up()
        self.sandbox.clean_up()

    def webhook(self, receiver: str, *types: str) -> str:
        """An endpoint at one of the sandbox's receivers, which learns its secret; its id."""
        body = {"url": self.sandbox.receiver(receiver), "event_types": list(types)}
        created = self.api.post("/v1/webhooks", body).json()
        self.sandbox.receiver(receiver, secret=created["secret"])
        return created["webhook_id"]

    def signed_posts(self, receiver: str) -> Path:
        """A file for post.lua: one webhook that the receiver accepts for the next five minutes."""
        secret = "whsec_" + "c2VjcmV0" * 5 + "AAA="
        self.sandbox.receiver(receiver, secret=secret)
        body = json.dumps({"type": "message.sent", "timestamp": "2026-01-31T09:00:00Z", "data": {"text": "x" * 300}})
        now = int(time.time())
        signature = Webhook(secret).sign("msg_bench", datetime.fromtimestamp(now, UTC), body)
        headers = ["webhook-id: msg_bench", f"webhook-timestamp: {now}", f"webhook-signature: {signature}"]
        path = self.folder / f"{receiver}.posts"
        path.write_text("\t".join(headers) + "\t\t" + body + "\n", encoding="utf-8")
        return path

    def callbacks(self, count: int, people: int) -> Path:
        """A file for post.lua: WhatsApp callbacks with a message each, from so many people in turn."""
        path = self.folder / f"callbacks-{uuid.uuid4().hex}"
        with path.open("w", encoding="utf-8") as file:
            for _ in range(count):
                self._numbers += 1
                body = json.dumps(callback(f"5511{900_000_000 + self._numbers % people}", self._numbers))
                signature = hmac.new(WHATSAPP_APP_SECRET.encode(), body.encode(), hashlib.sha256).hexdigest()
                file.write(f"X-Hub-Signature-256: sha256={signature}\t\t{body}\n")
        return path


def callback(sender: str, number: int) -> dict:
    """What the Cloud API posts for one text message."""
    message = {
        "from": sender, "id": f"wamid.bench{number}", "timestamp": str(int(time.time())), "type": "text",
        "text": {"body": "Olá! Chego às oito, se o comboio não se atrasar outra vez."},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550001111", "phone_number_id": WHATSAPP_PHONE_ID},
        "contacts": [{"profile": {"name": "Ana"}, "wa_id": sender}], "messages": [message],
    }
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]}
