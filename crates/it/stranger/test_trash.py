"""The trash: what goes there, comes back from it, or leaves for good."""

import random
import unittest

from cases import ENTRY, WRONG, WorkCase
from client import together


class Trash(WorkCase):
    accounts = ("alice", "bob")

    def setUp(self):
        self.c = self.newcomer()
        self.box = self.c.mkdir("box")["id"]

    def restore(self, entry_id, body=None, c=None):
        return (c or self.c).post("/api/trash/%s/restore" % entry_id, body)

    def test_there_and_back(self):
        c = self.c
        f = c.mkdir("folder", self.box)["id"]
        x = c.upload("x.txt", b"12345", f)
        before = c.storage()
        self.trash(c, f)
        s = self.holds(c)
        self.assertEqual((s["used_bytes"], s["trash_bytes"]), (before["used_bytes"], before["trash_bytes"] + 5))
        self.assertEqual(c.listing(self.box), [])
        self.assertEqual((c.entry(self.box)["total_bytes"], c.entry(self.box)["file_count"]), (0, 0))
        # The folder is the item; what was in it is no item of its own.
        items = self.trashed(c)
        self.assertEqual(set(items), {f})
        self.assertTrue(ENTRY <= set(items[f]), items)
        self.assertEqual((items[f]["kind"], items[f]["name"], items[f]["total_bytes"]), ("folder", "folder", 5))
        for path in ("/api/folders/%s/entries" % f, "/api/entries/%s/content" % x["id"]):
            self.problem(c.get(path), 404)
        self.problem(c.post("/api/downloads", {"entry_ids": [x["id"]]}), 404)
        self.problem(c.post("/api/folders", {"parent_id": f, "name": "new"}), 404)
        self.problem(c.post("/api/shares", {"entry_ids": [f], "allow": "download"}), 404)
        self.problem(c.patch("/api/entries/" + x["id"], {"parent_id": "root"}), 404)
        self.item_problem(c.start([c.spec("y", b"y", f)])[0], 404)
        r = self.restore(f)
        self.assertEqual(r.status, 200, r)
        self.assertEqual((r.json["id"], r.json["parent_id"], r.json["name"]), (f, self.box, "folder"))
        self.assertEqual(self.trashed(c), {})
        self.assertEqual(self.holds(c), before)
        self.assertEqual(c.download(x["id"]).body, b"12345")
        self.problem(self.restore(f), 404)

    def test_names_and_places_of_what_comes_back(self):
        c = self.c
        x = c.upload("x.txt", b"1", self.box)["id"]
        self.trash(c, x)
        c.upload("x.txt", b"22", self.box)
        self.problem(self.restore(x), 409, "name_taken")
        self.assertIn(x, self.trashed(c))
        r = self.restore(x, {"on_conflict": "rename"})
        self.assertEqual((r.status, r.json["name"]), (200, "x (2).txt"), r)
        # To another folder; the old one may be in the trash itself.
        sub = c.mkdir("sub", self.box)["id"]
        y = c.upload("y", b"333", sub)["id"]
        self.trash(c, y)
        self.trash(c, sub)
        other = c.mkdir("other", self.box)["id"]
        r = self.restore(y, {"parent_id": other})
        self.assertEqual((r.status, r.json["parent_id"]), (200, other), r)
        self.assertEqual(c.entry(other)["total_bytes"], 3)
        # Never below itself, never into a folder that is away.
        z = c.upload("z", b"4", other)["id"]
        self.trash(c, z)
        self.problem(self.restore(z, {"parent_id": sub}), 404)
        r = self.restore(sub, {"parent_id": sub})
        self.assertIn(r.status, (404, 409), r)
        self.problem(r, r.status)
        self.assertEqual(self.restore(z).status, 200)
        self.holds(c)

    def test_what_was_in_a_trashed_folder_before_it(self):
        c = self.c
        sub = c.mkdir("sub", self.box)["id"]
        x = c.upload("x", b"1", sub)["id"]
        self.trash(c, x)
        self.trash(c, sub)
        self.assertEqual(set(self.trashed(c)), {x, sub})
        # Its place is away: it may come back somewhere, or not; it is never lost and never counted twice.
        r = self.restore(x)
        if r.status != 200:
            self.problem(r, r.status)
            self.assertIn(r.status, (404, 409), r)
            self.assertIn(x, self.trashed(c))
        else:
            self.assertEqual(c.download(x).body, b"1")
        self.holds(c)
        self.assertEqual(self.restore(sub).status, 200)
        self.assertEqual(self.holds(c)["used_bytes"], 1)

    def test_refusals(self):
        c = self.c
        x = c.upload("x", b"1", self.box)["id"]
        for r in (self.restore(x), c.delete("/api/trash/" + x), self.restore("none"), self.restore("root"),
                  c.delete("/api/trash/none"), c.delete("/api/trash/root"), c.delete("/api/entries/none")):
            self.problem(r, 404)
        r = c.delete("/api/entries/root")
        self.assertIn(r.status, (403, 409, 422), r)
        self.problem(r, r.status)
        self.trash(c, x)
        for body in ([{"unknown": 1}] + [{"parent_id": w} for w in WRONG if w is not None] + [{"on_conflict": "replace it"},
                     {"on_conflict": 5}, {"hint": "x"}]):
            with self.subTest(body=body):
                self.problem(self.restore(x, body), 422, "invalid_input")
        self.problem(self.restore(x, {"parent_id": "none"}), 404)
        self.problem(self.restore(x, {"parent_id": self.bob.account["root_id"]}), 404)
        for q in ({"cursor": "garbage"}, {"limit": 0}, {"bogus": 1}):
            self.problem(c.get("/api/trash", query=q), 422)
        # Nobody else's.
        self.assertEqual(self.trashed(self.bob), {})
        for r in (self.restore(x, c=self.bob), self.bob.delete("/api/trash/" + x),
                  self.restore(x, {"parent_id": "root"}, c=self.bob), self.bob.delete("/api/entries/" + self.box)):
            self.problem(r, 404)
        for m, p in (("GET", "/api/trash"), ("DELETE", "/api/trash"), ("DELETE", "/api/trash/" + x),
                     ("POST", "/api/trash/%s/restore" % x), ("DELETE", "/api/entries/" + x)):
            self.problem(c.call(m, p, token=None), 401)
        self.assertIn(x, self.trashed(c))

    def test_purged_for_good(self):
        c = self.c
        f = c.mkdir("f", self.box)["id"]
        x = c.upload("x", b"x" * 1000, f)["id"]
        c.upload("x", b"y" * 500, f, on_conflict="replace")
        self.assertEqual(self.holds(c)["used_bytes"], 1500)
        self.trash(c, f)
        self.assertEqual(self.holds(c)["used_bytes"], 1500)
        r = c.delete("/api/trash/" + f)
        self.job(c, r)
        s = self.holds(c)
        self.assertEqual((s["used_bytes"], s["trash_bytes"], s["versions_bytes"]), (0, 0, 0))
        for r in (self.restore(f), self.restore(x), c.delete("/api/trash/" + f), c.get("/api/entries/" + x),
                  c.get("/api/entries/%s/versions" % x)):
            self.problem(r, 404)
        self.audit()

    def test_emptied(self):
        c = self.c
        ids = [e["id"] for e in c.upload_many([("e%d" % i, b"12345") for i in range(25)], self.box)]
        for i in ids:
            self.trash(c, i)
        page = c.ok("GET", "/api/trash", query={"limit": 10})
        self.assertEqual(len(page["items"]), 10)
        self.assertEqual(set(self.trashed(c)), set(ids))
        r = c.delete("/api/trash")
        self.assertIn(r.status, (202, 204), r)
        self.worked(c, r)
        self.assertEqual(self.trashed(c), {})
        self.assertEqual(self.holds(c)["used_bytes"], 0)
        self.assertIn(c.delete("/api/trash").status, (202, 204))

    def test_emptied_while_things_come_back(self):
        c = self.c
        ids = [e["id"] for e in c.upload_many([("e%d" % i, b"12345") for i in range(24)], self.box)]
        for i in ids:
            self.trash(c, i)

        def work(i):
            if i == 7:
                return c.delete("/api/trash")
            return [self.restore(x) for x in ids[i::7]]
        rs = together(8, work)
        back = {r.json["id"] for i, some in enumerate(rs) if i != 7 for r in some if r.status == 200}
        for i, some in enumerate(rs):
            for r in [] if i == 7 else some:
                self.assertIn(r.status, (200, 404, 409, 503), r)
        self.worked(c, rs[7])
        self.assertEqual({e["id"] for e in c.listing(self.box, limit=1000)}, back)
        for i in back:
            self.assertEqual(c.download(i).body, b"12345")
        self.assertEqual(self.holds(c)["used_bytes"], 5 * (len(back) + len(self.trashed(c))))

    def test_restored_and_purged_at_once(self):
        c = self.c
        for turn in range(5):
            x = c.upload("either %d" % turn, b"1234567", self.box)["id"]
            self.trash(c, x)
            rs = together(4, lambda i: self.restore(x) if i % 2 else c.delete("/api/trash/" + x))
            jobs = [r for r in rs[0::2] if r.status == 202]
            back = [r for r in rs[1::2] if r.status == 200]
            self.assertLessEqual(len(back), 1, rs)
            for r in jobs:
                self.job(c, r)
            self.assertEqual(c.get("/api/entries/" + x).status, 200 if back else 404, rs)
            self.assertEqual(x in {e["id"] for e in c.listing(self.box)}, bool(back), rs)
            self.assertEqual(self.trashed(c), {})
        self.holds(c)

    def test_trashed_restored_and_moved_at_once(self):
        c = self.c
        a, b = c.mkdir("a", self.box)["id"], c.mkdir("b", self.box)["id"]
        mid = c.mkdir("mid", a)["id"]
        files = [e["id"] for e in c.upload_many([("m%d" % i, b"m" * (i + 1)) for i in range(6)], mid)]
        bad = []

        def work(i):
            rnd = random.Random(i)
            for _ in range(10):
                what = rnd.choice([mid, a] + files)
                r = rnd.choice([lambda: c.delete("/api/entries/" + what),
                                lambda: self.restore(what, rnd.choice([None, {"parent_id": b, "on_conflict": "rename"}])),
                                lambda: c.patch("/api/entries/" + what, {"parent_id": rnd.choice([a, b, mid])})])()
                if r.status not in (200, 204, 404, 409, 503):
                    bad.append(r)
        together(6, work)
        self.assertEqual(bad, [])
        self.assertEqual(self.holds(c)["used_bytes"], sum(range(1, 7)))
        for i in list(self.trashed(c)):
            self.restore(i, {"parent_id": "root", "on_conflict": "rename"})
        self.assertEqual(self.trashed(c), {})
        s = self.holds(c)
        self.assertEqual((s["used_bytes"], s["trash_bytes"]), (sum(range(1, 7)), 0))

    def test_the_folder_of_an_upload_is_trashed(self):
        c = self.c
        f = c.mkdir("f", self.box)["id"]
        u = c.start([c.spec("late", b"late", f)])[0]
        c.put_part(u["parts"][0], b"late")
        self.trash(c, f)
        self.item_problem(c.complete([u["upload_id"]])[0], 404)
        self.assertEqual(c.storage()["reserved_bytes"], 4)
        # What was sent is not lost.
        e = c.complete([{"upload_id": u["upload_id"], "parent_id": self.box}])[0]["entry"]
        self.assertEqual(c.download(e["id"]).body, b"late")
        self.assertEqual(self.restore(f).status, 200)
        self.assertEqual(c.entry(f)["file_count"], 0)
        self.holds(c)

    def test_a_link_to_what_is_trashed_shows_nothing(self):
        c = self.c
        f = c.mkdir("linked", self.box)["id"]
        x = c.upload("hush", b"hush", f)["id"]
        s = self.share(c, [f])
        self.trash(c, f)
        for r in (c.get("/api/s/" + s["token"], token=None),
                  c.get("/api/s/%s/folders/%s/entries" % (s["token"], f), token=None),
                  c.post("/api/s/%s/downloads" % s["token"], {"entry_ids": [x]}, token=None)):
            self.assertNotIn(b"hush", r.body)
            self.assertNotIn(b'"url"', r.body)
        self.assertEqual(self.restore(f).status, 200)
        r = c.post("/api/s/%s/downloads" % s["token"], {"entry_ids": [x]}, token=None)
        self.assertEqual(r.status, 200, r)

    def test_emptied_with_an_unknown_field(self):
        x = self.c.upload("x", b"x", self.box)["id"]
        self.trash(self.c, x)
        self.problem(self.c.call("DELETE", "/api/trash", {"older_than_days": 30}), 422, "invalid_input")
        self.assertIn(x, self.trashed(self.c))


if __name__ == "__main__":
    unittest.main()
