"""What one execution environment wrote since its last invocation began, within a limit."""

from __future__ import annotations

import fcntl
import struct
import subprocess
import termios
import threading
import time
from pathlib import Path

MAX_BYTES = 4 * 1024 * 1024
# How long an answer waits for lines that the process has written and nobody has read yet.
DRAIN_S = 0.2


class FunctionLog:
    """The lines of one environment. With a file, everything is also added to it, for people who want to look."""

    def __init__(self, file: Path | None = None) -> None:
        self._bytes = bytearray()
        self._lock = threading.Lock()
        self._file = file

    def text(self) -> str:
        with self._lock:
            return bytes(self._bytes).decode(errors="replace")

    def clear(self) -> None:
        with self._lock:
            self._bytes.clear()

    def add(self, data: bytes) -> None:
        with self._lock:
            self._bytes += data
            del self._bytes[:-MAX_BYTES]
            if self._file:
                with self._file.open("ab") as file:
                    file.write(data)

    def note(self, line: str) -> None:
        """Adds a line of Lambda's own."""
        self.add(f"{line}\n".encode())

    def follow(self, process: subprocess.Popen[bytes]) -> threading.Thread:
        """Reads a process's output until it ends, in a thread."""

        def read() -> None:
            assert process.stdout
            with process.stdout as output:
                while data := output.read1(65536):
                    self.add(data)

        thread = threading.Thread(target=read, name=f"function-log-{process.pid}", daemon=True)
        thread.start()
        return thread


def drain(process: subprocess.Popen[bytes]) -> None:
    """Waits until what the process has written already was read: its reply may overtake its last line."""
    end = time.monotonic() + DRAIN_S
    while time.monotonic() < end:
        try:
            (left,) = struct.unpack("i", fcntl.ioctl(process.stdout, termios.FIONREAD, b"\0" * 4))
        except (OSError, ValueError, TypeError):  # The output is closed: all was read.
            return
        if not left:
            return
        time.sleep(0.005)
