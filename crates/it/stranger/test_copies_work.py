"""Copies at the edge of the room, and copies that outlive the program."""

import unittest

from cases import until
from client import together
from test_copies import CopyCase

MiB = 1 << 20


class CopiesInRoom(CopyCase):
    flags = ("--default-quota", "1MiB")

    def test_no_room(self):
        c = self.newcomer()
        e = c.upload("a", b"a" * 600_000)
        self.problem(self.copy(c, e["id"], name="b"), 507, "quota_exceeded")
        self.assertEqual(self.holds(c)["used_bytes"], 600_000)
        self.assertEqual(len(c.listing()), 1)

    def test_many_at_once_at_the_edge(self):
        c = self.newcomer()
        e = c.upload("a", b"a" * 100_000)
        fit = MiB // 100_000 - 1
        rs = together(20, lambda i: self.copy(c, e["id"], name="copy %d" % i))
        for r in rs:
            if r.status != 200:
                self.problem(r, 507, "quota_exceeded")
        self.assertEqual([r.status for r in rs].count(200), fit, rs)
        s = self.holds(c)
        self.assertEqual((s["used_bytes"], s["reserved_bytes"]), ((fit + 1) * 100_000, 0))

    def test_copies_and_uploads_at_once(self):
        c = self.newcomer()
        e = c.upload("a", b"a" * 150_000)

        def work(i):
            if i % 2:
                return self.copy(c, e["id"], name="copy %d" % i).status == 200
            u = c.start([c.spec("up %d" % i, b"u" * 150_000)])[0]
            if "problem" in u:
                self.item_problem(u, 507, "quota_exceeded")
                return False
            c.put_part(u["parts"][0], b"u" * 150_000)
            return "entry" in c.complete([u["upload_id"]])[0]
        rs = together(12, work)
        self.assertEqual(rs.count(True), MiB // 150_000 - 1, rs)
        s = self.holds(c)
        self.assertEqual((s["used_bytes"], s["reserved_bytes"]), (MiB // 150_000 * 150_000, 0))

    def test_a_folder_that_does_not_fit(self):
        c = self.newcomer()
        f = c.mkdir("f")["id"]
        c.upload_many([("x%02d" % i, b"x" * 30_000) for i in range(20)], f)
        r = self.copy(c, f, name="g")
        if r.status == 202:
            # What did not fit is said, and nothing is held back.
            j = self.job_end(c, r.json["job_id"])
            self.assertTrue(j["problems"], j)
            self.assertIn("quota_exceeded", str(j["problems"]))
        else:
            self.problem(r, 507, "quota_exceeded")
            self.assertEqual([e["name"] for e in c.listing()], ["f"])
        s = self.holds(c)
        self.assertEqual(s["reserved_bytes"], 0)
        self.assertLessEqual(s["used_bytes"], MiB)

    def test_two_folders_that_fit_only_once(self):
        c = self.newcomer()
        f = c.mkdir("f")["id"]
        c.upload_many([("x%02d" % i, b"x" * 20_000) for i in range(20)], f)
        rs = together(4, lambda i: self.copy(c, f, name="copy %d" % i))
        for r in rs:
            if r.status == 202:
                self.job_end(c, r.json["job_id"])
            elif r.status != 200:
                self.problem(r, 507, "quota_exceeded")
        s = self.holds(c)
        self.assertEqual(s["reserved_bytes"], 0)
        self.assertLessEqual(s["used_bytes"], MiB)
        self.assertGreaterEqual(s["used_bytes"], 2 * 400_000)
        self.audit()


class CopiesKilled(CopyCase):
    def test_killed_again_and_again(self):
        c = self.alice
        f, t = c.mkdir("f")["id"], c.mkdir("t")["id"]
        self.many(c, f, 150)
        r = self.copy(c, f, t, name="copy")
        self.assertEqual(r.status, 202, r)
        job = r.json["job_id"]
        seen = []
        for turn in range(3):
            until(lambda: c.ok("GET", "/api/jobs/" + job)["done"] > 30 * turn, 5)
            self.home.kill()
            self.home.start()
            j = c.ok("GET", "/api/jobs/" + job)
            seen.append(j["done"])
        self.assertEqual(seen, sorted(seen))
        self.assertEqual(self.job_end(c, job)["problems"], [])
        e = c.listing(t)[0]
        self.assertEqual((e["name"], e["total_bytes"], e["file_count"]), ("copy", 1500, 150))
        self.assertEqual(self.tree(c, e["id"]), self.tree(c, f))
        s = self.holds(c)
        self.assertEqual((s["used_bytes"], s["reserved_bytes"]), (3000, 0))
        for x in c.listing(e["id"])[:5]:
            if x["kind"] == "file":
                self.assertEqual(c.download(x["id"]).status, 200)
        self.audit()

    def test_many_copied_and_killed(self):
        c = self.home.client()
        c.sign_in("alice")
        folders = [c.mkdir("many %d" % i)["id"] for i in range(4)]
        for f in folders:
            c.upload_many([("x%02d" % i, b"1234567890") for i in range(20)], f)
        t, before = c.mkdir("many copied")["id"], c.storage()["used_bytes"]
        r = c.post("/api/entries/batch", {"action": "copy", "entry_ids": folders, "parent_id": t})
        self.assertEqual(r.status, 202, r)
        for _ in range(2):
            self.home.kill()
            self.home.start()
        self.assertEqual(self.job_end(c, r.json["job_id"])["problems"], [])
        self.assertEqual(self.tree(c, t), {k: v for i, f in enumerate(folders) for k, v in
                                           [("many %d/" % i, None)] + [("many %d/%s" % (i, p), s)
                                                                       for p, s in self.tree(c, f).items()]})
        self.assertEqual(c.storage()["used_bytes"], before + 800)
        self.assertEqual(self.holds(c)["reserved_bytes"], 0)
        self.audit()

    def test_stopped_in_order(self):
        c = self.home.client()
        c.sign_in("alice")
        f = c.mkdir("g")["id"]
        self.many(c, f, 60)
        r = self.copy(c, f, name="stopped")
        self.assertIn(r.status, (200, 202), r)
        self.assertEqual(self.home.term()[1], 0)
        self.home.start()
        e = self.copied(c, r, "root", "stopped")
        self.assertEqual(self.tree(c, e["id"]), self.tree(c, f))
        self.audit()


if __name__ == "__main__":
    unittest.main()
