"""Earlier contents of a file."""

import unittest

from cases import WorkCase
from client import sha256_b64, together

VERSION = {"id", "size_bytes", "sha256", "created_at", "current"}


class Versions(WorkCase):
    accounts = ("alice", "bob")

    def setUp(self):
        self.c = self.newcomer()

    def replaced(self, *contents, name="file.txt", parent="root"):
        for data in contents:
            e = self.c.upload(name, data, parent, on_conflict="replace")
        return e

    def versions(self, entry_id, c=None):
        r = (c or self.c).ok("GET", "/api/entries/%s/versions" % entry_id)
        self.assertEqual(set(r), {"items", "next_cursor"})
        return r["items"]

    def restore(self, entry_id, version, c=None):
        return (c or self.c).post("/api/entries/%s/versions/%s/restore" % (entry_id, version))

    def drop(self, entry_id, version, c=None):
        return (c or self.c).delete("/api/entries/%s/versions/%s" % (entry_id, version))

    def test_shape(self):
        e = self.replaced(b"one", b"second", b"3")
        vs = self.versions(e["id"])
        self.assertEqual(len(vs), 3)
        for v in vs:
            self.assertTrue(VERSION <= set(v), v)
            self.moment(v["created_at"])
        self.assertEqual({(v["size_bytes"], v["sha256"], v["current"]) for v in vs}, {
            (3, sha256_b64(b"one"), False), (6, sha256_b64(b"second"), False), (1, sha256_b64(b"3"), True)})
        self.assertEqual([v["id"] for v in vs if v["current"]], [e["version_id"]])
        s = self.holds(self.c)
        self.assertEqual((s["used_bytes"], s["versions_bytes"]), (10, 9))
        self.assertEqual(len(self.versions(self.c.upload("single", b"x")["id"])), 1)

    def test_restoring_copies_nothing(self):
        c = self.c
        f = c.mkdir("f")["id"]
        e = self.replaced(b"one", b"second", b"3", parent=f)
        old = [v for v in self.versions(e["id"]) if v["size_bytes"] == 6][0]
        r = self.restore(e["id"], old["id"])
        self.assertEqual(r.status, 200, r)
        self.assertEqual((r.json["id"], r.json["size_bytes"], r.json["sha256"]), (e["id"], 6, sha256_b64(b"second")))
        s = self.holds(c)
        self.assertEqual((s["used_bytes"], s["versions_bytes"]), (10, 4))
        self.assertEqual(c.entry(f)["total_bytes"], 6)
        self.assertEqual(c.download(e["id"]).body, b"second")
        vs = self.versions(e["id"])
        self.assertEqual(sorted(v["size_bytes"] for v in vs), [1, 3, 6])
        self.assertEqual([v["size_bytes"] for v in vs if v["current"]], [6])
        # The current one restored is what it was.
        current = [v for v in vs if v["current"]][0]
        self.assertEqual(self.restore(e["id"], current["id"]).status, 200)
        self.assertEqual(self.holds(c), s)

    def test_deleting(self):
        c = self.c
        e = self.replaced(b"one", b"second", b"3")
        old = [v for v in self.versions(e["id"]) if v["size_bytes"] == 6][0]["id"]
        r = self.drop(e["id"], old)
        self.assertEqual((r.status, r.body), (204, b""))
        s = self.holds(c)
        self.assertEqual((s["used_bytes"], s["versions_bytes"]), (4, 3))
        self.problem(self.restore(e["id"], old), 404)
        self.assertIn(self.drop(e["id"], old).status, (204, 404))
        self.assertEqual(self.holds(c)["used_bytes"], 4)
        # What is current is no version to throw away.
        r = self.drop(e["id"], e["version_id"])
        self.problem(r, 409)
        self.assertEqual(c.download(e["id"]).body, b"3")
        self.audit()

    def test_deleted_at_once_gives_back_once(self):
        c = self.c
        e = self.replaced(b"x" * 1000, b"y" * 10)
        old = [v for v in self.versions(e["id"]) if not v["current"]][0]["id"]
        rs = together(8, lambda i: self.drop(e["id"], old))
        self.assertTrue({r.status for r in rs} <= {204, 404, 409, 503}, rs)
        self.assertIn(204, {r.status for r in rs})
        s = self.holds(c)
        self.assertEqual((s["used_bytes"], s["versions_bytes"]), (10, 0))

    def test_restored_replaced_and_deleted_at_once(self):
        c = self.c
        contents = [b"a" * 100, b"b" * 200, b"c" * 300]
        for turn in range(4):
            name = "busy %d" % turn
            e = self.replaced(*contents, name=name)
            vs = [v["id"] for v in self.versions(e["id"])]
            rs = together(7, lambda i: self.restore(e["id"], vs[i % 3]) if i < 3 else self.drop(e["id"], vs[i % 3])
                          if i < 6 else c.upload(name, b"new" * 50, on_conflict="replace"))
            self.assertIsInstance(rs[6], dict, rs)
            for r in rs[:6]:
                self.assertIn(r.status, (200, 204, 404, 409, 503), r)
            left = self.versions(e["id"])
            now = [v for v in left if v["current"]]
            self.assertEqual(len(now), 1, left)
            got = c.download(e["id"])
            self.assertEqual((got.status, sha256_b64(got.body)), (200, now[0]["sha256"]))
            self.assertEqual(c.entry(e["id"])["version_id"], now[0]["id"])
            for v in left:
                r = self.restore(e["id"], v["id"])
                self.assertEqual(r.status, 200, r)
                self.assertEqual(sha256_b64(c.download(e["id"]).body), v["sha256"])
        self.holds(c)
        self.audit()

    def test_refusals(self):
        c = self.c
        e = self.replaced(b"one", b"two")
        other = c.upload("other", b"other")
        old = [v for v in self.versions(e["id"]) if not v["current"]][0]["id"]
        for r in (self.restore(e["id"], "none"), self.drop(e["id"], "none"), self.restore(other["id"], old),
                  self.drop(other["id"], old), self.restore("none", old), c.get("/api/entries/none/versions"),
                  self.restore(e["id"], old, self.bob), self.drop(e["id"], old, self.bob),
                  self.bob.get("/api/entries/%s/versions" % e["id"]), self.restore(e["id"], other["version_id"])):
            self.problem(r, 404)
        r = c.get("/api/entries/%s/versions" % c.mkdir("d")["id"])
        self.assertIn(r.status, (404, 409, 422), r)
        self.problem(r, r.status)
        self.trash(c, e["id"])
        for r in (self.restore(e["id"], old), self.drop(e["id"], old)):
            self.problem(r, 404)
        s = self.holds(c)
        self.assertEqual((s["used_bytes"], s["trash_bytes"] + s["versions_bytes"]), (11, 6))

    def test_an_unknown_field(self):
        e = self.replaced(b"one", b"two")
        self.problem(self.c.post("/api/entries/%s/versions/%s/restore" % (e["id"], e["version_id"]), {"unknown": 1}), 422)

    def test_a_ticket_of_a_deleted_version_gives_nothing_else(self):
        c = self.c
        e = self.replaced(b"old one")
        t = c.ok("POST", "/api/downloads", {"entry_ids": [e["id"]]})["tickets"][0]["url"]
        self.replaced(b"new")
        r = c.send_url("GET", t)
        self.assertEqual((r.status, r.body), (200, b"old one"))
        self.assertEqual(self.drop(e["id"], e["version_id"]).status, 204)
        r = c.send_url("GET", t)
        self.assertTrue(r.status in (403, 404) or r.body == b"old one", r)


if __name__ == "__main__":
    unittest.main()
