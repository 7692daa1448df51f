"""A private cluster with the schema in it, made once by the gateway's own `migrate` and copied for each gateway that begins
with an empty data directory: making one takes longer than most tests."""

import fcntl
import functools
import shutil
import subprocess
from pathlib import Path

from .places import PROJECT, own_folder
from .postgres import Cluster

_STORE = PROJECT / ".build" / "prepared-clusters"


def copy_cluster(executable: Path, data: Path) -> None:
    """Puts a cluster into a data directory that has none."""
    if not (data / "postgres").exists():
        _copy(_prepared(executable), data)


@functools.cache
def _prepared(executable: Path) -> Path:
    status = executable.stat()
    folder = _STORE / f"{status.st_mtime_ns}-{status.st_size}"
    _STORE.mkdir(parents=True, exist_ok=True)
    with open(_STORE / "lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            # Those of earlier builds; by now nobody copies them any more.
            for old in _STORE.glob("*-*"):
                shutil.rmtree(old)
            with own_folder() as made:
                command = [executable, "migrate", "--data-dir", made / "data"]
                subprocess.run(command, check=True, capture_output=True, timeout=120)
                # It is copied hundreds of times, and a copy costs what its files cost to create.
                Cluster(made / "data" / "postgres" / "data").drop_templates()
                unfinished = _STORE / "unfinished"
                shutil.rmtree(unfinished, ignore_errors=True)
                unfinished.mkdir()
                _copy(made / "data", unfinished)
                unfinished.rename(folder)
    return folder


def _copy(source: Path, target: Path) -> None:
    # With owners and modes, which PostgreSQL is particular about.
    subprocess.run(["cp", "-a", source / "postgres", target], check=True, timeout=60)
