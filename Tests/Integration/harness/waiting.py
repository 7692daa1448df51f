"""Waiting for a condition with a deadline: the only way a test here may wait."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def eventually(condition: Callable[[], T], what: str, within: float = 15.0, every: float = 0.05) -> T:
    """Polls until the condition answers something true, and returns that; fails after `within` seconds."""
    pause = threading.Event()
    deadline = time.monotonic() + within
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() >= deadline:
            raise AssertionError(f"not within {within:g} s: {what} (last seen: {result!r})")
        pause.wait(every)
