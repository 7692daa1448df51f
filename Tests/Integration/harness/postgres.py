"""PostgreSQL servers of the tests: the gateway's private one, seen through its pid file, and servers of our own."""

import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path

import psutil

from .waiting import eventually

_AS_POSTGRES = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []


def program(name: str) -> str:
    """The path of one of PostgreSQL's programs, the newest that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    path = str(found[-1]) if found else shutil.which(name)
    assert path, f"PostgreSQL's {name} is not installed"
    return path


class Cluster:
    """A cluster in `folder`, whoever started it."""

    def __init__(self, folder: Path):
        self.folder = folder

    @classmethod
    def create(cls, folder: Path) -> "Cluster":
        """Makes a new cluster; `folder` must not exist, and its parent is where the socket goes."""
        if _AS_POSTGRES:
            owner = pwd.getpwnam("postgres")
            folder.mkdir(mode=0o700)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        _run("initdb", "-D", folder, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
        with open(folder / "postgresql.conf", "a", encoding="utf-8") as settings:
            settings.write(f"listen_addresses = ''\nunix_socket_directories = '{folder}'\n")
            settings.write("logging_collector = off\n")
        return cls(folder)

    def start(self) -> None:
        _run("pg_ctl", "-D", self.folder, "-l", self.folder / "server.log", "-w", "start")

    def stop(self) -> None:
        """Stops the server where one runs, politely, then not."""
        pid = self.pid()
        if pid is None:
            return
        _signal(pid, signal.SIGCONT)
        _signal(pid, signal.SIGINT)
        try:
            eventually(lambda: not psutil.pid_exists(pid), "PostgreSQL has ended", within=10)
        except AssertionError:
            self.kill()

    def pid(self) -> int | None:
        """The postmaster's process id, as its pid file says; None where no such process lives."""
        try:
            pid = int((self.folder / "postmaster.pid").read_text().split("\n")[0])
        except (FileNotFoundError, ValueError, IndexError):
            return None
        try:
            alive = psutil.Process(pid).name().startswith("postgres")
        except psutil.NoSuchProcess:
            return None
        return pid if alive else None

    def kill(self) -> None:
        """kill -9 of the postmaster: its children notice and end, nothing is written any more."""
        pid = self.pid()
        assert pid is not None, "there is no PostgreSQL to kill"
        _signal(pid, signal.SIGKILL)

    def freeze(self) -> None:
        """Stops every process of the server from running, so that it neither answers nor hangs up."""
        for process in self.processes():
            _signal(process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        for process in self.processes():
            _signal(process.pid, signal.SIGCONT)

    def processes(self) -> list[psutil.Process]:
        pid = self.pid()
        if pid is None:
            return []
        try:
            postmaster = psutil.Process(pid)
            return [postmaster, *postmaster.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    @property
    def socket_folder(self) -> str:
        return self._pid_file_line(4)

    @property
    def port(self) -> str:
        return self._pid_file_line(3)

    def url(self, database: str = "postgres") -> str:
        """A connection URL for libpq."""
        folder = self.socket_folder.replace("/", "%2F").replace(" ", "%20")
        return f"postgresql://postgres@{folder}:{self.port}/{database}"

    def sql(self, text: str, database: str = "postgres") -> list[list[str]]:
        """Runs SQL through psql and returns the rows as text."""
        answer = subprocess.run(
            [program("psql"), "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", self.url(database)],
            input=text, capture_output=True, text=True, check=False, timeout=600,
        )
        assert answer.returncode == 0, answer.stderr
        return [line.split("\t") for line in answer.stdout.splitlines()]

    def drop_templates(self) -> None:
        """Drops the databases that others are made from, two thirds of a small cluster's files; no server may run."""
        text = "UPDATE pg_database SET datistemplate = false;\nDROP DATABASE template0;\nDROP DATABASE template1;\n"
        answer = _run("postgres", "--single", "-D", self.folder, "postgres", input=text)
        assert "ERROR" not in answer, answer

    def gateway_database(self) -> str:
        """The name of the database that holds a gateway's tables."""
        for [name] in self.sql("SELECT datname FROM pg_database WHERE NOT datistemplate"):
            if self.sql("SELECT to_regclass('public.messages') IS NOT NULL", name) == [["t"]]:
                return name
        raise AssertionError("no database holds a gateway's tables")

    def _pid_file_line(self, index: int) -> str:
        return (self.folder / "postmaster.pid").read_text().split("\n")[index].strip()


def _run(name: str, *arguments: object, input: str = "") -> str:
    """What the program prints."""
    command = [*_AS_POSTGRES, program(name), *map(str, arguments)]
    answer = subprocess.run(
        command, input=input, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        timeout=60, cwd="/", env={**os.environ, "LC_ALL": "C.UTF-8"}, start_new_session=True,
    )
    assert answer.returncode == 0, f"{name} failed:\n{answer.stdout}"
    return answer.stdout


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass
