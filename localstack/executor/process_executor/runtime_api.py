"""The Lambda Runtime API (2018-06-01) for one start of one function's process, on loopback.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html

A process that is started again gets another RuntimeApi on another port, so that what a killed process still says is
never taken for the new one's word. Nothing here knows LocalStack.
"""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOST = "127.0.0.1"
API = "/2018-06-01/runtime"
# Lambda's own limit on a buffered response, as its error text states it.
MAX_RESPONSE_BYTES = 6 * 1024 * 1024 + 100


class InitError(Exception):
    """The process did not come as far as its first wait for an invocation; the payload says why, as Lambda words it."""

    def __init__(self, payload: bytes):
        super().__init__(payload.decode(errors="replace"))
        self.payload = payload


@dataclass
class Reply:
    payload: bytes
    is_error: bool


@dataclass
class Invocation:
    """What a function is asked, and later its reply."""

    request_id: str
    payload: bytes
    deadline_ms: int
    function_arn: str
    trace_id: str | None = None
    client_context: str | None = None
    reply: Future[Reply] = field(default_factory=Future)

    def headers(self) -> dict[str, str]:
        named = {
            "Lambda-Runtime-Aws-Request-Id": self.request_id,
            "Lambda-Runtime-Deadline-Ms": str(self.deadline_ms),
            "Lambda-Runtime-Invoked-Function-Arn": self.function_arn,
            "Lambda-Runtime-Trace-Id": self.trace_id,
            "Lambda-Runtime-Client-Context": self.client_context,
        }
        return {name: value for name, value in named.items() if value}


def deadline_in(seconds: float) -> int:
    """Unix time in milliseconds, that many seconds from now."""
    return int((time.time() + seconds) * 1000)


def error(error_type: str, message: str) -> bytes:
    """An error as Lambda words it."""
    return json.dumps({"errorType": error_type, "errorMessage": message}).encode()


class RuntimeApi:
    """Hands one invocation at a time to the process that asks at `address`."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._queued: Invocation | None = None
        self._running: Invocation | None = None
        self._closed = False
        self.initialized: Future[None] = Future()
        handler = type("Handler", (_Handler,), {"runtime_api": self})
        self._server = ThreadingHTTPServer((HOST, 0), handler)
        self._server.daemon_threads = True
        self.address = f"{HOST}:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, name=f"runtime-api-{self.address}", daemon=True).start()

    def submit(self, invocation: Invocation) -> None:
        """Queues an invocation; an environment runs one at a time, so a second one is a mistake of the caller."""
        with self._changed:
            # A process that has answered may not have asked for more yet.
            if self._queued or (self._running and not self._running.reply.done()):
                raise RuntimeError("the execution environment is busy")
            self._queued = invocation
            self._changed.notify_all()

    def withdraw(self) -> bool:
        """Takes back what is queued. Whether there was anything: what the process has fetched it has begun."""
        with self._changed:
            was_queued, self._queued = self._queued is not None, None
            return was_queued

    def close(self) -> None:
        """Ends every wait, and soon gives the port back: the server looks for its end twice a second, and nobody waits for that."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        threading.Thread(target=self._stop_server, daemon=True).start()

    def _stop_server(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def next(self) -> Invocation | None:
        """What the process is to do next; nothing once this is closed."""
        with self._changed:
            self._running = None
            if not self.initialized.done():
                self.initialized.set_result(None)
            self._changed.wait_for(lambda: self._queued or self._closed)
            if self._closed:
                return None
            self._running, self._queued = self._queued, None
            return self._running

    def answer(self, request_id: str, payload: bytes, is_error: bool) -> tuple[int, bytes]:
        """Takes the process's reply to the running invocation."""
        with self._changed:
            running = self._running
            if running is None or running.request_id != request_id or running.reply.done():
                return 400, error("InvalidRequestID", "Invalid request ID")
            if not is_error and len(payload) > MAX_RESPONSE_BYTES:
                message = f"Response payload size exceeded maximum allowed payload size ({MAX_RESPONSE_BYTES} bytes)."
                payload = error("Function.ResponseSizeTooLarge", message)
                running.reply.set_result(Reply(payload, True))
                return 413, payload
            running.reply.set_result(Reply(payload, is_error))
            return 202, b'{"status":"OK"}'

    def init_error(self, payload: bytes) -> tuple[int, bytes]:
        """The process says that it cannot start."""
        with self._changed:
            if not self.initialized.done():
                self.initialized.set_exception(InitError(payload))
        return 202, b'{"status":"OK"}'


class _Handler(BaseHTTPRequestHandler):
    runtime_api: RuntimeApi
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_: object) -> None:
        """Functions log for themselves."""

    def do_GET(self) -> None:
        if self.path != f"{API}/invocation/next":
            self._send(404, b"{}", {})
            return
        invocation = self.runtime_api.next()
        if invocation is None:
            self.close_connection = True
            return
        self._send(200, invocation.payload, invocation.headers())

    def do_POST(self) -> None:
        body = self._body()
        match self.path.removeprefix(f"{API}/").split("/"):
            case ["init", "error"]:
                status, answer = self.runtime_api.init_error(body)
            case ["invocation", request_id, "response"]:
                status, answer = self.runtime_api.answer(request_id, body, False)
            case ["invocation", request_id, "error"]:
                status, answer = self.runtime_api.answer(request_id, body, True)
            case _:  # Extensions and Telemetry are not offered.
                status, answer = 404, b"{}"
        self._send(status, answer, {})

    def _body(self) -> bytes:
        if "chunked" not in (self.headers.get("Transfer-Encoding") or "").lower():
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        chunks = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():  # Trailers say nothing that a buffered response needs.
            pass
        return b"".join(chunks)

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        lines = [f"HTTP/1.1 {status} -", f"Content-Length: {len(body)}", "Content-Type: application/json"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        # One write: a process that is killed while it reads leaves no half of an answer behind.
        self.wfile.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
