"""Ids of other people, of other kinds, and what never was one: nothing is there, for whoever asks."""

import unittest
import urllib.parse

from cases import WorkCase
from client import sha256_b64

PARTS = {"parts": [{"number": 1, "sha256": sha256_b64(b"x")}]}
MEMBER = {"login": "bob", "role": "editor"}
# What is asked with an id of an entry, and of everything else.
ENTRY_ROUTES = (
    ("GET", "/api/entries/%s", None), ("PATCH", "/api/entries/%s", {"name": "taken over"}), ("DELETE", "/api/entries/%s", None),
    ("PATCH", "/api/entries/%s", {"starred": True}), ("PATCH", "/api/entries/%s", {"limit_bytes": 5}),
    ("POST", "/api/entries/%s/copy", {"parent_id": "root"}), ("GET", "/api/entries/%s/content", None),
    ("GET", "/api/entries/%s/versions", None), ("POST", "/api/entries/%s/versions/none/restore", None),
    ("DELETE", "/api/entries/%s/versions/none", None), ("GET", "/api/entries/%s/members", None),
    ("PUT", "/api/entries/%s/members", MEMBER), ("DELETE", "/api/entries/%s/members/me", None),
    ("DELETE", "/api/entries/%s/members/none", None), ("GET", "/api/folders/%s/entries", None),
    ("POST", "/api/trash/%s/restore", None), ("DELETE", "/api/trash/%s", None))
OTHER_ROUTES = (
    ("GET", "/api/uploads/%s", None), ("POST", "/api/uploads/%s/parts", PARTS), ("DELETE", "/api/uploads/%s", None),
    ("GET", "/api/jobs/%s", None), ("PATCH", "/api/shares/%s", {"paused": True}), ("DELETE", "/api/shares/%s", None),
    ("DELETE", "/api/sessions/%s", None))
# Bodies that name an id; a result may carry the problem instead of the answer.
BODIES = (
    ("/api/folders", lambda i: {"parent_id": i, "name": "n"}),
    ("/api/uploads", lambda i: {"uploads": [{"parent_id": i, "name": "n", "size_bytes": 1, "content_type": "a/b"}]}),
    ("/api/uploads/complete", lambda i: {"uploads": [{"upload_id": i}]}),
    ("/api/uploads/complete", lambda i: {"uploads": [{"upload_id": i, "parent_id": "root"}]}),
    ("/api/downloads", lambda i: {"entry_ids": [i]}),
    ("/api/shares", lambda i: {"entry_ids": [i], "allow": "download"}),
    ("/api/shares", lambda i: {"entry_ids": [i], "allow": "drop"}),
    ("/api/entries/batch", lambda i: {"action": "move", "entry_ids": [i], "parent_id": "root"}),
    ("/api/entries/batch", lambda i: {"action": "copy", "entry_ids": [i], "parent_id": "root"}),
    ("/api/entries/batch", lambda i: {"action": "trash", "entry_ids": [i]}),
    ("/api/entries/batch", lambda i: {"action": "restore", "entry_ids": [i]}),
    ("/api/entries/batch", lambda i: {"action": "star", "entry_ids": [i]}))
NEVER = ("none", "0" * 32, "A" * 43, "x" * 500, "..", ".", "%", "\x00", "한", "a b", "-", "null", "1", "*", "#", "a#b")


class Ids(WorkCase):
    accounts = ("alice", "bob", "carol")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        c = cls.alice
        f = c.mkdir("f")["id"]
        e = c.upload("x", b"x", f)
        gone = c.upload("gone", b"gone", f)["id"]
        c.delete("/api/entries/" + gone)
        c.upload_many([("y%d" % i, b"") for i in range(25)], c.mkdir("z", f)["id"])
        u = c.start([c.spec("open", b"x", f)])[0]
        c.put_part(u["parts"][0], b"x")
        doomed = c.mkdir("doomed")["id"]
        c.delete("/api/entries/" + doomed)
        s = c.ok("POST", "/api/shares", {"entry_ids": [f], "allow": "download"}, status=201)
        cls.theirs = {
            "root": c.account["root_id"], "folder": f, "file": e["id"], "trashed": gone, "version": e["version_id"],
            "upload": u["upload_id"], "share": s["id"], "account": c.account["id"], "token": s["token"],
            "job": c.delete("/api/trash/" + doomed).json["job_id"],
            "session": c.ok("GET", "/api/sessions")["items"][0]["id"]}
        cls.f = f

    def state(self):
        c = self.alice
        return (self.tree(c, "root"), self.holds(c), c.ok("GET", "/api/shares"), c.ok("GET", "/api/uploads"),
                self.trashed(c), c.ok("GET", "/api/entries/%s/members" % self.f), c.entry(self.f))

    def asked(self, c, ids, routes):
        for i in ids:
            quoted = urllib.parse.quote(i, safe="")
            for m, p, body in routes:
                if quoted in (".", "..") and p.endswith("%s"):
                    continue  # a client resolves these before it asks
                with self.subTest(route=m + " " + p, id=i[:40], body=body):
                    self.problem(c.call(m, p % quoted, body), 404)

    def test_of_other_people_in_paths(self):
        before = self.state()
        self.asked(self.bob, self.theirs.values(), ENTRY_ROUTES + OTHER_ROUTES)
        self.assertEqual(self.state(), before)
        self.assertEqual(self.alice.refresh().status, 200)

    def test_of_other_people_in_bodies(self):
        before = self.state()
        for c, ids in ((self.bob, list(self.theirs.values())), (self.alice, NEVER + (self.bob.account["root_id"],))):
            for i in ids:
                for p, body in BODIES:
                    with self.subTest(path=p, body=str(body(i))[:80]):
                        r = c.post(p, body(i))
                        if r.status == 200:
                            results = r.json.get("uploads") or r.json.get("results")
                            self.assertEqual([x["problem"]["status"] for x in results], [404], r)
                        else:
                            self.problem(r, 404)
        self.assertEqual(self.state(), before)

    def test_of_another_kind(self):
        # One's own, but not what is asked for.
        ids = [self.theirs[k] for k in ("version", "upload", "share", "account", "token", "job", "session")]
        self.asked(self.alice, ids, ENTRY_ROUTES)
        ids = [self.theirs[k] for k in ("root", "folder", "file", "trashed", "version", "account", "token")]
        self.asked(self.alice, ids + ["root"], OTHER_ROUTES)

    def test_that_never_were(self):
        before = self.state()
        self.asked(self.alice, NEVER, ENTRY_ROUTES + OTHER_ROUTES)
        self.assertEqual(self.state(), before)

    def test_of_a_member_among_members(self):
        # Who may see one folder sees nothing of another, by whatever road.
        mine = self.alice.mkdir("for carol")["id"]
        self.put_member(self.alice, mine, "carol", "editor")
        before = self.state()
        self.asked(self.carol, [v for k, v in self.theirs.items()], ENTRY_ROUTES + OTHER_ROUTES)
        for k in ("root", "folder", "file"):
            i = self.theirs[k]
            for hint in ([i], [self.alice.account["root_id"], self.f], [mine, i]):
                self.problem(self.carol.post("/api/folders", {"parent_id": i, "name": "n", "hint": hint}), 404)
            self.problem(self.carol.post("/api/entries/%s/copy" % i, {"parent_id": mine}), 404)
            r = self.carol.patch("/api/entries/" + mine, {"parent_id": i})
            self.assertIn(r.status, (403, 404), r)  # what is shared with one is not one's own to move
        self.assertEqual(self.carol.listing(mine), [])
        self.assertEqual(self.state(), before)

    def test_of_other_people_through_a_link(self):
        other = self.bob.mkdir("bob's")["id"]
        s = self.share(self.bob, [other])["token"]
        for i in self.theirs.values():
            with self.subTest(id=i):
                self.problem(self.bob.get("/api/s/%s/folders/%s/entries" % (s, i), token=None), 404)
                self.problem(self.bob.post("/api/s/%s/downloads" % s, {"entry_ids": [i]}, token=None), 404)
        self.problem(self.bob.get("/api/s/" + self.theirs["share"], token=None), 404)


if __name__ == "__main__":
    unittest.main()
