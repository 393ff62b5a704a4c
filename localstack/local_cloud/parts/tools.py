"""Programs that this machine has, or has not."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from local_cloud.settings import Unusable

LAST_LINES = 20


def run(command: list[str], folder: Path, environment: dict[str, str] | None = None) -> None:
    """Runs a program to its end. Raises Unusable with its last lines when it fails."""
    variables = {**os.environ, **(environment or {})}
    done = subprocess.run(command, cwd=folder, env=variables, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = (done.stdout + done.stderr).splitlines()[-LAST_LINES:]
        raise Unusable("\n".join([f"`{' '.join(command)}` failed with {done.returncode}:", *lines]))


def first_version(command: list[str]) -> tuple[int, ...]:
    """The first version number in what a program says; () if it is not there or does not run."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    found = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr) if done.returncode == 0 else None
    return tuple(int(number) for number in found[0].split(".")) if found else ()


def java_tool(name: str) -> str | None:
    """A program of the JDK: JAVA_HOME's, or the one on the path."""
    if home := os.environ.get("JAVA_HOME"):
        return shutil.which(name, path=f"{home}/bin")
    return shutil.which(name)


def python_3_13() -> str | None:
    """A Python 3.13 that can make virtual environments: LOCALSTACK_PYTHON, on the path, or among pyenv's or uv's."""
    home = Path.home()
    named = [os.environ.get("LOCALSTACK_PYTHON"), "python3.13", "python3"]
    pyenv = Path(os.environ.get("PYENV_ROOT") or home / ".pyenv").glob("versions/3.13*/bin/python3.13")
    uv = (home / ".local/share/uv/python").glob("cpython-3.13*/bin/python3.13")
    candidates = [*filter(None, named), *(str(path) for path in [*sorted(pyenv), *sorted(uv)])]
    check = "import sys, ssl, sqlite3, ctypes, lzma, ensurepip, venv; print('.'.join(map(str, sys.version_info[:3])))"
    return next((candidate for candidate in candidates if first_version([candidate, "-c", check])[:2] == (3, 13)), None)
