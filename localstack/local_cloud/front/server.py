"""The front's server."""

from __future__ import annotations

import threading
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from local_cloud.front import outbox
from local_cloud.front.answer import Answer
from local_cloud.front.api import MAX_BODY_BYTES, ApiGateway
from local_cloud.front.security_headers import security_headers
from local_cloud.front.web_files import WebFiles
from local_cloud.settings import HOST

# How long a browser may keep a connection without a word.
IDLE_S = 60
# How often the server looks whether it is to stop.
LOOK_S = 0.05


@dataclass(frozen=True)
class Front:
    """What lies behind the one origin."""

    origin: str
    objects: str
    files: WebFiles
    api: ApiGateway
    letters: Callable[[], list[dict[str, str]]]

    def page(self, method: str, path: str, host: str, headers: dict[str, str]) -> Answer:
        """The answer to everything that is not the API's."""
        if method not in ("GET", "HEAD"):
            return Answer.text(405, "Only GET and HEAD.")
        if path in ("/outbox", "/outbox/messages"):
            return self._outbox(path, host, headers)
        answer = self.files.get(path, headers)
        return Answer(answer.status, answer.body, [*answer.headers, *security_headers(self.origin, self.objects).items()])

    def _outbox(self, path: str, host: str, headers: dict[str, str]) -> Answer:
        if not outbox.is_local_request(host, headers):
            return Answer.text(404, "Not found.")
        items = self.letters()
        if path == "/outbox/messages":
            return Answer.json({"items": items})
        policies = [("Content-Security-Policy", outbox.PAGE_POLICY), ("X-Content-Type-Options", "nosniff"), ("Cache-Control", "no-store")]
        return Answer(200, outbox.page(items), [("Content-Type", "text/html; charset=utf-8"), *policies])


class FrontServer:
    """Listens on loopback until it is stopped."""

    def __init__(self, front: Front, port: int) -> None:
        handler = type("Handler", (_Handler,), {"front": front})
        self._server = _Server((HOST, port), handler)
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(LOOK_S,), name="front", daemon=True).start()

    def __enter__(self) -> FrontServer:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A page asks for many assets at once; the standard library's five would make some of them wait a second.
    request_queue_size = 128


class _Handler(BaseHTTPRequestHandler):
    front: Front
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = IDLE_S

    def log_message(self, *_: object) -> None:
        """Functions log each request; paths and tokens belong into no log."""

    def _serve(self) -> None:
        body = self._body()
        path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
        if body is None:
            answer = Answer.text(413, "API Gateway takes at most 10 MiB, and wants to know their length.")
            self.close_connection = True
        elif path == "/api" or path.startswith("/api/"):
            answer = self.front.api.pass_on(self.command, self.path, self.headers, body, self.client_address[:2])
        else:
            answer = self.front.page(self.command, path, self.headers.get("Host", ""), dict(self.headers.items()))
        self._send(answer)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _serve

    def _body(self) -> bytes | None:
        """The request's body; nothing when it is too long or does not say how long it is."""
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdecimal() or int(length) > MAX_BODY_BYTES:
            return None
        return self.rfile.read(int(length))

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        # RFC 9110, section 8.6: neither of these has a body to count.
        if answer.status not in (204, 304):
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)
