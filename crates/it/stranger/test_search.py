"""Searching by name, what was used last, and what is starred."""

import unicodedata
import unittest

from cases import ENTRY, WorkCase, until


class Search(WorkCase):
    accounts = ("alice", "bob")

    def setUp(self):
        self.c = self.newcomer()
        self.box = self.c.mkdir("box")["id"]

    def search(self, q, c=None, **more):
        return {e["id"]: e for e in (c or self.c).listing(path="/api/search", q=q, **more)}

    def found(self, q, ids, c=None, **more):
        """Finding follows a change at once or a moment later, and then stays."""
        until(lambda: set(self.search(q, c, **more)) == set(ids))
        self.assertEqual(set(self.search(q, c, **more)), set(ids), q)

    def test_names_in_many_scripts(self):
        c = self.c
        ids = {n: c.upload(n, b"x", self.box)["id"] for n in
               ("Quarterly Report.pdf", "한글 각본.txt", "résumé.doc", "日本語.md", "numbers 2024.csv")}
        for q, name in (("report", "Quarterly Report.pdf"), ("QUARTERLY", "Quarterly Report.pdf"), ("각본", "한글 각본.txt"),
                        (unicodedata.normalize("NFD", "한글"), "한글 각본.txt"), ("日本", "日本語.md"),
                        ("2024", "numbers 2024.csv"), (unicodedata.normalize("NFD", "résumé"), "résumé.doc")):
            with self.subTest(q=q):
                self.found(q, [ids[name]])
        e = self.search("report")[ids["Quarterly Report.pdf"]]
        self.assertTrue(ENTRY <= set(e), e)
        self.assertEqual((e["name"], e["parent_id"]), ("Quarterly Report.pdf", self.box))
        self.assertEqual(self.search("nothing of the kind"), {})

    def test_follows_what_happens(self):
        c = self.c
        f = c.mkdir("zebra folder", self.box)["id"]
        x = c.upload("zebra one.txt", b"x", f)["id"]
        self.found("zebra", [f, x])
        c.patch("/api/entries/" + x, {"name": "giraffe.txt"})
        self.found("zebra", [f])
        self.found("giraffe", [x])
        c.patch("/api/entries/" + x, {"parent_id": self.box})
        self.found("giraffe", [x])
        self.assertEqual(self.search("giraffe")[x]["parent_id"], self.box)
        c.patch("/api/entries/" + x, {"parent_id": f})
        # What lies in a folder that is away is away as well.
        self.trash(c, f)
        self.found("zebra", [])
        self.found("giraffe", [])
        self.assertEqual(c.post("/api/trash/%s/restore" % f).status, 200)
        self.found("giraffe", [x])
        self.trash(c, f)
        self.job(c, c.delete("/api/trash/" + f))
        self.found("zebra", [])
        self.found("giraffe", [])

    def test_copies_are_found(self):
        c = self.c
        f = c.mkdir("source", self.box)["id"]
        c.upload_many([("lynx %d" % i, b"x") for i in range(6)], f)
        self.worked(c, c.post("/api/entries/%s/copy" % f, {"parent_id": self.box, "name": "copy"}))
        until(lambda: len(self.search("lynx")) == 12)
        self.assertEqual(len(self.search("lynx")), 12)
        self.trash(c, f)
        until(lambda: len(self.search("lynx")) == 6)
        self.assertNotIn(f, {e["parent_id"] for e in self.search("lynx").values()})
        self.assertEqual(len(self.search("lynx")), 6)

    def test_pages(self):
        made = self.c.upload_many([("walrus %02d" % i, b"") for i in range(60)], self.box)
        self.found("walrus", [e["id"] for e in made])
        got, cursor = [], None
        for _ in range(100):
            page = self.c.ok("GET", "/api/search", query=dict({"q": "walrus"}, **({"cursor": cursor} if cursor else {})))
            self.assertEqual(set(page), {"items", "next_cursor"})
            got += [e["id"] for e in page["items"]]
            cursor = page["next_cursor"]
            if not cursor:
                break
        self.assertEqual((len(got), len(set(got))), (60, 60))

    def test_kinds(self):
        c = self.c
        f = c.mkdir("heron", self.box)["id"]
        x = c.upload("heron.txt", b"x", self.box)["id"]
        self.found("heron", [f, x])
        self.assertEqual(set(self.search("heron", kind="folder")), {f})
        self.problem(c.get("/api/search", query={"q": "heron", "kind": "bogus"}), 422)

    def test_whose(self):
        x = self.c.upload("pelican", b"x", self.box)["id"]
        self.found("pelican", [x])
        self.assertEqual(self.search("pelican", self.bob), {})
        own = self.bob.upload("pelican", b"y")["id"]
        self.found("pelican", [own], self.bob)
        self.assertEqual(set(self.search("pelican")), {x})
        # A member who is removed does not find it any more, whatever he found before.
        self.put_member(self.c, self.box, "bob", "viewer")
        self.search("pelican", self.bob)
        self.c.delete("/api/entries/%s/members/%s" % (self.box, self.bob.account["id"]))
        self.found("pelican", [own], self.bob)

    def test_refusals(self):
        for q in ("", "?q=", "?q=x&bogus=1", "?q=x&cursor=garbage", "?q=x&cursor=", "?q=" + "x" * 5000, "?kind=bogus"):
            with self.subTest(q=q[:20]):
                self.problem(self.c.get("/api/search" + q), 422, "invalid_input")
        self.problem(self.c.get("/api/search?q=x", token=None), 401)
        self.problem(self.c.get("/api/recent", token=None), 401)
        self.problem(self.c.get("/api/recent?bogus=1"), 422)
        self.problem(self.c.get("/api/recent?cursor=garbage"), 422)
        for q in ("*", "%", "_", "\\", "'", "\"", "(", "[", "\x00", "🙂", "a\nb", "-", "AND"):
            with self.subTest(q=q):
                r = self.c.get("/api/search", query={"q": q})
                self.assertIn(r.status, (200, 422), r)
                if r.status == 200:
                    self.assertEqual(r.json["items"], [], q)

    def test_a_cursor_of_another_search(self):
        self.c.upload_many([("ibis %03d" % i, b"") for i in range(120)], self.box)
        until(lambda: len(self.search("ibis")) == 120)
        cur = self.c.ok("GET", "/api/search", query={"q": "ibis"})["next_cursor"]
        if cur is None:
            self.skipTest("all on one page")
        for c, q in ((self.c, "other"), (self.bob, "ibis")):
            r = c.get("/api/search", query={"q": q, "cursor": cur})
            if r.status == 200:
                self.assertEqual([e for e in r.json["items"] if "ibis" in e["name"]], [], q)
            else:
                self.problem(r, 422)

    def test_recent(self):
        c = self.c
        ids = [c.upload("r%d" % i, b"%d" % i, self.box)["id"] for i in range(4)]

        def newest(n):
            return [e["id"] for e in c.ok("GET", "/api/recent")["items"] if e["kind"] == "file"][:n]
        until(lambda: newest(4) == ids[::-1])
        self.assertEqual(newest(4), ids[::-1])
        self.assertTrue(ENTRY <= set(c.ok("GET", "/api/recent")["items"][0]))
        c.upload("r1", b"new", self.box, on_conflict="replace")
        want = [ids[1], ids[3], ids[2], ids[0]]
        until(lambda: newest(4) == want)
        self.assertEqual(newest(4), want)
        self.trash(c, ids[1])
        until(lambda: newest(4) == [ids[3], ids[2], ids[0]])
        self.assertEqual(newest(4), [ids[3], ids[2], ids[0]])
        self.assertFalse(set(ids) & {e["id"] for e in self.bob.ok("GET", "/api/recent")["items"]})


if __name__ == "__main__":
    unittest.main()
