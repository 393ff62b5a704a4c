"""Copies: of a file, of a folder, of many; the room they take; work that outlives the program."""

import unittest

from cases import ENTRY, WRONG, WorkCase, until
from client import together

MiB = 1 << 20


class CopyCase(WorkCase):
    def copy(self, c, entry_id, parent="root", **more):
        return c.post("/api/entries/%s/copy" % entry_id, dict(parent_id=parent, **more))

    def copied(self, c, r, parent, name):
        """The copy, once it is whole, and what its work had to say."""
        j = self.worked(c, r)
        found = [e for e in c.listing(parent, limit=1000) if e["name"] == name]
        self.assertEqual(len(found), 1, (r, j))
        if j is None:
            self.assertEqual(found[0]["id"], r.json["id"])
        return found[0]


class Copies(CopyCase):
    accounts = ("alice", "bob")

    def setUp(self):
        self.c = self.newcomer()
        self.box = self.c.mkdir("box")["id"]

    def test_a_file(self):
        c = self.c
        e = c.upload("a.txt", b"hello", self.box, content_type="text/plain")
        c.patch("/api/entries/" + e["id"], {"starred": True})
        self.problem(self.copy(c, e["id"], self.box), 409, "name_taken")
        r = self.copy(c, e["id"], self.box, name="b.txt")
        self.assertEqual(r.status, 200, r)
        self.assertTrue(ENTRY <= set(r.json), r)
        got = r.json
        self.assertEqual([got[k] for k in ("kind", "name", "parent_id", "size_bytes", "content_type", "sha256")],
                         ["file", "b.txt", self.box, 5, "text/plain", e["sha256"]])
        self.assertNotEqual(got["id"], e["id"])
        r = self.copy(c, e["id"], self.box, on_conflict="rename")
        self.assertEqual((r.status, r.json["name"]), (200, "a (2).txt"), r)
        r = self.copy(c, e["id"])
        self.assertEqual((r.status, r.json["name"], r.json["parent_id"]), (200, "a.txt", c.account["root_id"]), r)
        self.assertEqual(self.holds(c)["used_bytes"], 20)
        # Each lives by itself.
        c.upload("a.txt", b"other bytes", self.box, on_conflict="replace")
        self.trash(c, e["id"])
        self.job(c, c.delete("/api/trash/" + e["id"]))
        self.assertEqual(c.download(got["id"]).body, b"hello")
        self.assertEqual(self.holds(c)["used_bytes"], 15)
        self.audit()

    def test_replacing(self):
        c = self.c
        a = c.upload("a", b"new content", self.box)
        b = c.upload("b", b"old", self.box)
        r = self.copy(c, a["id"], self.box, name="b", on_conflict="replace")
        self.assertEqual((r.status, r.json["id"], r.json["size_bytes"]), (200, b["id"], 11), r)
        s = self.holds(c)
        self.assertEqual((s["used_bytes"], s["versions_bytes"]), (25, 3))
        self.assertEqual(c.download(b["id"]).body, b"new content")
        c.mkdir("folder", self.box)
        r = self.copy(c, a["id"], self.box, name="folder", on_conflict="replace")
        self.problem(r, 409)

    def test_earlier_versions_stay_behind(self):
        c = self.c
        c.upload("a", b"x" * 100, self.box)
        e = c.upload("a", b"now", self.box, on_conflict="replace")
        r = self.copy(c, e["id"])
        self.assertEqual(r.status, 200, r)
        self.assertEqual(self.holds(c)["used_bytes"], 106)
        self.assertEqual(len(c.ok("GET", "/api/entries/%s/versions" % r.json["id"])["items"]), 1)

    def test_a_folder(self):
        c = self.c
        f = c.mkdir("f", self.box)["id"]
        self.many(c, f, 30)
        c.mkdir("empty", c.mkdir("deep", f)["id"])
        gone = c.upload("gone", b"gone", f)["id"]
        self.trash(c, gone)
        before = self.tree(c, f)
        e = self.copied(c, self.copy(c, f, self.box, name="g"), self.box, "g")
        self.assertEqual(self.tree(c, e["id"]), before)
        self.assertEqual((e["total_bytes"], e["file_count"]), (300, 30))
        self.assertEqual(self.holds(c)["used_bytes"], 604)
        one = [x for x in c.listing(e["id"]) if x["kind"] == "file"][0]
        self.assertEqual(len(c.download(one["id"]).body), 10)
        self.problem(self.copy(c, f, self.box), 409, "name_taken")
        self.audit()

    def test_into_itself_ends(self):
        c = self.c
        f = c.mkdir("f", self.box)["id"]
        sub = c.mkdir("sub", f)["id"]
        c.upload("x", b"12345", sub)
        for n, target in enumerate((f, sub)):
            r = self.copy(c, f, target, name="copy %d" % n)
            if r.status == 409:
                self.problem(r, 409, "folder_cycle")
            else:
                self.copied(c, r, target, "copy %d" % n)
        self.assertLessEqual(self.holds(c)["used_bytes"], 20)
        self.assertEqual(c.storage()["reserved_bytes"], 0)

    def test_refusals(self):
        c = self.c
        e = c.upload("a", b"1", self.box)
        other = self.alice.upload("secret %s" % e["id"], b"secret")["id"]
        for body in ([{"parent_id": w} for w in WRONG] + [{}, None, {"parent_id": "root", "unknown": 1},
                     {"parent_id": "root", "name": 5}, {"parent_id": "root", "name": "a/b"}, {"parent_id": "root", "name": ""},
                     {"parent_id": "root", "on_conflict": "x"}, {"parent_id": "root", "on_conflict": 5}]):
            with self.subTest(body=body):
                self.problem(c.post("/api/entries/%s/copy" % e["id"], body), 422, "invalid_input")
        self.problem(self.copy(c, e["id"], "none"), 404)
        self.problem(self.copy(c, "none"), 404)
        self.problem(self.copy(c, e["id"], self.alice.account["root_id"]), 404)
        self.problem(self.copy(c, other), 404)
        self.problem(self.copy(c, self.alice.account["root_id"], self.box, name="theirs"), 404)
        r = self.copy(c, e["id"], e["id"], name="b")
        self.assertIn(r.status, (404, 409, 422), r)
        self.trash(c, e["id"])
        self.problem(self.copy(c, e["id"]), 404)
        self.problem(c.get("/api/jobs/none"), 404)
        self.problem(c.call("POST", "/api/entries/%s/copy" % e["id"], {"parent_id": "root"}, token=None), 401)
        self.assertEqual(self.holds(c)["used_bytes"], 1)

    def test_somebody_elses_work(self):
        f = self.c.mkdir("f", self.box)["id"]
        self.c.upload_many([("x%d" % i, b"x") for i in range(25)], f)
        self.trash(self.c, f)
        r = self.c.delete("/api/trash/" + f)
        self.assertEqual(r.status, 202, r)
        self.problem(self.bob.get("/api/jobs/" + r.json["job_id"]), 404)
        self.problem(self.bob.get("/api/jobs/" + r.json["job_id"], token=None), 401)
        self.job(self.c, r)

    def test_a_copy_while_its_source_and_its_target_go(self):
        c = self.c
        for turn, gone in enumerate(("source", "target", "both")):
            f, t = c.mkdir("source %d" % turn)["id"], c.mkdir("target %d" % turn)["id"]
            self.many(c, f, 60)
            r = self.copy(c, f, t, name="copy")
            self.assertIn(r.status, (200, 202), r)
            if gone != "target":
                self.trash(c, f)
                self.job(c, c.delete("/api/trash/" + f))
            if gone != "source":
                self.trash(c, t)
                self.job(c, c.delete("/api/trash/" + t))
            if r.status == 202:
                self.job_end(c, r.json["job_id"])
            s = self.holds(c)
            self.assertEqual(s["reserved_bytes"], 0, gone)
        for i in list(self.trashed(c)):
            self.job(c, c.delete("/api/trash/" + i))
        self.holds(c)
        self.audit()


    def test_one_name_at_once(self):
        c = self.c
        f = c.mkdir("f", self.box)["id"]
        c.upload_many([("x%d" % i, b"12345") for i in range(5)], f)
        e = c.upload("e", b"1", self.box)["id"]
        for turn, (what, mode) in enumerate(((e, "fail"), (f, "fail"), (e, "rename"), (f, "rename"))):
            t = c.mkdir("t%d" % turn, self.box)["id"]
            rs = together(6, lambda i: c.post("/api/folders", {"parent_id": t, "name": "name"}) if i == 0 else
                          self.copy(c, what, t, name="name", on_conflict=mode))
            said = sum(len(self.job_end(c, r.json["job_id"])["problems"]) if r.status == 202 else 0 for r in rs)
            for r in rs:
                self.assertIn(r.status, (200, 201, 202, 409), r)
            names = [x["name"] for x in c.listing(t)]
            self.assertEqual(len(set(names)), len(names), names)
            if mode == "fail":
                self.assertEqual(names, ["name"], rs)
                self.assertEqual([r.status for r in rs].count(409) + said, 5, rs)
            else:
                self.assertIn(len(names), (5, 6), rs)
                self.assertEqual(said, 0)
        self.assertEqual(self.holds(c)["reserved_bytes"], 0)


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
            self.assertEqual({p["code"] for p in j["problems"]}, {"quota_exceeded"}, j)
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
        self.many(c, f, 240)
        r = self.copy(c, f, t, name="copy")
        self.assertEqual(r.status, 202, r)
        job = r.json["job_id"]
        seen = []
        for turn in range(3):
            until(lambda: c.ok("GET", "/api/jobs/" + job)["done"] > 50 * turn, 5)
            self.home.kill()
            self.home.start()
            j = c.ok("GET", "/api/jobs/" + job)
            seen.append(j["done"])
        self.assertEqual(seen, sorted(seen))
        self.assertEqual(self.job_end(c, job)["problems"], [])
        e = c.listing(t)[0]
        self.assertEqual((e["name"], e["total_bytes"], e["file_count"]), ("copy", 2400, 240))
        self.assertEqual(self.tree(c, e["id"]), self.tree(c, f))
        s = self.holds(c)
        self.assertEqual((s["used_bytes"], s["reserved_bytes"]), (4800, 0))
        for x in c.listing(e["id"])[:5]:
            if x["kind"] == "file":
                self.assertEqual(c.download(x["id"]).status, 200)
        self.audit()

    def test_many_copied_and_killed(self):
        c = self.home.client()
        c.sign_in("alice")
        folders = [c.mkdir("many %d" % i)["id"] for i in range(4)]
        for f in folders:
            c.upload_many([("x%02d" % i, b"1234567890") for i in range(25)], f)
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
        self.assertEqual(c.storage()["used_bytes"], before + 1000)
        self.assertEqual(self.holds(c)["reserved_bytes"], 0)
        self.audit()

    def test_stopped_in_order(self):
        c = self.home.client()
        c.sign_in("alice")
        f = c.mkdir("g")["id"]
        self.many(c, f, 120)
        r = self.copy(c, f, name="stopped")
        self.assertIn(r.status, (200, 202), r)
        self.assertEqual(self.home.term()[1], 0)
        self.home.start()
        e = self.copied(c, r, "root", "stopped")
        self.assertEqual(self.tree(c, e["id"]), self.tree(c, f))
        self.audit()


if __name__ == "__main__":
    unittest.main()
