"""Limits of folders: whatever way bytes come in, a folder never holds more than its limit_bytes."""

import unittest

from cases import WorkCase
from client import sha256_b64, together

CODE = "folder_limit_exceeded"


class FolderLimits(WorkCase):
    accounts = ("alice", "bob")

    def setUp(self):
        self.c = self.newcomer()
        self.f = self.c.mkdir("limited")["id"]
        self.sub = self.c.mkdir("sub", self.f)["id"]
        self.out = self.c.mkdir("out")["id"]
        self.limit(1000)

    def limit(self, n, folder=None):
        r = self.c.patch("/api/entries/" + (folder or self.f), {"limit_bytes": n})
        self.assertEqual(r.status, 200, r)

    def full(self, r):
        self.assertGreaterEqual(r.status, 400, r)
        self.problem(r, r.status, CODE)

    def held(self, n):
        self.assertEqual(self.c.entry(self.f)["total_bytes"], n)
        self.holds(self.c)

    def not_taken(self, path, more, size=301, **kw):
        """An upload is refused, at the latest when it is completed; its sender can take it back."""
        c, data = self.c, b"u" * size
        u = c.ok("POST", path, {"uploads": [dict(more, name="u", size_bytes=size, content_type="a/b",
                                                 sha256=sha256_b64(data))]}, **kw)["uploads"][0]
        if "problem" not in u:
            c.put_part(u["parts"][0], data)
            got = c.ok("POST", path + "/complete", {"uploads": [{"upload_id": u["upload_id"]}]}, **kw)["uploads"][0]
            if "token" not in kw:
                self.assertEqual(c.delete("/api/uploads/" + u["upload_id"]).status, 204)
            u = got
        self.assertEqual(set(u), {"problem"}, u)
        if "token" not in kw:  # what a giver is told need not say why
            self.assertEqual(u["problem"]["code"], CODE, u)

    def test_every_way_in(self):
        c = self.c
        c.upload("most", b"m" * 700, self.sub)
        x = c.upload("x", b"x" * 301, self.out)["id"]
        ok = c.upload("ok", b"o" * 300, self.out)["id"]
        self.full(c.patch("/api/entries/" + x, {"parent_id": self.sub}))
        self.full(c.patch("/api/entries/" + self.out, {"parent_id": self.f}))
        self.full(c.post("/api/entries/%s/copy" % x, {"parent_id": self.f}))
        got = c.ok("POST", "/api/entries/batch", {"action": "move", "entry_ids": [x], "parent_id": self.f})["results"][0]
        self.assertEqual(got["problem"]["code"], CODE, got)
        self.not_taken("/api/uploads", {"parent_id": self.sub})
        self.not_taken("/api/s/%s/uploads" % self.share(c, [self.f], "drop")["token"], {}, token=None)
        self.trash(c, x)
        self.full(c.post("/api/trash/%s/restore" % x, {"parent_id": self.sub}))
        self.held(700)
        # What is exactly left fits, and then nothing.
        self.assertEqual(c.patch("/api/entries/" + ok, {"parent_id": self.sub}).status, 200)
        self.held(1000)
        self.full(c.post("/api/entries/%s/copy" % ok, {"parent_id": self.f}))
        # Within the folder nothing comes in.
        self.assertEqual(c.patch("/api/entries/" + ok, {"parent_id": self.f}).status, 200)
        # Out, and there is room again.
        self.assertEqual(c.patch("/api/entries/" + ok, {"parent_id": self.out}).status, 200)
        self.held(700)

    def test_led_elsewhere_when_it_is_completed(self):
        c = self.c
        u = c.start([c.spec("u", b"u" * 1001, self.out)])[0]
        c.put_part(u["parts"][0], b"u" * 1001)
        got = c.complete([{"upload_id": u["upload_id"], "parent_id": self.sub}])[0]
        self.assertEqual(got["problem"]["code"], CODE, got)
        self.held(0)
        self.assertIn("entry", c.complete([u["upload_id"]])[0])

    def test_a_limit_set_meanwhile(self):
        c = self.c
        self.limit(None)
        u = c.start([c.spec("u", b"u" * 600, self.sub)])[0]
        c.put_part(u["parts"][0], b"u" * 600)
        c.upload("x", b"x" * 600, self.sub)
        self.limit(1000)
        got = c.complete([u["upload_id"]])[0]
        self.assertEqual(got.get("problem", {}).get("code"), CODE, got)
        # A limit below what is there takes nothing away.
        self.limit(10)
        self.held(600)
        self.limit(None)
        self.assertIn("entry", c.complete([u["upload_id"]])[0])
        self.held(1200)

    def test_a_larger_version_comes_back(self):
        c = self.c
        big = c.upload("v", b"v" * 900, self.sub)
        c.upload("v", b"s", self.sub, on_conflict="replace")
        filler = c.post("/api/entries/%s/copy" % c.upload("f", b"f" * 500, self.out)["id"], {"parent_id": self.f})
        if filler.status != 200:
            return self.full(filler)  # versions count as well
        r = c.post("/api/entries/%s/versions/%s/restore" % (big["id"], big["version_id"]))
        self.full(r)
        self.held(501)

    def test_a_folder_of_a_folder(self):
        self.limit(300, self.sub)
        c = self.c
        c.upload("a", b"a" * 800, self.f)
        self.not_taken("/api/uploads", {"parent_id": self.sub}, 201)
        self.full(c.patch("/api/entries/" + c.upload("b", b"b" * 201, self.out)["id"], {"parent_id": self.sub}))
        c.upload("c", b"c" * 200, self.sub)
        self.held(1000)

    def test_all_ways_at_once(self):
        c = self.c
        ids = [e["id"] for e in c.upload_many([("m%d" % i, b"m" * 150) for i in range(12)], self.out)]
        trashed = ids[8:]
        for i in trashed:
            self.trash(c, i)

        def work(i):
            if i < 4:
                return c.patch("/api/entries/" + ids[i], {"parent_id": (self.f, self.sub)[i % 2]})
            if i < 8:
                return c.post("/api/entries/%s/copy" % ids[i], {"parent_id": (self.f, self.sub)[i % 2]})
            if i < 12:
                return c.post("/api/trash/%s/restore" % ids[i], {"parent_id": self.sub})
            return c.start([c.spec("u%d" % i, b"u" * 150, self.sub)])[0]
        rs = together(16, work)
        inside = 0
        for r in rs:
            if isinstance(r, dict):
                if "upload_id" in r:
                    c.put_part(r["parts"][0], b"u" * 150)
                    done = c.complete([r["upload_id"]])[0]
                    inside += "entry" in done
                    if "entry" not in done:
                        self.assertEqual(done["problem"]["code"], CODE, done)
                continue
            if r.status in (200, 202):
                inside += 1
            elif r.status != 503:
                self.full(r)
        self.assertLessEqual(inside * 150, 1000)
        self.assertGreaterEqual(inside, 4)
        self.held(inside * 150)


if __name__ == "__main__":
    unittest.main()
