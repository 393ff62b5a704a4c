"""The one origin that people open, over real sockets."""

from __future__ import annotations

import http.client
import json
import re
import tempfile
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from local_cloud.front import outbox
from local_cloud.front.api import MAX_BODY_BYTES, ApiGateway
from local_cloud.front.security_headers import content_security_policy, security_headers
from local_cloud.front.server import Front, FrontServer
from local_cloud.front.web_files import WebFiles
from local_cloud.settings import HOST, REPOSITORY

OBJECTS = "http://127.0.0.1:9000"
MESSAGES = [
    {
        "Id": name,
        "Destination": {"ToAddresses": [f"{name}@example.org"]},
        "Subject": f"<b>{name}</b>",
        "Body": {"text_part": f"Go to\nhttp://127.0.0.1:8090/verify-email?token={name}\n", "html_part": "<p>…</p>"},
        "Timestamp": "2026-01-02T03:04:05",
    }
    for name in ("first", "second")
]


class Recorder(BaseHTTPRequestHandler):
    """Stands where API Gateway does, and answers with what reached it."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def serve(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        heard = {"method": self.command, "path": self.path, "headers": self.headers.items(), "length": len(self.rfile.read(length))}
        body = json.dumps(heard).encode()
        self.send_response(418)
        for name, value in [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("X-Request-Id", "r"), ("Content-Length", str(len(body)))]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_DELETE = serve


class FrontCase(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.dist = Path(folder.name, "dist")
        (self.dist / "assets").mkdir(parents=True)
        (self.dist / "index.html").write_text("<!doctype html>the app")
        (self.dist / "assets/app-1.js").write_text("plain")
        (self.dist / "assets/app-1.js.br").write_bytes(b"coded")
        (self.dist.parent / "secret.txt").write_text("not yours")
        gateway = ThreadingHTTPServer((HOST, 0), Recorder)
        threading.Thread(target=gateway.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        self.addCleanup(gateway.server_close)
        self.addCleanup(gateway.shutdown)
        api = ApiGateway(gateway.server_address[1], "abc", "v1", "the-key")
        front = Front("http://127.0.0.1:8090", OBJECTS, WebFiles(self.dist), api, lambda: outbox.read(MESSAGES))
        self.server = FrontServer(front, 0)
        self.addCleanup(self.server.__exit__)

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection(HOST, self.server.port, timeout=60)
        self.addCleanup(connection.close)
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return response, response.read()

    def heard(self, *asked: object, **named: object) -> dict[str, object]:
        response, body = self.ask(*asked, **named)  # type: ignore[arg-type]
        self.assertEqual(response.status, 418)
        return json.loads(body)


class TheApi(FrontCase):
    def test_a_request_goes_to_the_stage_with_its_body_and_query(self) -> None:
        heard = self.heard("POST", "/api/folders?a=%2F%ED%95%9C&b", body=b"0123456789")
        self.assertEqual(
            (heard["method"], heard["path"], heard["length"]), ("POST", "/_aws/execute-api/abc/v1/api/folders?a=%2F%ED%95%9C&b", 10)
        )

    def test_what_only_cloudfront_may_say_is_said_by_the_front_alone(self) -> None:
        forged = {
            "X-Api-Key": "forged",
            "CLOUDFRONT-Viewer-Address": "9.9.9.9:1",
            "cloudfront-viewer-country": "KR",
            "Authorization": "Bearer mine",
        }
        heard = self.heard("GET", "/api/account", headers=forged)
        names = [(name.lower(), value) for name, value in heard["headers"]]
        self.assertEqual([value for name, value in names if name == "x-api-key"], ["the-key"])
        (viewer,) = [value for name, value in names if name.startswith("cloudfront-")]
        self.assertRegex(viewer, r"^127\.0\.0\.1:\d+$")
        self.assertIn(("authorization", "Bearer mine"), names)

    def test_the_answer_comes_back_with_every_cookie(self) -> None:
        response, _ = self.ask("DELETE", "/api/sessions/current")
        self.assertEqual(response.headers.get_all("Set-Cookie"), ["a=1", "b=2"])
        self.assertEqual(response.headers["X-Request-Id"], "r")

    def test_a_body_longer_than_api_gateway_takes_is_refused(self) -> None:
        for headers in ({"Content-Length": str(MAX_BODY_BYTES + 1)}, {"Content-Length": "-1"}, {"Transfer-Encoding": "chunked"}):
            response, _ = self.ask("POST", "/api/folders", headers=headers)
            self.assertEqual(response.status, 413, headers)

    def test_an_api_that_is_away_is_502(self) -> None:
        answer = ApiGateway(1, "abc", "v1", "key").pass_on("GET", "/api/health", {}, b"", ("127.0.0.1", 1))  # type: ignore[arg-type]
        self.assertEqual(answer.status, 502)


class TheWebApp(FrontCase):
    def test_every_path_is_the_app_and_only_assets_are_missing(self) -> None:
        for path in ("/", "/drive", "/s/a-token"):
            response, body = self.ask("GET", path)
            self.assertEqual((response.status, body), (200, b"<!doctype html>the app"), path)
            self.assertEqual(response.headers["Cache-Control"], "no-cache")
        self.assertEqual(self.ask("GET", "/assets/app-2.js")[0].status, 404)
        self.assertEqual(self.ask("POST", "/drive")[0].status, 405)

    def test_an_asset_is_kept_for_ever_and_comes_in_the_best_coding(self) -> None:
        response, body = self.ask("GET", "/assets/app-1.js", headers={"Accept-Encoding": "gzip, br"})
        self.assertEqual((body, response.headers["Content-Encoding"]), (b"coded", "br"))
        self.assertIn("immutable", response.headers["Cache-Control"])
        for accepted in ("", "gzip", "br;q=0"):
            response, body = self.ask("GET", "/assets/app-1.js", headers={"Accept-Encoding": accepted})
            self.assertEqual((body, response.headers["Content-Encoding"]), (b"plain", None), accepted)

    def test_what_the_browser_has_is_not_sent_again(self) -> None:
        response, _ = self.ask("GET", "/")
        again, body = self.ask("GET", "/", headers={"If-None-Match": response.headers["ETag"]})
        self.assertEqual((again.status, body), (304, b""))
        (self.dist / "index.html").write_text("another build")
        self.assertEqual(self.ask("GET", "/", headers={"If-None-Match": response.headers["ETag"]})[0].status, 200)

    def test_nothing_outside_of_the_folder_is_served(self) -> None:
        for path in ("/../secret.txt", "/%2e%2e/secret.txt", "/assets/../../secret.txt", "//secret.txt", "/..%2fsecret.txt"):
            self.assertNotIn(b"not yours", self.ask("GET", path)[1], path)

    def test_a_coded_file_is_no_page(self) -> None:
        self.assertEqual(self.ask("GET", "/assets/app-1.js.br")[0].status, 404)

    def test_every_page_has_the_security_headers(self) -> None:
        for path in ("/", "/assets/app-1.js", "/assets/missing.js"):
            response, _ = self.ask("GET", path)
            for name, value in security_headers("http://127.0.0.1:8090", OBJECTS).items():
                self.assertEqual(response.headers[name], value, path)


class SecurityHeaders(unittest.TestCase):
    def test_they_are_those_of_the_embedded_home_and_minio_beside_the_own_origin(self) -> None:
        source = (REPOSITORY / "crates/local/src/web/headers.rs").read_text()
        quoted = re.search(r'policy\("https://files\.example\.org"\),\s*"(.*?)"\s*\)', source, re.DOTALL)
        assert quoted
        embedded = re.sub(r"\\\n\s*", "", quoted[1])
        ours = content_security_policy("https://files.example.org", OBJECTS)
        self.assertEqual(ours.replace(f" {OBJECTS}", ""), embedded)
        self.assertEqual(len(re.findall(f"(img|media|connect)-src [^;]* {OBJECTS};", ours)), 3)
        self.assertEqual(ours.count(OBJECTS), 3)
        policy = re.search(r'PERMISSIONS_POLICY: &str = "(.*?)";', source, re.DOTALL)
        assert policy
        self.assertEqual(security_headers("x", "y")["Permissions-Policy"], re.sub(r"\\\n\s*", "", policy[1]))


class TheOutbox(FrontCase):
    def test_it_has_the_shape_of_the_embedded_homes_newest_first(self) -> None:
        response, body = self.ask("GET", "/outbox/messages")
        items = json.loads(body)["items"]
        self.assertEqual([item["to"] for item in items], ["second@example.org", "first@example.org"])
        self.assertEqual(sorted(items[0]), ["html", "id", "sent_at", "subject", "text", "to"])
        self.assertEqual(items[0]["sent_at"], "2026-01-02T03:04:05Z")
        self.assertGreater(items[0]["id"], items[1]["id"])
        self.assertEqual(response.headers["Cache-Control"], "no-store")

    def test_its_page_shows_letters_as_text_with_links(self) -> None:
        response, body = self.ask("GET", "/outbox")
        self.assertIn(b'<a href="http://127.0.0.1:8090/verify-email?token=second">', body)
        self.assertIn(b"&lt;b&gt;second&lt;/b&gt;", body)
        self.assertIn("default-src 'none'", response.headers["Content-Security-Policy"])

    def test_it_is_there_for_people_at_this_machine_alone(self) -> None:
        elsewhere = [
            {"Host": "files.example.org"},
            {"Host": "127.0.0.1.example.org"},
            {"X-Forwarded-For": "127.0.0.1"},
            {"Via": "1.1 a"},
            {"Forwarded": "for=a"},
        ]
        for headers in elsewhere:
            for path in ("/outbox", "/outbox/messages"):
                self.assertEqual(self.ask("GET", path, headers=headers)[0].status, 404, headers)
        for host in ("localhost:8090", "127.0.0.1", "[::1]:8090"):
            self.assertEqual(self.ask("GET", "/outbox", headers={"Host": host})[0].status, 200, host)


if __name__ == "__main__":
    unittest.main()
