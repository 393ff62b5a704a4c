"""Tickets, ranges, the bucket's path, and content that means harm."""

import os
import re
import time
import unittest
import urllib.parse

from client import HomeCase

BUCKETS = ("", "/", "?list-type=2", "/?list-type=2", "?location", "/?versions", "?uploads")


def decoded_name(disposition):
    """The name of a Content-Disposition, as RFC 6266 says it is to be read."""
    m = re.search(r"filename\*=UTF-8''([^;]+)", disposition, re.I)
    return urllib.parse.unquote(m.group(1)) if m else None


class Bytes(HomeCase):
    accounts = ("alice", "bob")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        try:
            cls.data = bytes(range(256)) * 4
            cls.file = cls.alice.upload("f.bin", cls.data)
        except BaseException:
            cls.home.close()
            raise

    def ticket(self, entry_id=None, **more):
        body = {"entry_ids": [entry_id or self.file["id"]]}
        body.update(more)
        return self.alice.ok("POST", "/api/downloads", body)["tickets"][0]

    def fetch(self, url, *headers, method="GET"):
        return self.alice.send_url(method, url, None, headers)

    def guarded(self, r):
        self.assertEqual(r.header("x-content-type-options"), "nosniff", r)
        csp = r.header("content-security-policy") or ""
        self.assertIn("sandbox", csp, r)
        self.assertNotIn("allow-scripts", csp)

    def test_ticket_shape(self):
        t = self.ticket()
        self.assertEqual(set(t) & {"entry_id", "path", "size_bytes", "sha256", "checksum", "url"},
                         {"entry_id", "path", "size_bytes", "sha256", "checksum", "url"})
        self.assertEqual((t["entry_id"], t["path"], t["size_bytes"], t["sha256"]),
                         (self.file["id"], "f.bin", 1024, self.file["sha256"]))
        self.assertTrue(t["url"].startswith("http://127.0.0.1:%d/" % self.home.port))
        r = self.fetch(t["url"])
        self.assertEqual((r.status, r.body), (200, self.data))
        self.guarded(r)

    def test_ranges(self):
        url = self.ticket()["url"]
        for spec, want in (("bytes=0-0", (0, 0)), ("bytes=-5", (1019, 1023)), ("bytes=1020-", (1020, 1023)),
                           ("bytes=10-19", (10, 19)), ("bytes=0-", (0, 1023)),
                           ("bytes=1000-99999", (1000, 1023)), ("bytes=-9999", (0, 1023))):
            with self.subTest(range=spec):
                r = self.fetch(url, ("Range", spec))
                self.assertEqual(r.status, 206, r)
                self.assertEqual(r.header("content-range"), "bytes %d-%d/1024" % want)
                self.assertEqual(r.body, self.data[want[0]:want[1] + 1])
                self.guarded(r)
        for spec in ("bytes=1024-", "bytes=5000-6000"):
            r = self.fetch(url, ("Range", spec))
            self.assertEqual(r.status, 416, r)
            self.guarded(r)
        for spec in ("bytes=5-2", "bytes=abc", "items=0-1", "bytes=", "nonsense"):
            with self.subTest(range=spec):
                r = self.fetch(url, ("Range", spec))
                self.assertIn((r.status, len(r.body)), ((200, 1024), (416, len(r.body))))

    @unittest.skipUnless(os.environ.get("STRANGER_RFC"), "a rule of HTTP, not of the contract")
    def test_if_range(self):
        # RFC 9110 13.1.5: with another validator the Range is ignored, or a resumed download mixes two versions.
        url = self.ticket()["url"]
        etag = self.fetch(url).header("etag")
        r = self.fetch(url, ("Range", "bytes=0-0"), ("If-Range", etag))
        self.assertEqual(r.status, 206)
        r = self.fetch(url, ("Range", "bytes=0-0"), ("If-Range", '"another"'))
        self.assertEqual((r.status, len(r.body)), (200, 1024))

    @unittest.skipUnless(os.environ.get("STRANGER_RFC"), "a rule of HTTP, not of the contract")
    def test_not_modified_has_no_false_length(self):
        url = self.ticket()["url"]
        etag = self.fetch(url).header("etag")
        r = self.fetch(url, ("If-None-Match", etag))
        if r.status == 304:
            self.guarded(r)
            # RFC 9110 8.6: none, or that of the 200.
            self.assertIn(r.header("content-length"), (None, "1024"))

    @unittest.skipUnless(os.environ.get("STRANGER_RFC"), "a rule of HTTP, not of the contract")
    def test_head(self):
        url = self.ticket()["url"]
        r = self.fetch(url, method="HEAD")
        self.assertIn(r.status, (200, 403))
        self.assertEqual(r.body, b"")
        # Whoever follows the redirect of a HEAD must reach something.
        r = self.alice.call("HEAD", "/api/entries/%s/content" % self.file["id"])
        if r.status == 302:
            self.assertEqual(self.fetch(r.header("location"), method="HEAD").status, 200)
        else:
            self.assertEqual(r.status, 405)

    def test_tampered(self):
        url = self.ticket()["url"]
        other = self.bob.upload("bobs", b"bob's secret")
        theirs = self.bob.ok("POST", "/api/downloads", {"entry_ids": [other["id"]]})["tickets"][0]["url"]
        u = urllib.parse.urlsplit(url)
        q = urllib.parse.parse_qsl(u.query, keep_blank_values=True)

        def go(path, query, method="GET"):
            return self.alice.raw(method, path + "?" + urllib.parse.urlencode(
                query, quote_via=urllib.parse.quote))
        self.assertEqual(go(u.path, q).status, 200)
        changes = {"path": (urllib.parse.urlsplit(theirs).path, q),
                   "none": (u.path, [(k, v) for k, v in q if "Signature" not in k]),
                   "more": (u.path, q + [("acl", "")]),
                   "twice": (u.path, q + [("response-content-type", "text/html")]),
                   "dots": (u.path + "/../" + u.path.rsplit("/", 1)[1], q),
                   "etc": ("/share-cloud-content/../../../../etc/passwd", q),
                   "enc": ("/share-cloud-content/%2e%2e/%2e%2e/etc/passwd", q)}
        for i, (k, v) in enumerate(q):
            new = v[:-1] + ("1" if v[-1:] != "1" else "2")
            changes["change " + k] = (u.path, q[:i] + [(k, new)] + q[i + 1:])
            changes["without " + k] = (u.path, q[:i] + q[i + 1:])
        for name, (path, query) in changes.items():
            with self.subTest(name):
                r = go(path, query)
                if name in ("change x-id", "without x-id") and r.status == 200:
                    self.assertEqual(r.body, self.data)
                    continue
                self.assertIn(r.status, (400, 403, 404, 501), r)
                self.assertNotIn(b"secret", r.body)
                self.assertNotIn(b"root:", r.body)
        for m in ("PUT", "DELETE", "POST", "PATCH"):
            with self.subTest(m):
                r = self.alice.send_url(m, url, b"x" if m != "DELETE" else None)
                self.assertIn(r.status, (400, 403, 405, 501))
        self.assertEqual(self.fetch(self.ticket()["url"]).body, self.data)

    @unittest.skipUnless(os.environ.get("STRANGER_SLOW"), "waits a minute; set STRANGER_SLOW")
    def test_expired(self):
        url = self.ticket()["url"]
        seconds = int(dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))["X-Amz-Expires"])
        self.assertLessEqual(seconds, 70)
        time.sleep(seconds + 3)
        self.assertIn(self.fetch(url).status, (400, 403))

    def test_the_bucket_is_closed(self):
        path = urllib.parse.urlsplit(self.ticket()["url"]).path
        bucket = "/" + path.split("/")[1]
        key = path.rsplit("/", 1)[1]
        for m, p in [("GET", path), ("HEAD", path), ("PUT", path), ("DELETE", path), ("POST", path + "?uploads"),
                     ("PUT", bucket + "/new"), ("PUT", path + "?acl"), ("GET", path + "?acl"),
                     ("PUT", bucket), ("DELETE", bucket), ("POST", bucket + "?delete"),
                     ("GET", path + "?uploadId=x"), ("PUT", "/another-bucket")]:
            with self.subTest(request=m + " " + p[:60]):
                r = self.alice.raw(m, p, b"evil" if m in ("PUT", "POST") else None)
                self.assertIn(r.status, (400, 401, 403, 404, 405, 501), r)
        for extra in BUCKETS:
            for m in ("GET", "HEAD"):
                with self.subTest(listing=m + " " + extra):
                    r = self.alice.raw(m, bucket + extra)
                    self.assertNotIn(key.encode(), r.body)
                    self.assertNotIn(b"ListBucketResult", r.body)
        for auth in ("AWS4-HMAC-SHA256 Credential=AKIA/20260101/local/s3/aws4_request, "
                     "SignedHeaders=host, Signature=00", "AWS AKIA:sig", "Bearer " + self.alice.token):
            r = self.alice.raw("GET", path, None, [("Authorization", auth)])
            self.assertIn(r.status, (400, 403), r)
        self.assertEqual(self.fetch(self.ticket()["url"]).body, self.data)

    def test_host(self):
        for host in ("localhost:%d" % self.home.port, "LOCALHOST:%d" % self.home.port,
                     "[::1]:%d" % self.home.port):
            with self.subTest(host=host):
                r = self.alice.call("POST", "/api/downloads", {"entry_ids": [self.file["id"]]},
                                    headers=[("Host", host)])
                u = urllib.parse.urlsplit(r.json["tickets"][0]["url"])
                self.assertEqual(u.netloc.lower(), host.lower())
                for send in (host, host.lower(), host.upper()):
                    r = self.alice.raw("GET", u.path + "?" + u.query, None, [("Host", send)])
                    self.assertEqual((r.status, r.body), (200, self.data))
        # Nobody is a trusted proxy here.
        for h in (("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "https"),
                  ("Forwarded", "host=evil.example;proto=https")):
            r = self.alice.call("POST", "/api/downloads", {"entry_ids": [self.file["id"]]}, headers=[h])
            self.assertTrue(r.json["tickets"][0]["url"].startswith("http://127.0.0.1:"), r)

    def test_disposition(self):
        for name in ('a"b.txt', "한글 문서.txt", "back%41.txt", "semi;x=y.txt", "emoji😀.txt", "it's.txt",
                     "a*b.txt", "ünï.txt", "comma, .txt", " space .txt", "=?utf-8?B?eA==?=", "x" * 255,
                     "가" * 255, "😀" * 127, "a\u2028b", "filename*=x"):
            with self.subTest(name=name[:12]):
                e = self.alice.upload(name, b"z", self.alice.account["root_id"])
                for purpose in ("attachment", "inline"):
                    r = self.fetch(self.ticket(e["id"], purpose=purpose)["url"])
                    self.assertEqual((r.status, r.body), (200, b"z"), r)
                    d = r.header("content-disposition")
                    self.assertTrue(d.startswith("attachment;"), d)
                    self.assertEqual(decoded_name(d), name)
                    plain = re.search(r'filename="([^"]*)"', d)
                    if plain:
                        self.assertNotRegex(plain.group(1), r'[\\\x00-\x1f\x7f-\xff]')
                    self.assertEqual(len(r.header_all("content-disposition")), 1)

    def test_hostile_content(self):
        evil = b"<script>alert(document.domain)</script>"
        hostile = ["text/html", "TEXT/HTML", " text/html", "text/html; charset=utf-8", "image/svg+xml",
                   "image/SVG+xml;x=y", "application/xhtml+xml", "text/xml", "application/xml", "text/htm",
                   "application/javascript", "text/css", "multipart/x-mixed-replace; boundary=x",
                   "application/x-shockwave-flash", "text/xsl", "application/rss+xml",
                   "application/mathml+xml", "text/vtt,text/html", "image/png, text/html",
                   "text/html\r\nX-Evil: 1", "*/*", "notatype", ""]
        for i, ct in enumerate(hostile):
            with self.subTest(content_type=ct):
                e = self.alice.upload("evil%d.html" % i, evil, content_type=ct)
                for purpose in ("inline", "attachment"):
                    r = self.fetch(self.ticket(e["id"], purpose=purpose)["url"])
                    self.assertEqual((r.status, r.body), (200, evil))
                    self.assertTrue(r.header("content-disposition").startswith("attachment"), r.headers)
                    self.guarded(r)
                    self.assertIsNone(r.header("x-evil"))
                    # Even with a Range and as not modified.
                    self.guarded(self.fetch(self.ticket(e["id"], purpose=purpose)["url"],
                                            ("Range", "bytes=0-3")))
        # A picture may be looked at, and is guarded all the same.
        e = self.alice.upload("picture.png", b"\x89PNG", content_type="image/png")
        r = self.fetch(self.ticket(e["id"], purpose="inline")["url"])
        self.assertTrue(r.header("content-disposition").startswith("inline"))
        self.guarded(r)
        r = self.fetch(self.ticket(e["id"])["url"])
        self.assertTrue(r.header("content-disposition").startswith("attachment"))

    def test_open_content(self):
        r = self.alice.get("/api/entries/%s/content" % self.file["id"])
        self.assertEqual(r.status, 302, r)
        self.assertEqual(self.fetch(r.header("location")).body, self.data)
        folder = self.alice.mkdir("no content")["id"]
        for i in (folder, "root", "none"):
            r = self.alice.get("/api/entries/%s/content" % i)
            self.assertIn(r.status, (404, 409, 422), r)
            self.problem(r, r.status)
        self.problem(self.bob.get("/api/entries/%s/content" % self.file["id"]), 404)
        self.problem(self.alice.get("/api/entries/%s/content" % self.file["id"], token=None), 401)

    def test_create_downloads_refusals(self):
        for body in ({}, {"entry_ids": []}, {"entry_ids": "x"}, {"entry_ids": [5]}, {"entry_ids": None},
                     {"entry_ids": [self.file["id"]], "purpose": "evil"},
                     {"entry_ids": [self.file["id"]], "purpose": 5},
                     {"entry_ids": [self.file["id"]], "cursor": "garbage"},
                     {"entry_ids": [self.file["id"]], "cursor": ""},
                     {"entry_ids": [self.file["id"]], "cursor": 5},
                     {"entry_ids": [self.file["id"]], "more": 1}):
            with self.subTest(body=body):
                self.problem(self.alice.post("/api/downloads", body), 422)
        for ids in (["none"], [self.file["id"], "none"], [""], ["x" * 500], ["../x"]):
            with self.subTest(ids=ids):
                self.problem(self.alice.post("/api/downloads", {"entry_ids": ids}), 404)
        self.problem(self.bob.post("/api/downloads", {"entry_ids": [self.file["id"]]}), 404)
        self.problem(self.alice.post("/api/downloads", {"entry_ids": [self.file["id"]]}, token=None), 401)

    def test_a_whole_folder(self):
        c = self.alice
        top = c.mkdir("whole")["id"]
        sub = c.mkdir("sub", top)["id"]
        deep = c.mkdir("딥", sub)["id"]
        c.mkdir("empty", top)
        c.upload_many([("t%03d" % i, b"t") for i in range(110)], top)
        c.upload_many([("s%03d" % i, b"s") for i in range(75)], sub)
        c.upload_many([("d%03d" % i, b"d") for i in range(25)], deep)
        want = ({"t%03d" % i for i in range(110)} | {"sub/s%03d" % i for i in range(75)}
                | {"sub/딥/d%03d" % i for i in range(25)})

        def pages(ids):
            out, cursor, sizes = [], None, []
            while True:
                body = {"entry_ids": ids}
                if cursor:
                    body["cursor"] = cursor
                p = c.ok("POST", "/api/downloads", body)
                sizes.append(len(p["tickets"]))
                out += p["tickets"]
                cursor = p["next_cursor"]
                if not cursor:
                    return out, sizes
                self.assertLess(len(sizes), 50)
        got, sizes = pages([top])
        self.assertLessEqual(max(sizes), 100)
        self.assertEqual(len(got), 210)
        self.assertEqual({t["path"] for t in got}, want)
        # With something else beside it, and with root among them: no path twice.
        for ids in ([top, self.file["id"]], [sub, top], [top, top], ["root"], ["root", self.file["id"]]):
            with self.subTest(ids=ids):
                got, sizes = pages(ids)
                paths = [t["path"] for t in got]
                self.assertEqual(len(paths), len(set(paths)))
                self.assertFalse([p for p in paths if p.startswith("/") or "//" in p])
        # Two files of one name from two folders must not have one path.
        a, b = c.mkdir("pa", top)["id"], c.mkdir("pb", top)["id"]
        x, y = c.upload("same.txt", b"1", a)["id"], c.upload("same.txt", b"2", b)["id"]
        paths = [t["path"] for t in pages([x, y])[0]]
        with self.subTest("two files of one name"):
            self.assertEqual(len(set(paths)), 2, paths)
        # A cursor of another question.
        cur = c.ok("POST", "/api/downloads", {"entry_ids": [top]})["next_cursor"]
        r = c.post("/api/downloads", {"entry_ids": [sub], "cursor": cur})
        with self.subTest("a cursor of another question"):
            self.problem(r, 422)
        r = self.bob.post("/api/downloads", {"entry_ids": ["root"], "cursor": cur})
        self.assertNotIn(b"t0", r.body)
        with self.subTest("a cursor of another account"):
            self.problem(r, 422)


if __name__ == "__main__":
    unittest.main()
