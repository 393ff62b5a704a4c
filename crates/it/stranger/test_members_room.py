"""What members send: into the owner's room, within a folder's limit, and only as long as they are members."""

import unittest

from client import together
from test_members import MemberCase

MiB = 1 << 20


class MembersRoom(MemberCase):
    flags = ("--default-quota", "1MiB")

    def begun(self, name=b"late"):
        c, u = self.editor, None
        u = c.start([c.spec(self.id(), name, self.top)])[0]
        self.assertEqual(c.put_part(u["parts"][0], name).status, 200)
        return u["upload_id"]

    def gone(self, upload_id, before):
        """The upload is over for who started it, and the owner has the room back."""
        self.assertIn(self.editor.delete("/api/uploads/" + upload_id).status, (204, 404))
        self.assertEqual(self.alice.storage(), before)
        self.assertEqual(self.editor.storage()["reserved_bytes"], 0)

    def test_removed_between_start_and_complete(self):
        before = self.alice.storage()
        u = self.begun()
        self.assertEqual(self.alice.storage()["reserved_bytes"], before["reserved_bytes"] + 4)
        self.assertEqual(self.remove(self.top, self.editor.account["id"]).status, 204)
        self.item_problem(self.editor.complete([u])[0], 404)
        # Nor can it be led past the owner's room, or into a room it was not reserved in.
        own = self.editor.complete([{"upload_id": u, "parent_id": "root"}])[0]
        self.assertIn("problem", own)
        self.assertEqual(self.editor.listing(), [])
        self.assertEqual(self.alice.listing(self.top), [self.alice.listing(self.top)[0]])
        self.gone(u, before)

    def test_made_a_viewer_between_start_and_complete(self):
        before = self.alice.storage()
        u = self.begun()
        self.put_member(self.alice, self.top, "editor", "viewer")
        self.item_problem(self.editor.complete([u])[0], 403)
        self.gone(u, before)

    def test_removed_while_completing(self):
        for turn in range(6):
            before = self.alice.storage()["used_bytes"]
            self.put_member(self.alice, self.top, "editor", "editor")
            u = self.editor.start([self.editor.spec("race %d" % turn, b"race", self.top)])[0]
            self.editor.put_part(u["parts"][0], b"race")
            rs = together(2, lambda i: self.editor.complete([u["upload_id"]])[0] if i else
                          self.remove(self.top, self.editor.account["id"]))
            self.assertEqual(rs[0].status, 204)
            if "entry" in rs[1]:
                self.assertEqual(self.alice.entry(rs[1]["entry"]["id"])["size_bytes"], 4)
            else:
                self.assertIn(rs[1]["problem"]["status"], (404, 409, 503), rs)
                self.assertIn(self.editor.delete("/api/uploads/" + u["upload_id"]).status, (204, 404))
            s = self.alice.storage()
            self.assertEqual((s["used_bytes"] - before, s["reserved_bytes"]), (4 if "entry" in rs[1] else 0, 0), rs)
        self.holds(self.alice)

    def test_uploads_belong_to_who_started_them(self):
        u = self.begun()
        for c in (self.alice, self.viewer, self.stranger):
            self.problem(c.get("/api/uploads/" + u), 404)
            self.problem(c.post("/api/uploads/%s/parts" % u, {"parts": [{"number": 1, "sha256": "A" * 43 + "="}]}), 404)
            self.item_problem(c.complete([u])[0], 404)
            self.assertNotIn(u, [x["upload_id"] for x in c.ok("GET", "/api/uploads")["items"]])
        self.assertEqual(self.editor.ok("GET", "/api/uploads/" + u)["state"], "open")
        self.assertEqual(self.editor.delete("/api/uploads/" + u).status, 204)

    def test_all_at_once_at_the_edge_of_the_owners_room(self):
        owner = self.newcomer()
        f = owner.mkdir("f")["id"]
        for login in ("editor", "viewer"):
            self.put_member(owner, f, login, "editor")
        piece = 100_000
        owner.upload("most", b"m" * (MiB - 4 * piece - 5), f)
        people = (owner, self.editor, self.viewer)

        def work(i):
            c = people[i % 3]
            u = c.start([c.spec("p%d" % i, b"p" * piece, f)])[0]
            if "problem" in u:
                self.item_problem(u, 507, "quota_exceeded")
                return None
            c.put_part(u["parts"][0], b"p" * piece)
            return c.complete([u["upload_id"]])[0]["entry"]["id"]
        rs = together(15, work)
        self.assertEqual([r for r in rs if isinstance(r, BaseException)], [])
        self.assertEqual(len([r for r in rs if r]), 4, rs)
        s = self.holds(owner)
        self.assertEqual((s["reserved_bytes"], s["free_bytes"]), (0, 5))
        for c in people[1:]:
            self.assertEqual(c.storage()["reserved_bytes"], 0)

    def test_a_limit_of_the_folder(self):
        owner = self.newcomer()
        f = owner.mkdir("f")["id"]
        self.put_member(owner, f, "editor", "editor")
        r = owner.patch("/api/entries/" + f, {"limit_bytes": 1000})
        self.assertEqual(r.status, 200, r)
        for bad in (-1, 1.5, "5", True, [], 2 ** 64):
            self.problem(owner.patch("/api/entries/" + f, {"limit_bytes": bad}), 422)
        people = (owner, self.editor)

        def work(i):
            c = people[i % 2]
            u = c.start([c.spec("p%d" % i, b"p" * 300, f)])[0]
            if "problem" in u:
                return u
            c.put_part(u["parts"][0], b"p" * 300)
            return c.complete([u["upload_id"]])[0]
        rs = together(10, work)
        self.assertEqual(len([r for r in rs if "entry" in r]), 3, rs)
        for r in rs:
            if "problem" in r:
                self.assertEqual(r["problem"]["code"], "folder_limit_exceeded", r)
        self.assertEqual(owner.entry(f)["total_bytes"], 900)
        self.assertEqual(owner.patch("/api/entries/" + f, {"limit_bytes": None}).status, 200)

    def test_copies_take_the_room_they_lie_in(self):
        owner, c = self.newcomer(), self.newcomer()
        f = owner.mkdir("f")["id"]
        self.put_member(owner, f, c.account["username"], "editor")
        mine = c.upload("mine", b"m" * 600_000)["id"]
        owner.upload("theirs", b"t" * 600_000, f)
        copy = "/api/entries/%s/copy"
        self.problem(c.post(copy % mine, {"parent_id": f}), 507, "quota_exceeded")
        theirs = [e["id"] for e in c.listing(f)][0]
        self.problem(c.post(copy % theirs, {"parent_id": "root"}), 507, "quota_exceeded")
        small = c.upload("small", b"s" * 100_000)["id"]
        rs = together(10, lambda i: c.post(copy % small, {"parent_id": f if i % 2 else "root", "on_conflict": "rename"}))
        for i, r in enumerate(rs):
            if r.status != 200:
                self.problem(r, 507, "quota_exceeded")
        self.assertEqual([r.status for r in rs[1::2]].count(200), 4, rs)
        self.assertEqual([r.status for r in rs[0::2]].count(200), 3, rs)
        self.assertEqual(self.holds(owner)["used_bytes"], 1_000_000)
        self.assertEqual(self.holds(c)["used_bytes"], 1_000_000)

    def test_removed_while_a_copy_is_made(self):
        owner, c = self.newcomer(), self.newcomer()
        f = owner.mkdir("f")["id"]
        self.many(owner, f, 60)
        self.put_member(owner, f, c.account["username"], "viewer")
        r = c.post("/api/entries/%s/copy" % f, {"parent_id": "root", "name": "copy"})
        self.assertIn(r.status, (200, 202), r)
        self.assertEqual(self.remove(f, c.account["id"], owner).status, 204)
        if r.status == 202:
            self.job_end(c, r.json["job_id"])
        for e in c.listing():
            for x in c.listing(e["id"], limit=1000):
                if x["kind"] == "file":
                    self.assertEqual(c.download(x["id"]).status, 200)
        self.assertEqual(self.holds(c)["reserved_bytes"], 0)
        self.assertEqual(self.holds(owner)["used_bytes"], 600)
        self.audit()

    def test_a_folder_with_members_is_purged(self):
        owner = self.newcomer()
        f = owner.mkdir("f")["id"]
        self.put_member(owner, f, "editor", "editor")
        u = self.editor.start([self.editor.spec("late", b"late", f)])[0]
        self.editor.put_part(u["parts"][0], b"late")
        self.trash(owner, f)
        self.job(owner, owner.delete("/api/trash/" + f))
        self.item_problem(self.editor.complete([u["upload_id"]])[0], 404)
        self.assertIn(self.editor.delete("/api/uploads/" + u["upload_id"]).status, (204, 404))
        self.assertNotIn(f, self.mine(self.editor))
        s = self.holds(owner)
        self.assertEqual((s["used_bytes"], s["reserved_bytes"]), (0, 0))
        self.audit()

    def test_many_put_and_removed_at_once(self):
        owner = self.newcomer()
        f = owner.mkdir("f")["id"]
        ids = [c.account["id"] for c in (self.viewer, self.editor)]
        rs = together(10, lambda i: self.remove(f, ids[i % 2], owner) if i % 3 == 0 else
                      owner.put("/api/entries/%s/members" % f, {"login": ("viewer", "editor")[i % 2],
                                                               "role": ("viewer", "editor")[i % 4 // 2]}))
        for r in rs:
            self.assertIn(r.status, (200, 204, 404, 409, 503), r)
        there = self.members(f, owner)
        for name, c in (("viewer", self.viewer), ("editor", self.editor)):
            self.assertEqual(c.get("/api/entries/" + f).status == 200, name in there, rs)
            self.assertEqual(f in self.mine(c), name in there, rs)


if __name__ == "__main__":
    unittest.main()
