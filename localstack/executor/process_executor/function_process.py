"""One start of a function's `bootstrap` as a process that cannot outlive LocalStack, however that ends."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

SETPRIV = shutil.which("setpriv") or "setpriv"
# The kernel ends a process with PDEATHSIG when the *thread* that started it ends. Invocations come on threads that come and
# go, so one thread, which ends with the whole program and not before, starts all of them.
_STARTER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="function-starter")


@dataclass(frozen=True)
class Build:
    """Which build of a binary a file holds: another inode, time or size is another build."""

    inode: int
    modified_ns: int
    size_bytes: int

    @staticmethod
    def of(file: Path) -> Build | None:
        try:
            found = file.stat()
        except OSError:
            return None
        return Build(found.st_ino, found.st_mtime_ns, found.st_size)


def start(bootstrap: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Starts a bootstrap in a process group of its own, its output in one pipe.

    Raises OSError when it cannot be run: no such file, no right to run it, another architecture.
    """
    return _STARTER.submit(_start, bootstrap, environment).result()


def _start(bootstrap: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    if not os.access(bootstrap, os.X_OK):
        raise PermissionError(f"{bootstrap} is missing or may not be run")
    return subprocess.Popen(
        [SETPRIV, "--pdeathsig", "KILL", "--", str(bootstrap)],
        cwd=bootstrap.parent,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def kill(process: subprocess.Popen[bytes]) -> None:
    """Ends the process and all that it started. Returns when it is gone."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def how_it_ended(process: subprocess.Popen[bytes]) -> str:
    code = process.wait()
    return f"exit status {code}" if code >= 0 else f"signal: {signal.Signals(-code).name}"


def peak_mebibytes(process: subprocess.Popen[bytes]) -> int:
    """The most memory that the process has held; 0 once it is gone."""
    try:
        lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    except OSError:
        return 0
    peak = next((line for line in lines if line.startswith("VmHWM:")), "VmHWM: 0")
    return -(-int(peak.split()[1]) // 1024)
