"""Things that go away while others need them: bytes that two entries share, and folders that are purged under what moves in."""

import random
import unittest

from cases import WorkCase, until
from client import sha256_b64, together


class Races(WorkCase):
    def setUp(self):
        self.c = self.newcomer()

    def purge(self, entry_id):
        """Away for good; the answers of both steps."""
        c = self.c
        return c.delete("/api/entries/" + entry_id), c.delete("/api/trash/" + entry_id)

    def purged(self, answers):
        if answers[1].status == 202:
            self.job(self.c, answers[1])

    def test_a_copy_outlives_the_purge_of_its_source(self):
        c = self.c
        for turn in range(5):
            data = b"%d shared bytes" % turn
            x = c.upload("x%d" % turn, data)["id"]
            rs = together(4, lambda i: self.purge(x) if i == 0 else
                          c.post("/api/entries/%s/copy" % x, {"parent_id": "root", "name": "copy %d.%d" % (turn, i)}))
            self.purged(rs[0])
            for r in rs[1:]:
                if r.status == 200:
                    got = c.download(r.json["id"])
                    self.assertEqual((got.status, got.body), (200, data), rs)
                else:
                    self.assertIn(r.status, (404, 409, 503), r)
        self.holds(c)
        self.audit()

    def test_copies_of_copies_purged_in_any_order(self):
        c, rnd = self.c, random.Random(3)
        data = b"the same bytes again and again"
        ids = [c.upload("first", data)["id"]]
        for i in range(9):
            r = c.post("/api/entries/%s/copy" % rnd.choice(ids), {"parent_id": "root", "name": "c%d" % i})
            self.assertEqual(r.status, 200, r)
            ids.append(r.json["id"])
        rnd.shuffle(ids)
        rs = together(3, lambda i: [self.purge(x) for x in ids[i:9:3]])
        for some in rs:
            for answers in some:
                self.purged(answers)
        self.home.run("sweep")
        self.assertEqual(c.download(ids[9]).body, data)
        self.assertEqual(self.holds(c)["used_bytes"], len(data))
        self.audit()

    def test_a_copy_and_the_deletion_of_the_version_it_takes(self):
        c = self.c
        for turn in range(4):
            name = "v%d" % turn
            e = c.upload(name, b"old %d" % turn)

            def work(i):
                if i == 0:
                    c.upload(name, b"newer %d" % turn, on_conflict="replace")
                    return c.delete("/api/entries/%s/versions/%s" % (e["id"], e["version_id"]))
                return c.post("/api/entries/%s/copy" % e["id"], {"parent_id": "root", "name": "%s copy %d" % (name, i)})
            rs = together(4, work)
            self.assertEqual(rs[0].status, 204, rs)
            for r in rs[1:]:
                if r.status == 200:
                    got = c.download(r.json["id"])
                    self.assertEqual((got.status, sha256_b64(got.body)), (200, r.json["sha256"]), rs)
                else:
                    self.assertIn(r.status, (409, 503), r)
        self.holds(c)
        self.audit()

    def test_a_folder_copied_while_its_files_change(self):
        c = self.c
        f, t = c.mkdir("f")["id"], c.mkdir("t")["id"]
        made = c.upload_many([("x%02d" % i, b"old %02d" % i) for i in range(40)], f)

        def work(i):
            if i == 0:
                return c.post("/api/entries/%s/copy" % f, {"parent_id": t, "name": "copy"})
            for e in made[i - 1::3]:
                if i == 1:
                    c.upload(e["name"], b"newer", f, on_conflict="replace")
                    c.delete("/api/entries/%s/versions/%s" % (e["id"], e["version_id"]))
                elif i == 2:
                    self.purged(self.purge(e["id"]))
                else:
                    c.patch("/api/entries/" + e["id"], {"parent_id": t})
        rs = together(4, work)
        j = self.worked(c, rs[0])
        copy = [e for e in c.listing(t, limit=1000) if e["name"] == "copy"]
        self.assertEqual(len(copy), 1, j)
        for e in c.listing(copy[0]["id"], limit=1000):
            got = c.download(e["id"])
            self.assertEqual((got.status, sha256_b64(got.body)), (200, e["sha256"]), e)
        self.assertEqual(self.holds(c)["reserved_bytes"], 0)
        self.audit()

    def test_what_moves_into_a_folder_that_is_purged(self):
        # It is in, and goes too, or it is where it was; it is never lost with its bytes still counted.
        c = self.c
        for turn in range(3):
            f = c.mkdir("f%d" % turn)["id"]
            sub = c.mkdir("sub", f)["id"]
            c.upload_many([("x%d" % i, b"x") for i in range(5)], sub)
            ids = [e["id"] for e in c.upload_many([("m%d.%d" % (turn, i), b"12345") for i in range(6)])]
            self.trash(c, ids[5])

            def work(i):
                if i == 0:
                    return self.purge(f)
                if i == 5:
                    return c.post("/api/trash/%s/restore" % ids[5], {"parent_id": sub})
                if i == 6:
                    return c.post("/api/folders", {"parent_id": sub, "name": "late"})
                if i == 7:
                    return c.post("/api/entries/%s/copy" % ids[4], {"parent_id": sub, "name": "late copy"})
                return c.patch("/api/entries/" + ids[i], {"parent_id": sub})
            rs = together(8, work)
            for r in rs[1:]:
                self.assertIn(r.status, (200, 201, 404, 409, 503), r)
            self.purged(rs[0])
            for i, x in enumerate(ids):
                r = c.get("/api/entries/" + x)
                if r.status == 200:
                    self.assertEqual(r.json["path"][0]["id"], c.account["root_id"], r)
                    self.assertEqual(c.download(x).body, b"12345")
                else:
                    self.problem(r, 404)
                    if i < 5 and x not in self.trashed(c):
                        self.assertEqual(rs[i].status if i else 200, 200, (i, rs))
            self.holds(c)
        for i in list(self.trashed(c)):
            self.job(c, c.delete("/api/trash/" + i))
        s = self.holds(c)
        self.assertEqual((s["trash_bytes"], s["reserved_bytes"]), (0, 0))
        self.audit()

    def test_uploads_completed_into_a_folder_that_is_purged(self):
        c = self.c
        for turn in range(3):
            f = c.mkdir("f%d" % turn)["id"]
            ups = c.start([c.spec("u%d" % i, b"late", f) for i in range(12)])
            for u in ups:
                self.assertEqual(c.put_part(u["parts"][0], b"late").status, 200)
            rs = together(4, lambda i: self.purge(f) if i == 0 else
                          [c.complete([u["upload_id"]])[0] for u in ups[i - 1::3]])
            self.purged(rs[0])
            self.problem(c.get("/api/folders/%s/entries" % f), 404)
            left = [u for i in (1, 2, 3) for u, d in zip(ups[i - 1::3], rs[i]) if "problem" in d]
            self.assertEqual(c.storage()["reserved_bytes"], 4 * len(left))
            # What was refused is still to be had.
            for u in left:
                self.assertIn("entry", c.complete([{"upload_id": u["upload_id"], "parent_id": "root",
                                                    "on_conflict": "rename"}])[0])
            self.holds(c)
        self.audit()

    def test_crossing_moves_restores_and_purges_until_nothing_is_left(self):
        c = self.c
        folders = [c.mkdir("f%d" % i)["id"] for i in range(4)]
        files = [e["id"] for i, f in enumerate(folders) for e in c.upload_many([("x%d" % k, b"x") for k in range(4)], f)]
        bad, jobs = [], []

        def work(i):
            rnd = random.Random(40 + i)
            for _ in range(10):
                what, to = rnd.choice(folders + files), rnd.choice(folders + ["root"])
                dice = rnd.random()
                if dice < 0.4:
                    r = c.patch("/api/entries/" + what, {"parent_id": to, "name": "n%d" % rnd.randrange(10 ** 9)})
                elif dice < 0.6:
                    r = c.delete("/api/entries/" + what)
                elif dice < 0.8:
                    r = c.post("/api/trash/%s/restore" % what, {"parent_id": to, "on_conflict": "rename"})
                elif dice < 0.9:
                    r = c.post("/api/entries/%s/copy" % what, {"parent_id": to, "on_conflict": "rename"})
                else:
                    r = c.delete("/api/trash/" + what)
                if r.status == 202:
                    jobs.append(r.json["job_id"])
                if r.status not in (200, 202, 204, 404, 409, 503):
                    bad.append(r)
        together(6, work)
        self.assertEqual(bad, [])
        for j in jobs:
            self.job_end(c, j)
        self.assertEqual(self.holds(c)["reserved_bytes"], 0)
        self.audit()
        for e in c.listing():
            self.trash(c, e["id"])
        self.worked(c, c.delete("/api/trash"))
        until(lambda: c.storage()["used_bytes"] == 0)
        s = self.holds(c)
        self.assertEqual((s["used_bytes"], s["trash_bytes"], s["versions_bytes"]), (0, 0, 0))
        self.assertEqual(self.trashed(c), {})


if __name__ == "__main__":
    unittest.main()
