"""Copies of a file, of a folder, of many parts."""

import unittest

from cases import ENTRY, WRONG, WorkCase, until
from client import sha256_b64, together


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

    def test_a_file_of_several_parts(self):
        c = self.c
        size = c.start([c.spec("probe", b"x", self.box)])[0]["part_size_bytes"]
        pieces = [b"\x01" * size, b"tail"]
        u = c.start([{"parent_id": self.box, "name": "big", "size_bytes": size + 4, "content_type": "video/mp4"}])[0]
        signed = c.ok("POST", "/api/uploads/%s/parts" % u["upload_id"], {"parts": [
            {"number": n + 1, "sha256": sha256_b64(d)} for n, d in enumerate(pieces)]})["parts"]
        for part, data in zip(signed, pieces):
            self.assertEqual(c.put_part(part, data).status, 200)
        e = self.home_entry(c, u["upload_id"])
        copy = self.copied(c, self.copy(c, e["id"], self.box, name="big copy"), self.box, "big copy")
        self.assertEqual((copy["size_bytes"], copy["sha256"], copy["checksum"]), (size + 4, None, e["checksum"]), copy)
        self.trash(c, e["id"])
        self.job(c, c.delete("/api/trash/" + e["id"]))
        t = c.ok("POST", "/api/downloads", {"entry_ids": [copy["id"]]})["tickets"][0]
        self.assertEqual(t["checksum"], e["checksum"])
        self.assertEqual(c.send_url("GET", t["url"], None, [("Range", "bytes=-6")]).body, b"\x01\x01tail")
        self.assertEqual(self.holds(c)["used_bytes"], size + 4)

    def home_entry(self, c, upload_id):
        """What an upload became; putting many parts together may be work."""
        def done():
            d = c.complete([upload_id])[0]
            self.assertNotIn("problem", d)
            return d.get("entry")
        return until(done)

    def test_too_deep(self):
        c, chains = self.c, {}
        for name, levels in (("source", 14), ("target", 12), ("sink", 15)):
            chains[name], parent = [], self.box
            for i in range(levels):
                parent = c.mkdir("%s %d" % (name, i), parent)["id"]
                chains[name].append(parent)
        source, target, sink = (chains[n] for n in ("source", "target", "sink"))
        # 14 levels below level 19.
        more = c.mkdir("more", c.mkdir("more", c.mkdir("more", sink[-1])["id"])["id"])["id"]
        self.problem(self.copy(c, source[0], more), 409, "too_deep")
        # What the copy is put into sinks meanwhile: only one of both fits.
        rs = together(2, lambda i: self.copy(c, source[0], target[5]) if i else
                      c.patch("/api/entries/" + target[1], {"parent_id": sink[-1]}))
        for r in rs:
            self.assertIn(r.status, (200, 202, 409, 503), r)
        if rs[1].status == 202:
            self.job_end(c, rs[1].json["job_id"])
        self.assertLessEqual(self.depth(c, "root"), 32, rs)

    def depth(self, c, folder):
        return max([0] + [1 + self.depth(c, e["id"]) for e in c.listing(folder) if e["kind"] == "folder"])

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
            self.many(c, f, 30)
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


if __name__ == "__main__":
    unittest.main()
