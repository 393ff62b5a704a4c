"""Public links: who may see what, for how long, how often."""

import base64
import time
import unittest

from client import HomeCase, together

SHARE = {"id", "token", "url", "entry_ids", "allow", "expires_at", "max_downloads",
         "downloads_used", "paused"}
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def utc(seconds):
    return stamp(time.time() + seconds)


def stamp(t):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(t)) + ".%03dZ" % (t % 1 * 1000)


class Shares(HomeCase):
    accounts = ("alice", "bob")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        try:
            c = cls.alice
            cls.reader = cls.home.client()
            cls.top = c.mkdir("shared")["id"]
            cls.sub = c.mkdir("sub", cls.top)["id"]
            cls.out = c.mkdir("private")["id"]
            cls.a = c.upload("a.txt", b"aaaa", cls.top)["id"]
            cls.b = c.upload("b.html", b"<script>", cls.sub, content_type="text/html")["id"]
            cls.pic = c.upload("p.png", b"png", cls.sub, content_type="image/png")["id"]
            cls.secret = c.upload("secret.txt", b"secret", cls.out)["id"]
        except BaseException:
            cls.home.close()
            raise

    def share(self, ids=None, allow="download", **more):
        body = {"entry_ids": ids or [self.top], "allow": allow}
        body.update(more)
        return self.alice.ok("POST", "/api/shares", body, status=201)

    def open(self, s, token=None):
        return self.reader.get("/api/s/" + s["token"], token=token)

    def list(self, s, folder, token=None, **q):
        return self.reader.get("/api/s/%s/folders/%s/entries" % (s["token"], folder), token=token, query=q)

    def take(self, s, ids=None, token=None, **more):
        body = {"entry_ids": ids or [self.top]}
        body.update(more)
        return self.reader.post("/api/s/%s/downloads" % s["token"], body, token=token)

    def used(self, s):
        for i in self.alice.ok("GET", "/api/shares")["items"]:
            if i["id"] == s["id"]:
                return i["downloads_used"]

    def test_shapes(self):
        s = self.share(note="안녕", max_downloads=5, expires_at=utc(3600))
        self.assertTrue(SHARE <= set(s), s)
        self.assertTrue(s["url"].endswith("/s/" + s["token"]), s)
        self.assertEqual((s["allow"], s["max_downloads"], s["downloads_used"], s["paused"],
                          s["entry_ids"]), ("download", 5, 0, False, [self.top]))
        self.assertEqual(len(base64.urlsafe_b64decode(s["token"] + "=" * (-len(s["token"]) % 4))), 32)
        o = self.open(s)
        self.assertEqual(o.status, 200, o)
        self.assertTrue({"entries", "allow", "expires_at", "downloads_left", "note", "owner_name"}
                        <= set(o.json), o)
        self.assertNotIn("needs_password", o.json)
        self.assertEqual((o.json["downloads_left"], o.json["note"], o.json["allow"]), (5, "안녕", "download"))
        self.assertEqual(o.json["expires_at"], s["expires_at"])
        e = o.json["entries"][0]
        self.assertEqual((e["id"], e["name"], e["parent_id"]), (self.top, "shared", None))
        self.assertNotIn("example.com", o.body.decode())
        page = self.list(s, self.top).json
        self.assertEqual(set(page), {"items", "next_cursor"})
        self.assertEqual({i["name"] for i in page["items"]}, {"sub", "a.txt"})
        for i in page["items"]:
            self.assertEqual(i["parent_id"], self.top)
        t = self.take(s)
        self.assertEqual(t.status, 200, t)
        self.assertTrue({"tickets", "next_cursor", "download_id"} <= set(t.json))
        self.assertEqual({x["path"] for x in t.json["tickets"]}, {"a.txt", "sub/b.html", "sub/p.png"})
        r = self.reader.send_url("GET", t.json["tickets"][0]["url"])
        self.assertEqual(r.status, 200)
        self.assertEqual(self.used(s), 1)
        mine = self.alice.ok("GET", "/api/shares")
        self.assertEqual(set(mine), {"items", "next_cursor"})
        self.assertIn(s["token"], [i["token"] for i in mine["items"]])
        self.assertEqual(self.bob.ok("GET", "/api/shares")["items"], [])

    def test_root_stands_for_a_folder(self):
        s = self.share()
        r = self.list(s, "root")
        self.assertEqual(r.status, 200, r)
        self.assertEqual({i["name"] for i in r.json["items"]}, {"sub", "a.txt"})
        # It is never the owner's own top.
        two = self.share([self.sub, self.a])
        r = self.list(two, "root")
        self.assertNotIn(b"private", r.body)
        r = self.take(two, ["root"])
        self.assertNotIn(b"secret", r.body)
        own = self.share(["root"])
        names = {i["name"] for i in self.list(own, "root").json["items"]}
        self.assertTrue({"shared", "private"} <= names)

    def test_refusals(self):
        for change in ({"entry_ids": []}, {"entry_ids": "x"}, {"entry_ids": None}, {"entry_ids": [5]},
                       {"allow": "everything"}, {"allow": None}, {"allow": 5},
                       {"max_downloads": 0}, {"max_downloads": -1}, {"max_downloads": 1.5},
                       {"max_downloads": "5"}, {"max_downloads": 2 ** 64},
                       {"expires_at": "2020-01-01T00:00:00Z"}, {"expires_at": "tomorrow"},
                       {"expires_at": 5}, {"expires_at": ""}, {"expires_at": "2030-01-01"},
                       {"password": 5}, {"password": ""}, {"password": "x" * 5000},
                       {"note": 5}, {"note": "x" * 10000}, {"unknown": 1}, {"paused": True},
                       {"token": "x"}, {"downloads_used": -5}):
            body = {"entry_ids": [self.top], "allow": "download"}
            body.update(change)
            with self.subTest(change=str(change)[:50]):
                self.problem(self.alice.post("/api/shares", body), 422, "invalid_input")
        for ids in (["none"], [self.top, "none"], [self.bob.account["root_id"]]):
            self.problem(self.alice.post("/api/shares", {"entry_ids": ids, "allow": "download"}), 404)
        self.problem(self.bob.post("/api/shares", {"entry_ids": [self.a], "allow": "view"}), 404)
        self.problem(self.alice.post("/api/shares", {"allow": "download"}), 422)
        # Any time RFC 3339 knows is understood; what is answered is UTC.
        s = self.share(expires_at="2031-01-01T00:30:00+09:00")
        self.assertTrue(s["expires_at"].startswith("2030-12-31T15:30:00"), s)
        self.assertTrue(s["expires_at"].endswith("Z"))
        s = self.share(password=None, expires_at=None, max_downloads=None, note=None)
        self.assertEqual(self.open(s).status, 200)

    def test_tampered_tokens(self):
        s = self.share()
        t = s["token"]
        self.assertEqual(self.open(s).status, 200)
        bad = [t[:-1], t + "A", t + "=", t.swapcase(), "A" * len(t), "", "x", "..", "%2e%2e", t + "/", t[::-1],
               "é", t.replace("-", "+").replace("_", "/") if set("-_") & set(t) else "-" + t]
        for i in range(0, len(t), 6):
            bad.append(t[:i] + ("A" if t[i] != "A" else "B") + t[i + 1:])
        last = ALPHABET.index(t[-1])
        bad += [t[:-1] + ALPHABET[(last & ~3) | d] for d in range(4) if (last & ~3) | d != last]
        other = self.share()["token"]
        bad += [t[:21] + other[21:], t[:22] + other[22:]]
        import urllib.parse
        for b in bad:
            q = b if b.startswith("%") or b.endswith("/") else urllib.parse.quote(b, safe="")
            for path in ("", "/folders/%s/entries" % self.top):
                with self.subTest(token=b, path=path):
                    self.problem(self.reader.get("/api/s/" + q + path), 404)
        self.problem(self.reader.post("/api/s/%s/downloads" % bad[-1], {"entry_ids": [self.top]}), 404)
        self.problem(self.reader.post("/api/s/%s/unlock" % bad[-1], {"password": "x"}), 404)

    def test_password_gates_everything(self):
        s = self.share(password="열려라, 참깨 문아", max_downloads=3)
        self.assertNotIn("참깨", str(s))
        o = self.open(s)
        self.assertEqual((o.status, o.json), (200, {"needs_password": True}))
        other = self.share(password="other one")
        key2 = self.reader.ok("POST", "/api/s/%s/unlock" % other["token"], {"password": "other one"})["access_token"]
        for token in (None, "garbage", self.alice.token, self.bob.token, key2):
            with self.subTest(token=str(token)[:10]):
                for r in (self.list(s, self.top, token), self.list(s, "root", token), self.list(s, "none", token),
                          self.take(s, token=token), self.take(s, ["none"], token=token)):
                    self.problem(r, 401)
                o = self.open(s, token)
                self.assertNotIn(b"shared", o.body)
                self.assertNotIn(b"alice", o.body)
                self.assertIn(o.status, (200, 401))
        self.assertEqual(self.used(s), 0)
        for body, status in (({"password": "wrong"}, 401), ({"password": ""}, 401), ({}, 422), (None, 422),
                             ({"password": 5}, 422), ({"password": "열려라, 참깨 문아", "x": 1}, 422)):
            r = self.reader.post("/api/s/%s/unlock" % s["token"], body)
            with self.subTest(body=body):
                self.problem(r, status)
                if body == {"password": "wrong"}:
                    self.problem(r, 401, "invalid_credentials")
        r = self.reader.post("/api/s/%s/unlock" % s["token"], {"password": "열려라, 참깨 문아"})
        self.assertEqual(r.status, 200, r)
        self.assertTrue({"access_token", "expires_in"} <= set(r.json))
        key = r.json["access_token"]
        self.assertIn("entries", self.open(s, key).json)
        self.assertEqual(self.list(s, self.top, key).status, 200)
        self.assertEqual(self.take(s, token=key).status, 200)
        self.problem(self.reader.get("/api/account", token=key), 401)
        self.problem(self.reader.get("/api/folders/root/entries", token=key), 401)
        self.problem(self.list(other, self.top, key), 401)
        self.problem(self.list(s, self.top, key[:-4] + "AAAA"), 401)

    def test_guessing_is_limited(self):
        s = self.share(password="right one")
        seen = [self.reader.post("/api/s/%s/unlock" % s["token"], {"password": "no %d" % i}).status
                for i in range(30)]
        self.assertIn(429, seen)
        self.assertEqual(set(seen) - {401, 429}, set())

    def test_exactly_n(self):
        for n, purpose in ((7, "attachment"), (3, "inline")):
            s = self.share(max_downloads=n)
            rs = together(30, lambda i: self.take(s, purpose=purpose))
            got = [r for r in rs if r.status == 200]
            self.assertEqual(len(got), n, rs)
            for r in rs:
                if r.status != 200:
                    self.problem(r, 410, "share_ended")
            self.assertEqual(self.used(s), n)
            self.assertEqual(len({r.json["download_id"] for r in got}), n)
            self.problem(self.take(s), 410, "share_ended")
            # Who has one goes on, without taking another.
            d = got[0].json["download_id"]
            rs = together(6, lambda i: self.take(s, purpose=purpose, download_id=d))
            self.assertEqual({r.status for r in rs}, {200}, rs)
            self.assertEqual(self.used(s), n)

    def test_what_does_not_count(self):
        s = self.share(max_downloads=2)
        for _ in range(3):
            self.open(s)
            self.list(s, self.top)
            self.reader.call("HEAD", "/api/s/" + s["token"])
        for r, status in ((self.take(s, ["none"]), 404), (self.take(s, [self.secret]), 404),
                          (self.take(s, [self.a, self.secret]), 404), (self.take(s, purpose="x"), 422),
                          (self.take(s, cursor="garbage"), 422), (self.take(s, []), 200)):
            if status != 200:
                self.problem(r, status)
        # ([] above falls back to the default of this helper and takes one.)
        self.assertEqual(self.used(s), 1)
        self.problem(self.reader.post("/api/s/%s/downloads" % s["token"], {"entry_ids": []}), 422)
        self.assertEqual(self.used(s), 1)
        self.assertEqual(self.open(s).json["downloads_left"], 1)

    def test_download_ids(self):
        s = self.share([self.top, self.secret], max_downloads=1)
        d = self.take(s, [self.a]).json["download_id"]
        # One download of one file is not a download of all the others.
        r = self.take(s, [self.secret], download_id=d)
        self.assertIn(r.status, (403, 404, 410), r)
        self.problem(r, r.status)
        other = self.share(max_downloads=1)
        for bad in ("garbage", "", "x" * 200, d[:-2] + ("AA" if d[-2:] != "AA" else "BB"), d.swapcase()):
            with self.subTest(bad=bad[:20]):
                r = self.take(s, [self.a], download_id=bad)
                self.assertIn(r.status, (403, 404, 410, 422), r)
                self.problem(r, r.status)
        # That of another link: this link has not ended, so it is not 410.
        r = self.take(other, download_id=d)
        with self.subTest("of another link"):
            self.assertIn(r.status, (403, 404, 422), r)
        self.assertEqual(self.used(other), 0)
        self.assertEqual(self.take(other).status, 200)
        self.problem(self.take(other, download_id=5), 422)

    def test_many_pages_are_one_download(self):
        c = self.alice
        f = c.mkdir("many behind a link")["id"]
        c.upload_many([("m%03d" % i, b"m") for i in range(120)], f)
        s = self.share([f], max_downloads=1)
        one = self.take(s, [f]).json
        self.assertEqual(len(one["tickets"]), 100)
        two = self.take(s, [f], cursor=one["next_cursor"], download_id=one["download_id"]).json
        self.assertEqual(len({t["path"] for t in one["tickets"] + two["tickets"]}), 120)
        self.assertIsNone(two["next_cursor"])
        self.assertEqual(self.used(s), 1)
        # A later page without the id is another download, and there is none left.
        self.problem(self.take(s, [f], cursor=one["next_cursor"]), 410, "share_ended")
        # Paging the folder.
        got, cursor = [], None
        while True:
            q = {"limit": 50}
            if cursor:
                q["cursor"] = cursor
            p = self.list(s, f, **q).json
            got += [i["id"] for i in p["items"]]
            cursor = p["next_cursor"]
            if not cursor:
                break
        self.assertEqual((len(got), len(set(got))), (120, 120))
        for q in ({"cursor": "x"}, {"limit": 0}, {"sort": "x"}, {"bogus": 1}):
            self.problem(self.list(s, f, **q), 422)

    def test_view_links(self):
        s = self.share(allow="view")
        r = self.take(s, purpose="attachment")
        self.problem(r, 403)
        self.problem(self.take(s), 403)
        r = self.take(s, purpose="inline")
        self.assertEqual(r.status, 200, r)
        for t in r.json["tickets"]:
            got = self.reader.send_url("GET", t["url"])
            self.assertEqual(got.header("x-content-type-options"), "nosniff")
            self.assertIn("sandbox", got.header("content-security-policy"))
            if t["path"].endswith(".html"):
                self.assertTrue(got.header("content-disposition").startswith("attachment"))
            if t["path"].endswith(".png"):
                self.assertTrue(got.header("content-disposition").startswith("inline"))
        n = self.share(allow="view", max_downloads=1)
        self.assertEqual(self.take(n, purpose="inline").status, 200)
        self.problem(self.take(n, purpose="inline"), 410)

    def test_outside_is_not_visible(self):
        s = self.share()
        for folder in (self.out, self.alice.account["root_id"], self.bob.account["root_id"], "none", self.a,
                       self.secret, "x" * 300, ".."):
            with self.subTest(folder=folder[:20]):
                self.problem(self.list(s, folder), 404)
        for ids in ([self.secret], [self.out], [self.alice.account["root_id"]], [self.a, self.secret]):
            self.problem(self.take(s, ids), 404)
        one = self.share([self.a])
        self.problem(self.list(one, self.top), 404)
        self.problem(self.take(one, [self.top]), 404)
        self.problem(self.take(one, [self.pic]), 404)

    def test_moved_out_and_in(self):
        c = self.alice
        f = c.mkdir("moving shared")["id"]
        g = c.mkdir("g", f)["id"]
        x = c.upload("x", b"x", g)["id"]
        s = self.share([f])
        self.assertEqual(self.list(s, g).status, 200)
        c.patch("/api/entries/" + g, {"parent_id": self.out, "name": "moved out"})
        self.problem(self.list(s, g), 404)
        self.problem(self.take(s, [x]), 404)
        self.assertEqual(self.list(s, f).json["items"], [])
        self.assertEqual(self.open(s).json["entries"][0]["total_bytes"], 0)
        c.patch("/api/entries/" + g, {"parent_id": f})
        self.assertEqual(self.list(s, g).status, 200)
        # The shared folder itself may move and be renamed: the link goes with it.
        c.patch("/api/entries/" + f, {"parent_id": self.out, "name": "another name"})
        self.assertEqual(self.list(s, f).status, 200)
        o = self.open(s).json["entries"][0]
        self.assertEqual((o["name"], o["parent_id"]), ("another name", None))
        # What is put in afterwards is seen.
        c.upload("new", b"n", f)
        self.assertIn("new", [i["name"] for i in self.list(s, f).json["items"]])

    def test_revoked(self):
        for password in (None, "pass word"):
            s = self.share(password=password) if password else self.share()
            key = None
            if password:
                key = self.reader.ok("POST", "/api/s/%s/unlock" % s["token"], {"password": password})["access_token"]
            d = self.take(s, token=key).json["download_id"]
            self.problem(self.bob.delete("/api/shares/" + s["id"]), 404)
            self.problem(self.reader.delete("/api/shares/" + s["id"]), 401)
            r = self.alice.delete("/api/shares/" + s["id"])
            self.assertEqual((r.status, r.body), (204, b""))
            for r in (self.open(s), self.open(s, key), self.list(s, self.top, key), self.take(s, token=key),
                      self.take(s, token=key, download_id=d),
                      self.reader.post("/api/s/%s/unlock" % s["token"], {"password": password or "x"})):
                with self.subTest(password=password):
                    self.problem(r, 410, "share_ended")
            self.assertIn(self.alice.delete("/api/shares/" + s["id"]).status, (204, 404))
        self.problem(self.alice.delete("/api/shares/none"), 404)

    def test_revoke_while_taking(self):
        s = self.share(max_downloads=1000)
        rs = together(12, lambda i: self.alice.delete("/api/shares/" + s["id"]) if i == 5 else self.take(s))
        self.assertEqual(rs[5].status, 204)
        self.assertTrue({r.status for i, r in enumerate(rs) if i != 5} <= {200, 410}, rs)
        self.problem(self.take(s), 410)

    def test_expired(self):
        for seconds in (1, 4, 16, 64):
            ends = time.time() + seconds
            r = self.alice.post("/api/shares", {"entry_ids": [self.top], "allow": "download", "expires_at": stamp(ends)})
            answers = [r] if r.status != 201 else [r, self.open(r.json), self.take(r.json)]
            if all(a.status in (200, 201) for a in answers):
                break
            # On a machine that stood still the link has ended before it was used, and not a moment earlier.
            self.assertGreater(time.time() + 0.001, ends, answers)
        s, d = r.json, answers[-1].json["download_id"]
        time.sleep(max(0, ends - time.time()) + 0.1)
        for r in (self.open(s), self.list(s, self.top), self.take(s), self.take(s, download_id=d)):
            self.problem(r, 410, "share_ended")

    def test_a_star_is_the_owners_own(self):
        x = self.alice.upload("starred", b"x", self.top)["id"]
        self.alice.patch("/api/entries/" + x, {"starred": True})
        s = self.share()
        got = [i for i in self.list(s, self.top).json["items"] if i["id"] == x][0]
        self.alice.patch("/api/entries/" + x, {"parent_id": self.out})
        self.assertIn("starred", got)
        self.assertIs(got["starred"], False)


if __name__ == "__main__":
    unittest.main()
