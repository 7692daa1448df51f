"""A real Matrix homeserver, Synapse, on loopback with SQLite; and people on it, with a plain client each."""

import base64
import os
import signal
import socket
import subprocess
import sys
import time
from itertools import count
from pathlib import Path
from urllib.parse import quote

import requests

from .waiting import eventually

SERVER_NAME = "matrix.test"

CONFIGURATION = """\
server_name: {server_name}
report_stats: false
pid_file: {folder}/synapse.pid
signing_key_path: {folder}/signing.key
media_store_path: {folder}/media
log_config: {folder}/log.yaml
macaroon_secret_key: tests
form_secret: tests
registration_shared_secret: tests
enable_registration: true
enable_registration_without_verification: true
suppress_key_server_warning: true
trusted_key_servers: []
federation_domain_whitelist: []
ip_range_blacklist: []
presence: {{enabled: false}}
default_room_version: "{room_version}"
database: {{name: sqlite3, args: {{database: "{folder}/homeserver.db"}}}}
listeners:
  - {{port: {port}, bind_addresses: ["127.0.0.1"], type: http, tls: false, resources: [{{names: [client], compress: false}}]}}
app_service_config_files: ["{registration}"]
rc_message: {{per_second: 1000, burst_count: 1000}}
rc_registration: {{per_second: 1000, burst_count: 1000}}
rc_login: {{address: {{per_second: 1000, burst_count: 1000}}, account: {{per_second: 1000, burst_count: 1000}}}}
rc_joins: {{local: {{per_second: 1000, burst_count: 1000}}}}
rc_invites: {{per_room: {{per_second: 1000, burst_count: 1000}}, per_user: {{per_second: 1000, burst_count: 1000}}, per_issuer: {{per_second: 1000, burst_count: 1000}}}}
rc_room_creation: {{per_second: 1000, burst_count: 1000}}
"""

LOG = """\
version: 1
formatters: {short: {format: "%(asctime)s %(levelname)s %(name)s %(message)s"}}
handlers: {console: {class: logging.StreamHandler, formatter: short}}
root: {level: WARNING, handlers: [console]}
loggers: {synapse.appservice: {level: INFO}}
disable_existing_loggers: false
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Synapse:
    """One homeserver process. Its port is chosen before it starts: the gateway has to know it."""

    def __init__(self, folder: Path, room_version: str = "11"):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.room_version = room_version
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.registration = folder / "registration.yaml"
        self.log = folder / "synapse.log"
        self.process: subprocess.Popen | None = None

    def start(self) -> "Synapse":
        configuration = self.folder / "homeserver.yaml"
        configuration.write_text(
            CONFIGURATION.format(
                server_name=SERVER_NAME, folder=self.folder, port=self.port, registration=self.registration,
                room_version=self.room_version,
            ),
            encoding="utf-8",
        )
        (self.folder / "log.yaml").write_text(LOG, encoding="utf-8")
        if not (self.folder / "signing.key").exists():
            key = base64.b64encode(os.urandom(32)).decode().rstrip("=")
            (self.folder / "signing.key").write_text(f"ed25519 a_test {key}\n", encoding="utf-8")
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "synapse.app.homeserver", "-c", str(configuration)], stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, cwd=self.folder, start_new_session=True,
            )

        def is_up() -> bool:
            assert self.process.poll() is None, f"Synapse ended while it started\n{self.log_tail()}"
            try:
                return requests.get(f"{self.address}/health", timeout=5).ok
            except requests.RequestException:
                return False

        eventually(is_up, "Synapse is up", within=60)
        return self

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(timeout=10)

    def clean_up(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.kill()

    def log_tail(self, lines: int = 40) -> str:
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "the end of Synapse's log:\n" + "\n".join(text.splitlines()[-lines:])

    def person(self, name: str, display_name: str | None = None) -> "Person":
        """Registers somebody and logs them in."""
        person = Person(self, name)
        if display_name:
            person.put(f"profile/{quote(person.id)}/displayname", {"displayname": display_name})
        return person


class MatrixError(AssertionError):
    """What the homeserver refused."""

    def __init__(self, status: int, answer: dict):
        super().__init__(f"{status}: {answer}")
        self.status = status
        self.code = answer.get("errcode")


class Person:
    """Somebody with an ordinary client: what they see comes by /sync alone."""

    def __init__(self, synapse: Synapse, name: str):
        self.synapse = synapse
        self._session = requests.Session()
        self._serial = count(1)
        self._since: str | None = None
        self._seen: list[dict] = []
        self.invitations: dict[str, list[dict]] = {}
        self.typing: dict[str, list[str]] = {}
        self.receipts: list[tuple[str, str]] = []
        answer = self.post(
            "register", {"username": name, "password": "secret-of-a-test", "auth": {"type": "m.login.dummy"}}
        )
        self.id = answer["user_id"]
        self._session.headers["Authorization"] = f"Bearer {answer['access_token']}"

    # The API.

    def call(self, method: str, path: str, body: dict | None = None, root: str = "v3", **options) -> dict:
        url = f"{self.synapse.address}/_matrix/client/{root}/{path}"
        answer = self._session.request(method, url, json=body, timeout=30, **options)
        if not answer.ok:
            raise MatrixError(answer.status_code, answer.json())
        return answer.json()

    def get(self, path: str, **options) -> dict:
        return self.call("GET", path, **options)

    def put(self, path: str, body: dict) -> dict:
        return self.call("PUT", path, body)

    def post(self, path: str, body: dict) -> dict:
        return self.call("POST", path, body)

    # What they do.

    def room(self, name: str, *invited: str, direct: bool = False) -> str:
        body = {"preset": "private_chat", "name": name, "invite": list(invited), "is_direct": direct}
        return self.post("createRoom", body)["room_id"]

    def join(self, room: str) -> None:
        self.post(f"join/{quote(room)}", {})

    def leave(self, room: str) -> None:
        self.post(f"rooms/{quote(room)}/leave", {})

    def send(self, room: str, content: dict, kind: str = "m.room.message") -> str:
        transaction = f"{time.monotonic_ns()}-{next(self._serial)}"
        return self.put(f"rooms/{quote(room)}/send/{kind}/{transaction}", content)["event_id"]

    def say(self, room: str, text: str, reply_to: str | None = None) -> str:
        content: dict = {"msgtype": "m.text", "body": text}
        if reply_to:
            content["m.relates_to"] = {"m.in_reply_to": {"event_id": reply_to}}
        return self.send(room, content)

    def edit(self, room: str, event: str, text: str) -> str:
        words = {"msgtype": "m.text", "body": text}
        relation = {"rel_type": "m.replace", "event_id": event}
        return self.send(room, {"msgtype": "m.text", "body": f"* {text}", "m.new_content": words, "m.relates_to": relation})

    def redact(self, room: str, event: str) -> str:
        return self.put(f"rooms/{quote(room)}/redact/{quote(event)}/{time.monotonic_ns()}", {})["event_id"]

    def react(self, room: str, event: str, key: str) -> str:
        relation = {"rel_type": "m.annotation", "event_id": event, "key": key}
        return self.send(room, {"m.relates_to": relation}, kind="m.reaction")

    def read(self, room: str, event: str) -> None:
        self.post(f"rooms/{quote(room)}/receipt/m.read/{quote(event)}", {})

    def type(self, room: str) -> None:
        self.put(f"rooms/{quote(room)}/typing/{quote(self.id)}", {"typing": True, "timeout": 20000})

    def name_of(self, user: str) -> str | None:
        return self.get(f"profile/{quote(user)}/displayname").get("displayname")

    # What they see.

    def sync(self) -> None:
        query = {"timeout": "0"} | ({"since": self._since} if self._since else {})
        answer = self.get("sync", params=query)
        self._since = answer["next_batch"]
        rooms = answer.get("rooms", {})
        for room, invitation in rooms.get("invite", {}).items():
            self.invitations[room] = invitation["invite_state"]["events"]
        for room, update in rooms.get("join", {}).items():
            self._seen += [event | {"room_id": room} for event in update["timeline"]["events"]]
            for event in update.get("ephemeral", {}).get("events", []):
                if event["type"] == "m.typing":
                    self.typing[room] = event["content"]["user_ids"]
                if event["type"] == "m.receipt":
                    for read, kinds in event["content"].items():
                        self.receipts += [(read, user) for user in kinds.get("m.read", {})]

    def events(self, kind: str, room: str | None = None) -> list[dict]:
        self.sync()
        return [event for event in self._seen if event["type"] == kind and room in (None, event["room_id"])]

    def wait_invitation(self, within: float = 20) -> str:
        """The room that somebody invites them to; follows the invitation."""

        def invited() -> str | None:
            self.sync()
            return next(iter(self.invitations), None)

        room = eventually(invited, f"{self.id} is invited", within=within)
        del self.invitations[room]
        self.join(room)
        return room

    def wait_message(self, text: str, room: str | None = None, within: float = 20) -> dict:
        """The event of a message that reads so."""

        def arrived() -> dict | None:
            messages = self.events("m.room.message", room)
            return next((event for event in messages if event["content"].get("body") == text), None)

        return eventually(arrived, f"{self.id} sees {text!r}", within=within)

    def wait_event(self, kind: str, condition, what: str, within: float = 20) -> dict:
        """The first event of a kind that meets a condition."""
        return eventually(
            lambda: next((event for event in self.events(kind) if condition(event)), None), f"{self.id} sees {what}",
            within=within,
        )
