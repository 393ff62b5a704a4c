"""Waiting in tests for what is about to hold."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path


def eventually(holds: Callable[[], object]) -> object:
    end = time.monotonic() + 60
    while not (found := holds()):
        if time.monotonic() > end:
            raise AssertionError("what was waited for did not happen within 60 seconds")
        time.sleep(0.01)
    return found


def is_running(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be fetched does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
