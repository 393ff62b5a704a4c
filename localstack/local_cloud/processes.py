"""Programs that run while the local cloud does, and not a moment longer, however it ends."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType

from local_cloud.settings import Unusable

# prctl(2): orphans of our programs become our own children, so that we find and end them.
PR_SET_CHILD_SUBREAPER = 36
# How long all of them may take to stop before they are killed. Nothing of a run stays, so there is nothing to put in order.
STOP_S = 3
LAST_LINES = 20


class Processes:
    """Started one by one, stopped together. Each is killed by the kernel should we die ourselves."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._running: list[tuple[str, subprocess.Popen[bytes]]] = []
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def start(self, name: str, command: list[str], environment: dict[str, str], folder: Path) -> subprocess.Popen[bytes]:
        """Starts a program with exactly this environment. Call it on the main thread: the kernel ties programs to the thread
        that started them."""
        with (self._logs / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", "--", *command],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._running.append((name, process))
        return process

    def require_alive(self) -> None:
        """Raises Unusable with the last lines of the first program that has ended."""
        for name, process in self._running:
            if process.poll() is not None:
                lines = (self._logs / f"{name}.log").read_text(errors="replace").splitlines()[-LAST_LINES:]
                raise Unusable("\n".join([f"{name} ended with {process.returncode}. Its last lines:", *lines]))

    def stop(self) -> None:
        """Stops all, and then whatever they left behind."""
        end = time.monotonic() + STOP_S
        for _, process in self._running:
            process.terminate()
        for _, process in self._running:
            try:
                process.wait(max(0.0, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                pass
            _kill_group(process.pid)
            process.wait()
        self._running.clear()
        end_descendants()


def end_descendants() -> None:
    """Kills every process below this one, until there is none."""
    while below := descendants(os.getpid()):
        for pid in below:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        _reap()
        time.sleep(0.01)


def descendants(pid: int) -> list[int]:
    """The ids of all processes below one, those that have ended and wait to be fetched among them."""
    children: list[int] = []
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children += [int(word) for word in file.read_text().split()]
        except OSError:
            continue
    return children + [below for child in children for below in descendants(child)]


def _reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def _kill_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        pass
