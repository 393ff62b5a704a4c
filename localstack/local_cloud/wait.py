"""Waiting for a condition by asking again, never by sleeping for a guess."""

from __future__ import annotations

import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import TypeVar

from local_cloud.settings import HOST, Unusable

Found = TypeVar("Found")
LOOK_S = 0.1


def until(what: str, find: Callable[[], Found | None], seconds: float) -> Found:
    """The first answer that is something. Raises Unusable, naming what was waited for, when none comes in time."""
    end = time.monotonic() + seconds
    while True:
        if found := find():
            return found
        if time.monotonic() > end:
            raise Unusable(f"{what} did not happen within {seconds:.0f} seconds.")
        time.sleep(LOOK_S)


def answers(url: str) -> bool:
    """Whether GET is answered with a success."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return 200 <= response.status < 300
    except (OSError, urllib.error.URLError):
        return False


def listens(port: int) -> bool:
    """Whether something takes connections at a port of this machine."""
    try:
        socket.create_connection((HOST, port), timeout=5).close()
    except OSError:
        return False
    return True
