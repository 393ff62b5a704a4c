"""One execution environment of a function: it starts the process when there is none, and asks it one thing at a time."""

from __future__ import annotations

import subprocess
import threading
import time
from concurrent.futures import CancelledError, Future, wait
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from process_executor import function_process
from process_executor.function_log import FunctionLog, drain
from process_executor.function_process import Build
from process_executor.runtime_api import InitError, Invocation, Reply, RuntimeApi, error

# How often a wait looks whether the process has died or the environment was stopped.
LOOK_S = 0.05


@dataclass(frozen=True)
class Function:
    """What an environment has to know of its function."""

    name: str
    task_root: Path
    timeout_s: int
    memory_mebibytes: int
    version: str = "$LATEST"

    @property
    def bootstrap(self) -> Path:
        return self.task_root / "bootstrap"


@dataclass(frozen=True)
class _Started:
    process: subprocess.Popen[bytes]
    api: RuntimeApi
    build: Build | None


class Environment:
    def __init__(self, function: Function, variables: dict[str, str], log: FunctionLog) -> None:
        self.function = function
        self.log = log
        root = str(function.task_root)
        self._variables = {**variables, "LAMBDA_TASK_ROOT": root, "LAMBDA_RUNTIME_DIR": root}
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._started: _Started | None = None
        self._init_ms: float | None = None

    def start(self) -> None:
        """Starts the process and waits until it asks for work. Raises InitError when it does not come that far, and
        CancelledError when it is stopped before."""
        began = time.perf_counter()
        started = self._spawn()
        if not self._wait(started, started.api.initialized, None):
            raise InitError(_exit_error(started, "init"))
        started.api.initialized.result()
        self._init_ms = (time.perf_counter() - began) * 1000

    def stop(self) -> None:
        """Ends the process; a running invocation is cancelled."""
        with self._lock:
            self._stopped.set()
            self._end_process()

    def invoke(self, invocation: Invocation) -> Reply:
        """Runs one invocation within the function's timeout. A process that has died, or whose binary was built again, is
        started anew first. Raises CancelledError when the environment is stopped meanwhile."""
        self.log.clear()
        self.log.note(f"START RequestId: {invocation.request_id} Version: {self.function.version}")
        began = time.perf_counter()
        try:
            if not self._is_current():
                self.start()
            reply = self._run(invocation)
            if reply is None:
                self.start()
                reply = self._run(invocation) or Reply(error("Runtime.ExitError", "The process ends before it begins."), is_error=True)
        except InitError as failed:
            reply = Reply(failed.payload, is_error=True)
        self._report(invocation.request_id, (time.perf_counter() - began) * 1000)
        return reply

    def _is_current(self) -> bool:
        started = self._started
        if started is None or started.process.poll() is not None:
            return False
        return started.build == Build.of(self.function.bootstrap)

    def _spawn(self) -> _Started:
        with self._lock:
            if self._stopped.is_set():
                raise CancelledError
            self._end_process()
            build = Build.of(self.function.bootstrap)
            api = RuntimeApi()
            try:
                variables = {**self._variables, "AWS_LAMBDA_RUNTIME_API": api.address}
                process = function_process.start(self.function.bootstrap, variables)
            except OSError as failed:
                api.close()
                raise InitError(error("Runtime.InvalidEntrypoint", f"Error: {failed}")) from failed
            self.log.follow(process)
            self._started = _Started(process, api, build)
            return self._started

    def _run(self, invocation: Invocation) -> Reply | None:
        """The reply; nothing if the process ended before it began, as one may that ends after each reply."""
        started = self._started
        if started is None:
            raise CancelledError
        started.api.submit(invocation)
        try:
            if not self._wait(started, invocation.reply, self.function.timeout_s):
                return None if started.api.withdraw() else Reply(_exit_error(started, invocation.request_id), is_error=True)
        except TimeoutError:
            return self._timed_out(invocation)
        return invocation.reply.result()

    def _wait(self, started: _Started, awaited: Future[Any], timeout_s: float | None) -> bool:
        """Whether it came before the process ended. Raises TimeoutError, or CancelledError when this environment is stopped."""
        end = time.monotonic() + timeout_s if timeout_s else None
        while not awaited.done():
            if self._stopped.is_set():
                raise CancelledError
            # A process may answer and end before anyone looks: what it said counts.
            if started.process.poll() is not None:
                return awaited.done()
            left = LOOK_S if end is None else min(LOOK_S, end - time.monotonic())
            if left <= 0:
                raise TimeoutError
            wait([awaited], timeout=left)
        return True

    def _timed_out(self, invocation: Invocation) -> Reply:
        with self._lock:
            self._end_process()
        stamp = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        message = f"{stamp} {invocation.request_id} Task timed out after {self.function.timeout_s:.2f} seconds"
        self.log.note(message)
        return Reply(error("Sandbox.Timedout", message), is_error=True)

    def _end_process(self) -> None:
        started, self._started = self._started, None
        if started:
            function_process.kill(started.process)
            started.api.close()

    def _report(self, request_id: str, duration_ms: float) -> None:
        started, init_ms, self._init_ms = self._started, self._init_ms, None
        if started:
            drain(started.process)
        peak = function_process.peak_mebibytes(started.process) if started else 0
        facts = [
            f"REPORT RequestId: {request_id}",
            f"Duration: {duration_ms:.2f} ms",
            f"Billed Duration: {int(duration_ms) + 1} ms",
            f"Memory Size: {self.function.memory_mebibytes} MB",
            f"Max Memory Used: {peak} MB",
            *([] if init_ms is None else [f"Init Duration: {init_ms:.2f} ms"]),
        ]
        self.log.note(f"END RequestId: {request_id}")
        self.log.note("\t".join(facts))


def _exit_error(started: _Started, request_id: str) -> bytes:
    how = function_process.how_it_ended(started.process)
    return error("Runtime.ExitError", f"RequestId: {request_id} Error: Runtime exited with error: {how}")
