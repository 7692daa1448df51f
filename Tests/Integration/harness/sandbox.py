"""The sandbox: simulated Telegram, WhatsApp, Messenger and Instagram with people on them, and webhook receivers.

    sandbox = Sandbox(folder).start()
    sandbox.person("ana", platform="whatsapp", window_open=True)
    gateway = Gateway(folder / "gateway", channels=sandbox.channels()).start()
    sandbox.connect(gateway.address)
    sandbox.say("ana", "Olá!")
"""

import os
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

import requests

from .places import build_folder
from .waiting import eventually

TELEGRAM_TOKEN = "7000000001:AAtests_0123456789abcdefghijklmnopq"
TELEGRAM_SECRET = "tests-telegram-secret"
WHATSAPP_TOKEN = "EAAtests"
WHATSAPP_PHONE_ID = "106500000000001"
WHATSAPP_APP_SECRET = "tests-app-secret"
WHATSAPP_VERIFY_TOKEN = "tests-verify-token"
DISPLAY_NUMBER = "15550001111"
MESSENGER_TOKEN = "EAAtestspage"
MESSENGER_PAGE_ID = "105000000000009"
INSTAGRAM_TOKEN = "IGAAtests"
INSTAGRAM_ACCOUNT_ID = "17841400000000001"


class SandboxError(AssertionError):
    """What the control API refused."""

    def __init__(self, status: int, message: str):
        super().__init__(f"{status}: {message}")
        self.status = status
        self.message = message


class Sandbox:
    """One sandbox process with a free port of its own. Without rate limits unless `rates="real"`."""

    def __init__(
        self, folder: Path, people: tuple[str, ...] = (), rates: str = "off", hurry: int = 1,
        settings: dict[str, str] | None = None, binaries: Path | None = None,
        telegram_account: str = "telegram", whatsapp_account: str = "whatsapp",
    ):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.log = folder / "sandbox.log"
        self.address_file = folder / "sandbox.address"
        self.executable = (binaries or build_folder()) / "sandbox"
        self.people_at_start = people
        self.rates = rates
        self.hurry = hurry
        self.settings = settings or {}
        self.telegram_account = telegram_account
        self.whatsapp_account = whatsapp_account
        self.process: subprocess.Popen | None = None
        self._session = requests.Session()

    # Life and death.

    def start(self) -> "Sandbox":
        self.address_file.unlink(missing_ok=True)
        command = [
            self.executable, "serve", "--port", "0", "--address-file", self.address_file,
            "--telegram-bot-token", TELEGRAM_TOKEN, "--telegram-secret", TELEGRAM_SECRET,
            "--telegram-account", self.telegram_account, "--whatsapp-access-token", WHATSAPP_TOKEN,
            "--whatsapp-phone-number-id", WHATSAPP_PHONE_ID, "--whatsapp-app-secret", WHATSAPP_APP_SECRET,
            "--whatsapp-verify-token", WHATSAPP_VERIFY_TOKEN, "--whatsapp-account", self.whatsapp_account,
            "--messenger-page-access-token", MESSENGER_TOKEN, "--messenger-page-id", MESSENGER_PAGE_ID,
            "--messenger-app-secret", WHATSAPP_APP_SECRET, "--messenger-verify-token", WHATSAPP_VERIFY_TOKEN,
            "--instagram-access-token", INSTAGRAM_TOKEN, "--instagram-account-id", INSTAGRAM_ACCOUNT_ID,
            "--instagram-app-secret", WHATSAPP_APP_SECRET, "--instagram-verify-token", WHATSAPP_VERIFY_TOKEN,
            "--rates", self.rates, "--hurry", str(self.hurry),
            *(part for person in self.people_at_start for part in ("--person", person)),
        ]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=self.environment(), start_new_session=True,
            )

        def listens() -> bool:
            assert self.process.poll() is None, f"the sandbox ended while it started\n{self.log_tail()}"
            return self.address_file.exists()

        eventually(listens, "the sandbox listens", within=20)
        return self

    def stop(self, within: float = 10) -> int:
        """SIGTERM; returns the exit code. kill -9 where that takes too long."""
        self._session.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=within)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait(timeout=10)

    def clean_up(self) -> None:
        if self.process is not None:
            self.stop()

    @property
    def address(self) -> str:
        return self.address_file.read_text().strip()

    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("CHAT4ALL_")}
        return inherited | {"CHAT4ALL_SANDBOX_PEOPLE": "none"} | self.settings

    def log_tail(self, lines: int = 30) -> str:
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "the end of its log:\n" + "\n".join(text.splitlines()[-lines:])

    def cli(self, *arguments: str, timeout: float = 30) -> subprocess.CompletedProcess:
        """Runs `sandbox ...` against this sandbox."""
        return subprocess.run(
            [str(self.executable), *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
            timeout=timeout, env=self.environment() | {"CHAT4ALL_SANDBOX_ADDRESS_FILE": str(self.address_file)},
        )

    # The gateway.

    def channels(self, extra: str = "") -> str:
        """A channels.yaml with both accounts; `extra` is added to each, six spaces in, e.g. a retry."""
        return (
            "channels:\n"
            f"  - name: {self.telegram_account}\n"
            "    plugin: telegram\n"
            f"{extra}"
            "    settings:\n"
            f"      bot_token: {TELEGRAM_TOKEN}\n"
            f"      secret_token: {TELEGRAM_SECRET}\n"
            f"      api_base_url: {self.address}\n"
            f"  - name: {self.whatsapp_account}\n"
            "    plugin: whatsapp\n"
            f"{extra}"
            "    settings:\n"
            f"      access_token: {WHATSAPP_TOKEN}\n"
            f"      phone_number_id: \"{WHATSAPP_PHONE_ID}\"\n"
            f"      app_secret: {WHATSAPP_APP_SECRET}\n"
            f"      verify_token: {WHATSAPP_VERIFY_TOKEN}\n"
            f"      api_base_url: {self.address}\n"
        )

    def direct_channels(self, extra: str = "", settings: str = "") -> str:
        """The accounts of Messenger and Instagram, to be added to `channels()`; `settings` as `extra`, below settings."""
        common = (
            f"      app_secret: {WHATSAPP_APP_SECRET}\n"
            f"      verify_token: {WHATSAPP_VERIFY_TOKEN}\n"
            f"      api_base_url: {self.address}\n"
            f"{settings}"
        )
        return (
            "  - name: messenger\n"
            "    plugin: messenger\n"
            f"{extra}"
            "    settings:\n"
            f"      page_access_token: {MESSENGER_TOKEN}\n"
            f"      page_id: \"{MESSENGER_PAGE_ID}\"\n"
            f"{common}"
            "  - name: instagram\n"
            "    plugin: instagram\n"
            f"{extra}"
            "    settings:\n"
            f"      access_token: {INSTAGRAM_TOKEN}\n"
            f"      account_id: \"{INSTAGRAM_ACCOUNT_ID}\"\n"
            f"{common}"
        )

    def connect(self, gateway: str, wait: bool = True) -> None:
        """Sends callbacks to a gateway; waits until WhatsApp has verified it unless told not to."""
        self.control("PUT", "gateway", {"url": gateway})
        if wait:
            eventually(lambda: self.overview()["whatsapp"]["subscription"]["verified"], "WhatsApp has verified the gateway")
            people = {person["platform"] for person in self.control("GET", "people")["people"]}
            for platform in people & {"messenger", "instagram"}:
                eventually(
                    lambda: self.overview()[platform]["subscription"]["verified"], f"{platform} has verified the gateway"
                )

    # People.

    def person(self, name: str, **fields: object) -> dict:
        """Makes a person or changes one: platform="telegram", "whatsapp", "messenger" or "instagram", and what sandbox/README.md lists."""
        return self.control("PUT", f"people/{quote(name, safe='')}", fields)

    def people(self, platform: str, count: int, prefix: str, **fields: object) -> list[dict]:
        """Many people at once, called prefix1, prefix2, ..."""
        body = {"platform": platform, "count": count, "prefix": prefix, **fields}
        return self.control("POST", "people", body)["people"]

    def say(self, name: str, text: str, **fields: object) -> str:
        """Writes as a person; returns the message's id as the gateway's remote_id has it. Fields: reply_to, quote, in."""
        return self._act(name, "say", {"text": text, **fields})["id"]

    def say_all(self, messages: list[dict]) -> list[dict]:
        """[{"as", "text", ...}], all in one call and in this order."""
        return self.control("POST", "say", {"messages": messages})["said"]

    def edit(self, name: str, text: str, id: str = "last", **fields: object) -> dict:
        return self._act(name, "edit", {"text": text, "id": id, **fields})

    def delete(self, name: str, id: str = "last", **fields: object) -> dict:
        return self._act(name, "delete", {"id": id, **fields})

    def react(self, name: str, emoji: str, id: str = "last", **fields: object) -> dict:
        return self._act(name, "react", {"emoji": emoji, "id": id, **fields})

    def read(self, name: str, **fields: object) -> int:
        """Reads what has arrived; returns how many messages that were."""
        return self._act(name, "read", fields)["read"]

    def inbox(self, name: str, after: int | None = None) -> list[dict]:
        return self._messages(name, "inbox", after)

    def outbox(self, name: str, after: int | None = None) -> list[dict]:
        return self._messages(name, "outbox", after)

    def wait_inbox(self, name: str, count: int = 1, within: float = 15) -> list[dict]:
        """The inbox once it holds at least so many messages."""

        def arrived() -> list[dict] | None:
            messages = self.inbox(name, after=0)
            return messages if len(messages) >= count else None

        return eventually(arrived, f"{name} has {count} messages", within=within)

    def group(self, name: str, **fields: object) -> dict:
        """Makes a Telegram group or changes one: members, title, type, bot, privacy, deleted."""
        return self.control("PUT", f"groups/{quote(name, safe='')}", fields)

    def migrate(self, name: str) -> dict:
        """Makes a supergroup of a group."""
        return self.control("POST", f"groups/{quote(name, safe='')}/migrate", {})

    def raw(self, **fields: object) -> None:
        """platform="telegram", update={...}; "whatsapp", change={...}; "messenger" or "instagram", entry={...}: anything."""
        self.control("POST", "raw", fields)

    # Faults.

    def fault(self, on: str, kind: str, **fields: object) -> int:
        """Adds a fault; returns its id. Fields: count, probability, name, method, retry_after, status, code, ..."""
        return self.control("POST", "faults", {"on": on, "kind": kind, **fields})["id"]

    def faults(self) -> list[dict]:
        return self.control("GET", "faults")["faults"]

    def clear_faults(self) -> None:
        self.control("DELETE", "faults")

    # Receivers.

    def receiver(self, name: str, secret: str | None = None) -> str:
        """Makes a webhook receiver, or gives it its secret; returns its URL."""
        self.control("PUT", f"receivers/{quote(name, safe='')}", {} if secret is None else {"secret": secret})
        return f"{self.address}/receiver/{quote(name, safe='')}"

    def receiver_state(self, name: str) -> dict:
        """received, verified, distinct, last_seq."""
        return self.control("GET", f"receivers/{quote(name, safe='')}")

    def events(self, name: str, after: int = 0) -> list[dict]:
        """What a receiver got: seq, at_ms, webhook_id, verified, problem, status, delivery, body."""
        return self._all(f"receivers/{quote(name, safe='')}/events", "events", after)

    # Books.

    def overview(self) -> dict:
        return self.control("GET", "")

    def counters(self) -> dict[str, int]:
        return self.control("GET", "counters")

    def sent(self, after: int = 0) -> list[dict]:
        """What the gateway sent and a platform accepted."""
        return self._all("sent", "sent", after)

    def calls(self, after: int = 0) -> list[dict]:
        """Calls of the platforms' APIs, refused ones too."""
        return self._all("calls", "calls", after)

    def callbacks(self, after: int = 0) -> list[dict]:
        """Attempts to deliver callbacks."""
        return self._all("callbacks", "callbacks", after)

    def load(self, people: list[str], count: int, per_second: float, text: str = "message {n} at {ms}") -> None:
        """People write at a steady rate; `load_state` says how far they are."""
        self.control("POST", "load", {"people": people, "count": count, "per_second": per_second, "text": text})

    def load_state(self) -> dict | None:
        return self.control("GET", "load")

    # The wire.

    def control(self, method: str, path: str, body: dict | None = None) -> dict:
        answer = self._session.request(method, f"{self.address}/control/{path}".rstrip("/"), json=body, timeout=30)
        value = answer.json()
        if answer.status_code != 200:
            raise SandboxError(answer.status_code, value["error"])
        return value

    def _act(self, name: str, action: str, body: dict) -> dict:
        return self.control("POST", f"people/{quote(name, safe='')}/{action}", body)

    def _messages(self, name: str, box: str, after: int | None) -> list[dict]:
        query = "" if after is None else f"?after={after}&limit=10000"
        return self.control("GET", f"people/{quote(name, safe='')}/{box}{query}")["messages"]

    def _all(self, path: str, name: str, after: int) -> list[dict]:
        found: list[dict] = []
        while True:
            page = self.control("GET", f"{path}?after={after}&limit=10000")
            found += page[name]
            if not page[name] or page[name][-1]["seq"] >= page["last_seq"]:
                return found
            after = page[name][-1]["seq"]
