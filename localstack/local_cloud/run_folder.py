"""A folder that lives as long as one run. One that a killed run left behind goes with the next start."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = "lock"


@contextmanager
def run_folder(cache: Path) -> Iterator[Path]:
    runs = cache / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    with (runs / LOCK).open("w") as lock:
        # Under this lock no folder is young enough to be without its own.
        fcntl.flock(lock, fcntl.LOCK_EX)
        remove_abandoned(runs)
        folder = Path(tempfile.mkdtemp(dir=runs))
        held = (folder / LOCK).open("w")
        fcntl.flock(held, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
        held.close()


def remove_abandoned(runs: Path) -> None:
    """Removes the folders whose runs are gone: the kernel gives a dead run's lock back."""
    for folder in (folder for folder in runs.iterdir() if folder.is_dir()):
        with (folder / LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(folder)
