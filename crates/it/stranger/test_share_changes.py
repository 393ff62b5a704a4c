"""Links that change while people use them: paused, other limits, another password."""

import time
import unittest

from cases import WRONG, WorkCase
from client import together


def utc(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))


class ShareChanges(WorkCase):
    accounts = ("alice", "bob")

    def setUp(self):
        self.c = self.newcomer()
        self.f = self.c.mkdir("f")["id"]
        self.x = self.c.upload("x", b"x", self.f)["id"]
        self.reader = self.home.client()

    def change(self, s, c=None, **body):
        return (c or self.c).patch("/api/shares/" + s["id"], body)

    def changed(self, s, **body):
        r = self.change(s, **body)
        self.assertEqual(r.status, 200, r)
        for k, v in body.items():
            if k != "password":
                self.assertEqual(r.json[k], v, r)
        self.assertEqual((r.json["id"], r.json["token"]), (s["id"], s["token"]))
        return r.json

    def take(self, s, token=None, **more):
        return self.reader.post("/api/s/%s/downloads" % s["token"], dict({"entry_ids": [self.x]}, **more), token=token)

    def used(self, s):
        return [i for i in self.c.ok("GET", "/api/shares")["items"] if i["id"] == s["id"]][0]["downloads_used"]

    def all_of(self, s, d=None):
        yield self.reader.get("/api/s/" + s["token"], token=None)
        yield self.reader.get("/api/s/%s/folders/%s/entries" % (s["token"], self.f), token=None)
        yield self.take(s)
        if d:
            yield self.take(s, download_id=d)

    def test_paused_and_on(self):
        s = self.share(self.c, [self.f], max_downloads=5)
        d = self.take(s).json["download_id"]
        self.changed(s, paused=True)
        for r in self.all_of(s, d):
            self.problem(r, 410)
            self.assertNotIn(b"entries", r.body)
        self.changed(s, paused=True)
        self.changed(s, paused=False)
        for r in self.all_of(s, d):
            self.assertEqual(r.status, 200, r)
        self.assertEqual(self.used(s), 2)

    def test_pauses_in_the_middle_of_takers(self):
        s = self.share(self.c, [self.f], max_downloads=12)

        def work(i):
            if i == 0:
                return [self.change(s, paused=p).status for p in (True, False, True, False)]
            return [self.take(s) for _ in range(3)]
        rs = together(12, work)
        self.assertEqual(rs[0], [200] * 4)
        got = [r for some in rs[1:] for r in some]
        for r in got:
            if r.status != 200:
                self.problem(r, 410)
        n = [r.status for r in got].count(200)
        self.assertEqual(self.used(s), n)
        self.assertLessEqual(n, 12)
        while n < 12:
            self.assertEqual(self.take(s).status, 200)
            n += 1
        self.problem(self.take(s), 410, "share_ended")
        self.assertEqual(self.used(s), 12)

    def test_the_limit_moves_while_it_is_taken(self):
        s = self.share(self.c, [self.f], max_downloads=5)

        def work(i):
            if i == 3:
                return self.change(s, max_downloads=9)
            return self.take(s)
        rs = together(20, work)
        self.assertEqual(rs[3].status, 200, rs[3])
        n = [r.status for i, r in enumerate(rs) if i != 3].count(200)
        self.assertEqual(self.used(s), n)
        while n < 9:
            self.assertEqual(self.take(s).status, 200)
            n += 1
        self.assertEqual(n, 9)
        self.problem(self.take(s), 410, "share_ended")
        # Less than what was taken: nobody else.
        r = self.change(s, max_downloads=3)
        if r.status != 200:
            self.problem(r, r.status)
            self.assertIn(r.status, (409, 422), r)
        self.problem(self.take(s), 410, "share_ended")
        self.changed(s, max_downloads=None)
        self.assertEqual(self.take(s).status, 200)

    def test_another_password(self):
        s = self.share(self.c, [self.f], password="first one")

        def key(password):
            return self.reader.post("/api/s/%s/unlock" % s["token"], {"password": password}, token=None)
        old = key("first one").json["access_token"]
        self.changed(s, password="second one")
        self.problem(self.take(s, old), 401)
        self.problem(key("first one"), 401, "invalid_credentials")
        new = key("second one").json["access_token"]
        self.assertEqual(self.take(s, new).status, 200)
        # A change of something else leaves the password alone.
        self.changed(s, note="note")
        self.problem(self.take(s), 401)
        self.assertEqual(self.take(s, new).status, 200)
        self.changed(s, password=None)
        self.assertEqual(self.take(s).status, 200)

    def test_other_fields(self):
        s = self.share(self.c, [self.f], note="old", expires_at=utc(3600))
        self.changed(s, note="새 쪽지")
        got = self.reader.ok("GET", "/api/s/" + s["token"], token=None)
        self.assertEqual((got["note"], got["expires_at"]), ("새 쪽지", s["expires_at"]))
        self.changed(s, expires_at=None, note=None)
        got = self.reader.ok("GET", "/api/s/" + s["token"], token=None)
        self.assertEqual((got["note"], got["expires_at"]), (None, None))
        r = self.change(s)
        self.assertEqual(r.status, 200, r)

    def test_refusals(self):
        s = self.share(self.c, [self.f])
        for body in ([{"unknown": 1}, {"paused": "yes"}, {"paused": 1}, {"max_downloads": 0}, {"max_downloads": -1},
                      {"max_downloads": "5"}, {"expires_at": "tomorrow"}, {"expires_at": "2020-01-01T00:00:00Z"},
                      {"password": ""}, {"password": 5}, {"note": 5}, {"note": "x" * 10000}, {"downloads_used": 0},
                      {"token": "x"}, {"allow": "everything"}] + [{"entry_ids": w} for w in WRONG]):
            with self.subTest(body=str(body)[:50]):
                self.problem(self.c.patch("/api/shares/" + s["id"], body), 422, "invalid_input")
        self.problem(self.change(s, self.bob, paused=True), 404)
        self.problem(self.c.patch("/api/shares/none", {"paused": True}), 404)
        self.problem(self.c.patch("/api/shares/" + s["id"], {"paused": True}, token=None), 401)
        self.assertEqual(self.take(s).status, 200)
        self.assertEqual(self.c.delete("/api/shares/" + s["id"]).status, 204)
        r = self.change(s, paused=False)
        self.assertIn(r.status, (404, 409, 410), r)
        self.problem(self.take(s), 410)

    def test_changed_and_revoked_at_once(self):
        for turn in range(4):
            s = self.share(self.c, [self.f], max_downloads=2)
            rs = together(5, lambda i: self.c.delete("/api/shares/" + s["id"]) if i == 2 else
                          self.change(s, paused=bool(i % 2), max_downloads=50))
            self.assertEqual(rs[2].status, 204, rs)
            for r in self.all_of(s):
                self.problem(r, 410, "share_ended")

    def test_a_drop_link_stays_one(self):
        s = self.share(self.c, [self.f], "drop")
        r = self.change(s, allow="download")
        self.assertIn(r.status, (409, 422), r)
        self.assertIn(self.take(s).status, (403, 404))


if __name__ == "__main__":
    unittest.main()
