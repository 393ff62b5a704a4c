"""Many entries in one call: a result each, whatever happens to the others."""

import random
import unittest

from cases import WRONG, WorkCase, until
from client import together


class Batches(WorkCase):
    accounts = ("alice", "bob")

    def setUp(self):
        self.c = self.newcomer()
        self.box = self.c.mkdir("box")["id"]

    def batch(self, action, ids, c=None, **more):
        return (c or self.c).post("/api/entries/batch", dict(action=action, entry_ids=ids, **more))

    def results(self, r, ids):
        """One for each, in the order asked; those of work that took longer are the folders' own matter."""
        self.assertEqual(r.status, 200, r)
        self.assertEqual(set(r.json), {"results"})
        self.assertEqual([x["entry_id"] for x in r.json["results"]], ids)
        for x in r.json["results"]:
            self.assertTrue(("entry" in x) != ("problem" in x), x)
        return r.json["results"]

    def refused(self, result, status, code=None):
        self.assertIn("problem", result)
        self.assertEqual(result["problem"]["status"], status, result)
        if code:
            self.assertEqual(result["problem"]["code"], code, result)

    def test_move(self):
        c = self.c
        t, f = c.mkdir("t", self.box)["id"], c.mkdir("f", self.box)["id"]
        ids = [e["id"] for e in c.upload_many([("m%d" % i, b"123") for i in range(6)], f)]
        c.upload("m0", b"taken", t)
        secret = self.bob.upload("secret " + f, b"s")["id"]
        asked = ids + ["none", secret, t]
        got = self.results(self.batch("move", asked, parent_id=t), asked)
        self.refused(got[0], 409, "name_taken")
        for x in got[1:6]:
            self.assertEqual(x["entry"]["parent_id"], t)
        self.refused(got[6], 404)
        self.refused(got[7], 404)
        self.refused(got[8], 409, "folder_cycle")
        got = self.results(self.batch("move", ids[:1], parent_id=t, on_conflict="rename"), ids[:1])
        self.assertEqual(got[0]["entry"]["name"], "m0 (2)")
        self.assertEqual((c.entry(t)["total_bytes"], c.entry(f)["total_bytes"]), (23, 0))
        self.holds(c)

    def test_trash_and_restore(self):
        c = self.c
        f = c.mkdir("f", self.box)["id"]
        ids = [e["id"] for e in c.upload_many([("m%d" % i, b"123") for i in range(6)], f)] + [f]
        for x in self.results(self.batch("trash", ids), ids):
            self.assertTrue("entry" in x or x["problem"]["status"] == 404, x)
        self.assertEqual(c.listing(self.box), [])
        self.assertEqual(self.holds(c)["trash_bytes"], 18)
        again = self.results(self.batch("trash", ids[:2]), ids[:2])
        self.refused(again[0], 404)
        back = [i for i in self.trashed(c)]
        back.sort(key=lambda i: i != f)  # the folder before what was in it
        for x in self.results(self.batch("restore", back), back):
            self.assertIn("entry", x)
        self.assertEqual(c.entry(f)["file_count"], 6)
        self.assertEqual(self.holds(c)["trash_bytes"], 0)
        got = self.results(self.batch("restore", [f]), [f])
        self.refused(got[0], 404)

    def test_star_and_unstar(self):
        c = self.c
        ids = [c.mkdir("f", self.box)["id"], c.upload("x", b"x", self.box)["id"]]
        for action, want in (("star", True), ("unstar", False)):
            asked = ids + [self.bob.account["root_id"], "none"]
            got = self.results(self.batch(action, asked), asked)
            self.assertEqual([x["entry"]["starred"] for x in got[:2]], [want, want])
            self.assertIs(c.entry(ids[0])["starred"], want)
            self.refused(got[2], 404)
            self.refused(got[3], 404)

    def test_copy(self):
        c = self.c
        t, f = c.mkdir("t", self.box)["id"], c.mkdir("f", self.box)["id"]
        ids = [e["id"] for e in c.upload_many([("m%d" % i, b"123") for i in range(3)], f)]
        asked = ids + [f]
        for mode, want in (("fail", 9 + 9), ("rename", 36)):
            r = self.batch("copy", asked, parent_id=t, on_conflict=mode)
            if r.status == 202:
                self.job(c, r)
            else:
                self.results(r, asked)
            # A folder may be on its way yet.
            self.settled(c, t, want)
        again = ids[:2] + ["none", self.bob.account["root_id"]]
        r = self.batch("copy", again, parent_id=t)
        got = self.results(r, again)
        self.refused(got[0], 409, "name_taken")
        self.refused(got[2], 404)
        self.refused(got[3], 404)
        self.assertEqual(self.holds(c)["used_bytes"], 9 + 36)

    def settled(self, c, folder, want):
        until(lambda: c.entry(folder)["total_bytes"] == want)
        self.assertEqual(c.entry(folder)["total_bytes"], want)

    def test_a_thousand(self):
        c = self.c
        ids = ["none %d" % i for i in range(1000)]
        r = self.batch("star", ids)
        if r.status == 202:
            self.assertEqual(len(self.job(c, r)["problems"]), 1000)
        else:
            self.assertEqual(len(self.results(r, ids)), 1000)
        self.problem(self.batch("star", ids + ["more"]), 422)

    def test_refusals(self):
        x = self.c.upload("x", b"x", self.box)["id"]
        for body in ([{}, None, {"action": "star"}, {"entry_ids": [x]}, {"action": "purge", "entry_ids": [x]},
                      {"action": "star", "entry_ids": []}, {"action": "star", "entry_ids": x},
                      {"action": "move", "entry_ids": [x]}, {"action": "copy", "entry_ids": [x]},
                      {"action": "star", "entry_ids": [x], "unknown": 1}, {"action": 5, "entry_ids": [x]},
                      {"action": "move", "entry_ids": [x], "parent_id": "root", "on_conflict": "whatever"},
                      {"action": "move", "entry_ids": [x], "parent_id": 5}] +
                     [{"action": "star", "entry_ids": [w]} for w in WRONG]):
            with self.subTest(body=body):
                self.problem(self.c.post("/api/entries/batch", body), 422, "invalid_input")
        self.problem(self.c.call("POST", "/api/entries/batch", {"action": "star", "entry_ids": [x]}, token=None), 401)
        for action in ("move", "copy"):
            r = self.batch(action, [x], parent_id=self.bob.account["root_id"])
            if r.status == 200:
                self.refused(r.json["results"][0], 404)
            else:
                self.problem(r, 404)
        r = self.batch("trash", [x], self.bob)
        self.refused(self.results(r, [x])[0], 404)
        self.assertEqual(self.c.entry(x)["name"], "x")

    def test_one_entry_twice(self):
        c = self.c
        x = c.upload("x", b"12345", self.box)["id"]
        for action, more in (("move", {"parent_id": "root"}), ("trash", {}), ("restore", {})):
            r = self.batch(action, [x, x], **more)
            if r.status != 200:
                self.problem(r, 422)
        self.batch("trash", [x])
        self.assertEqual(set(self.trashed(c)), {x})
        self.assertEqual(self.holds(c)["used_bytes"], 5)

    def test_crossing_moves_of_many(self):
        c = self.c
        folders = [c.mkdir("f%d" % i, self.box)["id"] for i in range(6)]
        files = [e["id"] for i, f in enumerate(folders) for e in
                 c.upload_many([("x%d.%d" % (i, k), b"x" * (k + 1)) for k in range(3)], f)]
        bad = []

        def work(i):
            rnd = random.Random(i)
            for _ in range(6):
                r = self.batch("move", rnd.sample(folders + files, 5), parent_id=rnd.choice(folders + ["root"]),
                               on_conflict="rename")
                if r.status == 503:
                    continue
                if r.status != 200:
                    bad.append(r)
                    continue
                bad.extend(x for x in r.json["results"] if "problem" in x and x["problem"]["status"] not in (409, 503))
        together(6, work)
        self.assertEqual(bad, [])
        self.assertEqual(self.holds(c)["used_bytes"], 6 * (1 + 2 + 3))
        self.assertEqual(c.entry("root")["file_count"], 18)
        for f in folders:
            path = [s["id"] for s in c.entry(f)["path"]]
            self.assertEqual((path[0], len(set(path))), (c.account["root_id"], len(path)))


if __name__ == "__main__":
    unittest.main()
