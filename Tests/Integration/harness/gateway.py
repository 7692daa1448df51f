"""One gateway process: the real executable, with a data directory and a free port of its own."""

import json
import os
import signal
import subprocess
from pathlib import Path

import psutil
import requests

from .api import API
from .places import build_folder
from .postgres import Cluster
from .prepared import copy_cluster
from .waiting import eventually

ECHO_ONLY = "channels:\n  - name: echo\n    plugin: echo\n"
EVERY_SCOPE = ("messages:write", "messages:read", "webhooks", "admin")


class Gateway:
    """A gateway that can be started, killed and started again on the same data."""

    def __init__(
        self, folder: Path, channels: str = ECHO_ONLY, database_url: str | None = None,
        settings: dict[str, str] | None = None, binaries: Path | None = None,
    ):
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "gateway.log"
        self.database_url = database_url
        self.binaries = binaries or build_folder()
        self.executable = self.binaries / "chat4all"
        self.settings = settings or {}
        self.process: subprocess.Popen | None = None
        self._clients = 0
        folder.mkdir(parents=True, exist_ok=True)
        self.data.mkdir(exist_ok=True)
        self.channels_file = folder / "channels.yaml"
        self.channels_file.write_text(channels, encoding="utf-8")

    # Life and death.

    def start(self, ready: bool = True, port: int = 0) -> "Gateway":
        (self.data / "address").unlink(missing_ok=True)
        # Those that are not waited for mostly say what is wrong and make nothing.
        if ready and self.database_url is None:
            copy_cluster(self.executable, self.data)
        command = [
            self.executable, "serve", "--host", "127.0.0.1", "--port", str(port), *self._database(),
            "--channels", self.channels_file, "--plugins", self.binaries,
        ]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=self.environment(), start_new_session=True,
            )
        if ready:
            self.wait_ready()
        return self

    def wait_ready(self, within: float = 60) -> None:
        def is_ready() -> bool:
            assert self.is_running(), f"the gateway ended while it started\n{self.log_tail()}"
            return self.readyz() == 200

        try:
            eventually(is_ready, "the gateway is ready", within=within)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.log_tail()}") from None

    def readyz(self) -> int | None:
        """The status of /readyz; None where nothing answers."""
        try:
            return requests.get(f"{self.address}/readyz", timeout=5).status_code
        except (OSError, requests.RequestException):
            return None

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """kill -9, and waits until the process is gone."""
        self.process.kill()
        self.process.wait(timeout=10)

    def terminate(self, within: float = 40) -> int:
        """SIGTERM; returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=within)

    def clean_up(self) -> None:
        """Ends what still runs: the gateway, and the private server that a killed one leaves behind."""
        if self.is_running():
            try:
                self.terminate(within=20)
            except subprocess.TimeoutExpired:
                self.kill()
        if self.database_url is None:
            self.postgres.stop()

    # What it says.

    @property
    def address(self) -> str:
        """http://host:port, as the gateway wrote it down; OSError before it did."""
        text = (self.data / "address").read_text().strip()
        if not text:
            raise OSError("no address yet")
        return text

    @property
    def postgres(self) -> Cluster:
        """The private cluster."""
        return Cluster(self.data / "postgres" / "data")

    @property
    def usage(self) -> psutil.Process:
        return psutil.Process(self.process.pid)

    def log_tail(self, lines: int = 30) -> str:
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "the end of its log:\n" + "\n".join(text.splitlines()[-lines:])

    # The command line.

    def cli(self, *arguments: str, database: bool = True, timeout: float = 60) -> subprocess.CompletedProcess:
        """Runs `chat4all ...`; with `database`, it is told where this gateway's database is."""
        command = [str(self.executable), *arguments, *(self._database() if database else [])]
        return subprocess.run(
            [str(part) for part in command], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
            timeout=timeout, env=self.environment(),
        )

    def new_client(self, name: str | None = None, scopes: tuple[str, ...] = EVERY_SCOPE) -> dict:
        """An API client as `client create --json` prints it: client_id, client_secret, name, scopes."""
        self._clients += 1
        name = name or f"client-{os.getpid()}-{self._clients}-{os.urandom(3).hex()}"
        options = [part for scope in scopes for part in ("--scope", scope)]
        answer = self.cli("client", "create", "--name", name, *options, "--json")
        assert answer.returncode == 0, answer.stderr + answer.stdout
        return json.loads(answer.stdout)

    def api(self, scopes: tuple[str, ...] = EVERY_SCOPE, client: dict | None = None) -> API:
        """The API as a client sees it; a new client unless one is given."""
        client = client or self.new_client(scopes=scopes)
        return API(self, client["client_id"], client["client_secret"])

    def _database(self) -> list[object]:
        data = ["--data-dir", self.data]
        return data if self.database_url is None else [*data, "--database-url", self.database_url]

    def environment(self) -> dict[str, str]:
        """What its process gets: nothing of ours that begins with CHAT4ALL_, but its own settings."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("CHAT4ALL_")}
        return inherited | self.settings
