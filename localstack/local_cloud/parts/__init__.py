"""What is installed into the cache before the first start, each from its own registry, each at one version."""

from __future__ import annotations

import fcntl
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from local_cloud.settings import Unusable

# Written last: a folder without it was left half way.
COMPLETE = ".complete"


class Part(Protocol):
    """Something that is installed once into a folder of its own."""

    name: str
    version: str
    size: str

    def missing(self) -> list[str]:
        """What this machine lacks to install or run it, one sentence each."""

    def install(self, folder: Path) -> None:
        """Installs it. What it fetches on the way stays below the folder, in `.building`."""


def folder_of(part: Part, cache: Path) -> Path:
    return cache / f"{part.name}-{part.version}"


def is_installed(part: Part, cache: Path) -> bool:
    return (folder_of(part, cache) / COMPLETE).exists()


def prepare(parts: list[Part], cache: Path, say: Callable[[str], None]) -> None:
    """Installs what is not there yet, with a line for each part. Raises Unusable naming all that the machine lacks."""
    missing = sorted({sentence for part in parts for sentence in part.missing()})
    if missing:
        raise Unusable("\n".join(["This machine lacks what the local cloud is made from:", *(f"  - {sentence}" for sentence in missing)]))
    cache.mkdir(parents=True, exist_ok=True)
    with locked(cache / "install.lock"):
        for part in parts:
            if is_installed(part, cache):
                say(f"{part.name} {part.version}: there")
            else:
                install(part, folder_of(part, cache), say)


def install(part: Part, folder: Path, say: Callable[[str], None]) -> None:
    say(f"{part.name} {part.version}: installing ({part.size}) into {folder} …")
    began = time.monotonic()
    shutil.rmtree(folder, ignore_errors=True)
    building = folder / ".building"
    building.mkdir(parents=True)
    try:
        part.install(folder)
    except BaseException:
        # Half a part is of no use, and what it fetched is large.
        shutil.rmtree(folder)
        raise
    shutil.rmtree(building)
    (folder / COMPLETE).touch()
    say(f"{part.name} {part.version}: installed in {time.monotonic() - began:.0f} s")


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """One installer at a time; another one waits and then finds everything there."""
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
