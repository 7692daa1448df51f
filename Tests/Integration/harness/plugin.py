"""The commands for plugin authors."""

import subprocess
from pathlib import Path

from harness.places import build_folder


def plugin(
    *arguments: str | Path, typed: str = "", library: str | Path | None = None
) -> subprocess.CompletedProcess[str]:
    command, *rest = arguments
    library = library or build_folder() / "libchat4all-telegram.so"
    return subprocess.run(
        [build_folder() / "chat4all", "plugin", command, library, *rest],
        input=typed, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
