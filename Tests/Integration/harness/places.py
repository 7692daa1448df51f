"""Where things are: the executable, the plugins, folders for a test's own files."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]


def build_folder(configuration: str = "debug") -> Path:
    """The folder of the executable and the plugins; CHAT4ALL_BIN names another one."""
    chosen = os.environ.get("CHAT4ALL_BIN")
    return Path(chosen) if chosen else PROJECT / ".build" / configuration


@contextmanager
def own_folder(name: str = "chat4all") -> Iterator[Path]:
    """A folder that is removed afterwards, and that user postgres may enter: pytest's own may only be entered by us."""
    path = Path(tempfile.mkdtemp(prefix=f"{name}-"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
