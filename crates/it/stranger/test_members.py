"""Members of a folder: what viewers and editors may, whose room it takes, and what happens when they go."""

import json
import re
import unittest

from cases import ENTRY, WRONG, WorkCase
from client import PASSWORD


class MemberCase(WorkCase):
    accounts = ("alice", "viewer", "editor", "stranger")

    def setUp(self):
        c = self.alice
        self.top = c.mkdir(self.id())["id"]
        self.sub = c.mkdir("sub", self.top)["id"]
        self.x = c.upload("x.txt", b"hello", self.sub)["id"]
        self.put_member(c, self.top, "viewer", "viewer")
        self.put_member(c, self.top, "editor", "editor")

    def members(self, entry_id, c=None):
        return {m["username"]: m for m in (c or self.alice).ok("GET", "/api/entries/%s/members" % entry_id)["items"]}

    def remove(self, entry_id, account_id, c=None):
        return (c or self.alice).delete("/api/entries/%s/members/%s" % (entry_id, account_id))

    def mine(self, c):
        return {e["id"]: e for e in self.pages(c, "/api/shared-with-me")}


class Members(MemberCase):
    def test_shapes(self):
        m = self.put_member(self.alice, self.sub, "viewer", "editor")
        self.assertTrue({"account_id", "username", "role", "inherited_from"} <= set(m), m)
        self.assertEqual((m["account_id"], m["username"], m["role"], m["inherited_from"]),
                         (self.viewer.account["id"], "viewer", "editor", None))
        self.assertNotIn("example.com", str(m))
        top, sub = self.members(self.top), self.members(self.sub)
        self.assertEqual({u: top[u]["role"] for u in ("viewer", "editor")}, {"viewer": "viewer", "editor": "editor"})
        # From which folder: its id, alone or with its name.
        self.assertEqual(sub["editor"]["role"], "editor")
        self.assertIn(self.top, json.dumps(sub["editor"]["inherited_from"]))
        own = [m for m in self.alice.ok("GET", "/api/entries/%s/members" % self.sub)["items"]
               if m["username"] == "viewer" and m["inherited_from"] is None]
        self.assertEqual([m["role"] for m in own], ["editor"])
        # Again is the same member.
        m = self.put_member(self.alice, self.top, "VIEWER", "editor")
        self.assertEqual(self.members(self.top)["viewer"]["role"], "editor")
        self.assertEqual(m["account_id"], self.viewer.account["id"])
        e = self.mine(self.editor)[self.top]
        self.assertTrue(ENTRY <= set(e), e)
        self.assertIsNone(e["parent_id"])
        self.assertNotIn(self.top, self.mine(self.stranger))
        self.assertNotIn(self.top, self.mine(self.alice))

    def test_seen_from_the_shared_entry_down(self):
        for c in (self.viewer, self.editor):
            e = c.entry(self.top)
            self.assertEqual((e["parent_id"], [s["id"] for s in e["path"]]), (None, [self.top]))
            self.assertEqual(c.entry(self.sub)["parent_id"], self.top)
            self.assertEqual([s["id"] for s in c.entry(self.x)["path"]], [self.top, self.sub, self.x])
            self.assertEqual([i["id"] for i in c.listing(self.top)], [self.sub])
            self.assertEqual(c.download(self.x).body, b"hello")
            self.assertEqual(c.get("/api/entries/%s/content" % self.x).status, 302)
            self.problem(c.get("/api/entries/" + self.alice.account["root_id"]), 404)
            self.problem(c.get("/api/folders/%s/entries" % self.alice.account["root_id"]), 404)
            self.assertNotIn(self.top, {i["id"] for i in c.listing()})

    def test_a_viewer_changes_nothing(self):
        c, before = self.viewer, self.alice.storage()
        for r in (c.post("/api/folders", {"parent_id": self.top, "name": "n"}),
                  c.patch("/api/entries/" + self.x, {"name": "n"}),
                  c.patch("/api/entries/" + self.x, {"parent_id": self.top}),
                  c.patch("/api/entries/" + self.top, {"name": "n"}),
                  c.delete("/api/entries/" + self.x), c.delete("/api/entries/" + self.top),
                  c.post("/api/shares", {"entry_ids": [self.x], "allow": "download"}),
                  c.put("/api/entries/%s/members" % self.top, {"login": "stranger", "role": "viewer"}),
                  c.post("/api/entries/%s/copy" % self.x, {"parent_id": self.top, "name": "n"}),
                  c.patch("/api/entries/" + self.top, {"limit_bytes": 5}),
                  self.remove(self.top, self.editor.account["id"], c)):
            self.problem(r, 403)
        self.item_problem(c.start([c.spec("n", b"n", self.top)])[0], 403)
        r = c.post("/api/entries/batch", {"action": "trash", "entry_ids": [self.x]})
        self.assertEqual(r.json["results"][0]["problem"]["status"], 403, r)
        v = self.alice.upload("x.txt", b"hello again", self.sub, on_conflict="replace")["version_id"]
        self.problem(c.delete("/api/entries/%s/versions/%s" % (self.x, v)), 403)
        self.problem(c.post("/api/entries/%s/versions/%s/restore" % (self.x, v)), 403)
        self.assertEqual(self.alice.storage()["used_bytes"], before["used_bytes"] + 11)
        self.assertEqual(len(self.alice.ok("GET", "/api/entries/%s/versions" % self.x)["items"]), 2)

    @unittest.skip("7: list-versions is for account and member; a viewer is answered 403 forbidden")
    def test_a_viewer_lists_versions(self):
        self.assertEqual(len(self.viewer.ok("GET", "/api/entries/%s/versions" % self.x)["items"]), 1)

    def test_an_editor_has_versions(self):
        c, before = self.editor, self.alice.storage()
        one = c.ok("GET", "/api/entries/%s/versions" % self.x)["items"][0]["id"]
        c.upload("x.txt", b"hello again", self.sub, on_conflict="replace")
        r = c.post("/api/entries/%s/versions/%s/restore" % (self.x, one))
        self.assertEqual((r.status, r.json["size_bytes"]), (200, 5), r)
        two = [v["id"] for v in c.ok("GET", "/api/entries/%s/versions" % self.x)["items"] if not v["current"]][0]
        self.assertEqual(self.alice.storage()["versions_bytes"], before["versions_bytes"] + 11)
        r = c.delete("/api/entries/%s/versions/%s" % (self.x, two))
        self.assertIn(r.status, (204, 403), r)
        gone = 0 if r.status == 204 else 11
        self.assertEqual(self.alice.storage()["used_bytes"], before["used_bytes"] + gone)

    def test_an_editor_works_in_the_owners_room(self):
        c, before, own = self.editor, self.alice.storage(), self.editor.storage()
        f = c.mkdir("made", self.top)["id"]
        y = c.upload("y", b"y" * 100, f)
        self.assertEqual(y["parent_id"], f)
        self.assertEqual(self.alice.storage()["used_bytes"], before["used_bytes"] + 100)
        self.assertEqual(c.storage(), own)
        self.assertEqual(self.alice.download(y["id"]).body, b"y" * 100)
        r = c.patch("/api/entries/" + y["id"], {"parent_id": self.sub, "name": "z"})
        self.assertEqual((r.status, r.json["parent_id"], r.json["name"]), (200, self.sub, "z"), r)
        self.trash(c, y["id"])
        self.problem(c.get("/api/entries/" + y["id"]), 404)
        # The trash is the owner's.
        self.assertIn(y["id"], self.trashed(self.alice))
        self.assertNotIn(y["id"], self.trashed(c))
        for r in (c.delete("/api/trash/" + y["id"]), c.post("/api/trash/%s/restore" % y["id"])):
            self.assertIn(r.status, (403, 404), r)
            self.problem(r, r.status)
        self.assertEqual(self.alice.post("/api/trash/%s/restore" % y["id"]).status, 200)
        # What is the owner's alone.
        for r in (c.post("/api/shares", {"entry_ids": [self.x], "allow": "download"}),
                  c.put("/api/entries/%s/members" % self.sub, {"login": "stranger", "role": "viewer"}),
                  self.remove(self.top, self.viewer.account["id"], c)):
            self.problem(r, 403)
        self.assertEqual(set(self.members(self.top)) & {"viewer", "editor", "stranger"}, {"viewer", "editor"})

    def test_nothing_leaves_the_shared_folder(self):
        c = self.editor
        own = c.mkdir("own " + self.id())["id"]
        private = self.alice.mkdir("private " + self.id())["id"]
        for parent in (own, "root"):
            for entry in (self.x, self.sub):
                r = c.patch("/api/entries/" + entry, {"parent_id": parent})
                self.assertIn(r.status, (403, 409), r)
                self.problem(r, r.status)
        self.problem(c.patch("/api/entries/" + self.x, {"parent_id": private}), 404)
        self.problem(c.patch("/api/entries/" + self.x, {"parent_id": self.alice.account["root_id"]}), 404)
        r = c.patch("/api/entries/" + own, {"parent_id": self.top})
        self.assertIn(r.status, (403, 409), r)
        r = c.patch("/api/entries/" + self.top, {"parent_id": "root"})
        self.assertIn(r.status, (403, 409), r)
        self.assertEqual(self.alice.entry(self.x)["parent_id"], self.sub)
        # A copy may: it takes the room of who has it then.
        before = self.viewer.storage()["used_bytes"]
        r = self.viewer.post("/api/entries/%s/copy" % self.x, {"parent_id": "root", "name": self.id()})
        self.assertEqual(r.status, 200, r)
        self.assertEqual(self.viewer.storage()["used_bytes"], before + 5)
        self.remove(self.top, self.viewer.account["id"])
        self.assertEqual(self.viewer.download(r.json["id"]).body, b"hello")

    def test_others_see_nothing(self):
        c = self.stranger
        path = "/api/entries/%s/members" % self.top
        for r in (c.get(path), c.put(path, {"login": "stranger", "role": "editor"}), c.delete(path + "/me"),
                  c.delete(path + "/" + self.viewer.account["id"]), c.get("/api/entries/" + self.x),
                  c.post("/api/entries/%s/copy" % self.x, {"parent_id": "root"})):
            self.problem(r, 404)
        for m, p, b in (("GET", path, None), ("PUT", path, {"login": "stranger", "role": "editor"}),
                        ("DELETE", path + "/me", None), ("GET", "/api/shared-with-me", None)):
            self.problem(c.call(m, p, b, token=None), 401)

    def test_refusals(self):
        c, path = self.alice, "/api/entries/%s/members" % self.top
        for body in ([{}, None, {"login": "viewer"}, {"role": "viewer"}, {"login": "viewer", "role": "owner"},
                      {"login": "viewer", "role": "viewer", "unknown": 1}, {"login": "viewer", "role": 5}] +
                     [{"login": w, "role": "viewer"} for w in WRONG]):
            with self.subTest(body=body):
                self.problem(c.put(path, body), 422, "invalid_input")
        r = c.put(path, {"login": "nobody", "role": "viewer"})
        self.assertIn(r.status, (404, 422), r)
        r = c.put(path, {"login": "alice", "role": "viewer"})
        self.assertIn(r.status, (409, 422), r)
        self.problem(self.remove(self.top, "none"), 404)
        self.problem(self.remove(self.top, self.stranger.account["id"]), 404)
        self.problem(c.delete(path + "/me"), 404)
        self.problem(self.remove("none", self.viewer.account["id"]), 404)
        # Who is a member above is none here; there he is removed.
        r = self.remove(self.sub, self.viewer.account["id"])
        self.assertIn(r.status, (404, 409), r)
        self.assertEqual(self.viewer.get("/api/entries/" + self.sub).status, 200)

    @unittest.skip("7: a member is {account_id, username, …}; named by the address the account is another member without a name")
    def test_by_the_address_it_is_the_same_member(self):
        m = self.put_member(self.alice, self.top, "viewer@example.com", "editor")
        self.assertEqual((m["account_id"], m["username"]), (self.viewer.account["id"], "viewer"))
        self.assertEqual(len(self.alice.ok("GET", "/api/entries/%s/members" % self.top)["items"]), 2)

    @unittest.skip("7: remove-member {account_id}; who was named by the address too stays an editor: 200 afterwards")
    def test_removed_is_removed_however_often_named(self):
        self.put_member(self.alice, self.top, "viewer@example.com", "editor")
        self.assertEqual(self.remove(self.top, self.viewer.account["id"]).status, 204)
        self.problem(self.viewer.get("/api/entries/" + self.x), 404)

    def test_an_address_opens_nothing_before_it_is_confirmed(self):
        c = self.alice
        email = "later-%d@example.com" % next(self.numbers)
        m = self.put_member(c, self.top, email, "viewer")
        # Whoever only says that the address is his.
        thief = self.newcomer()
        self.assertEqual(thief.put("/api/account/email", {"email": email, "password": PASSWORD}).status, 200)
        liar = self.home.client().sign_up("liar%d" % next(self.numbers), email, verify=False)
        for other in (thief, liar):
            r = other.get("/api/entries/" + self.x)
            self.assertIn(r.status, (403, 404), r)
            self.assertNotIn(b"x.txt", r.body)
            self.assertNotIn(self.top.encode(), other.get("/api/shared-with-me").body)
        liar.ok("POST", "/api/accounts/verify-email", {"token": self.mail_of(liar, email)}, token=None)
        liar.sign_in(liar.account["username"])
        self.assertEqual(liar.get("/api/entries/" + self.x).status, 200)
        self.problem(thief.get("/api/entries/" + self.x), 404)
        self.assertEqual(self.remove(self.top, m["account_id"]).status, 204)
        self.problem(liar.get("/api/entries/" + self.x), 404)

    def mail_of(self, c, email):
        """The token in the letter of this account, among those to one address."""
        for m in c.outbox():
            found = re.search(r"/verify-email\?token=([A-Za-z0-9_-]+)", m["text"])
            if m["to"] == email and found and c.account["username"] in m["text"]:
                return found.group(1)
        raise AssertionError("no letter to " + email)

    def test_leaving_and_being_removed(self):
        r = self.viewer.delete("/api/entries/%s/members/me" % self.top)
        self.assertEqual((r.status, r.body), (204, b""), r)
        self.assertEqual(self.remove(self.top, self.editor.account["id"]).status, 204)
        for c in (self.viewer, self.editor):
            for p in ("/api/entries/" + self.top, "/api/entries/" + self.x, "/api/folders/%s/entries" % self.sub,
                      "/api/entries/%s/content" % self.x, "/api/entries/%s/members" % self.top):
                self.problem(c.get(p), 404)
            self.problem(c.post("/api/downloads", {"entry_ids": [self.x]}), 404)
            self.problem(c.patch("/api/entries/" + self.x, {"name": "n"}), 404)
            self.assertNotIn(self.top, self.mine(c))
        self.assertFalse({"viewer", "editor"} & set(self.members(self.top)))

    def test_a_role_below_does_not_open_what_is_above(self):
        self.remove(self.top, self.viewer.account["id"])
        self.put_member(self.alice, self.sub, "viewer", "editor")
        c = self.viewer
        self.problem(c.get("/api/entries/" + self.top), 404)
        self.assertEqual([s["id"] for s in c.entry(self.x)["path"]], [self.sub, self.x])
        self.assertIsNone(c.entry(self.sub)["parent_id"])
        self.problem(c.patch("/api/entries/" + self.x, {"parent_id": self.top}), 404)
        self.assertEqual(c.patch("/api/entries/" + self.x, {"name": "renamed"}).status, 200)

    def test_moved_out_of_what_is_shared(self):
        c = self.editor
        away = self.alice.mkdir("away " + self.id())["id"]
        u = c.start([c.spec("late", b"late", self.sub)])[0]
        self.assertEqual(c.put_part(u["parts"][0], b"late").status, 200)
        self.assertEqual(self.alice.patch("/api/entries/" + self.sub, {"parent_id": away}).status, 200)
        self.problem(c.get("/api/entries/" + self.sub), 404)
        self.problem(c.get("/api/entries/" + self.x), 404)
        self.item_problem(c.complete([u["upload_id"]])[0], 404)
        self.problem(c.patch("/api/entries/" + self.x, {"parent_id": self.top}), 404)
        self.assertEqual(self.alice.listing(self.sub)[0]["id"], self.x)
        e = c.complete([{"upload_id": u["upload_id"], "parent_id": self.top}])[0]["entry"]
        self.assertEqual(self.alice.entry(e["id"])["parent_id"], self.top)

    def test_a_member_above_may_be_moved_under_other_people(self):
        # Who may see a folder is decided by where it is now, in both directions.
        other = self.alice.mkdir("other " + self.id())["id"]
        self.put_member(self.alice, other, "stranger", "viewer")
        self.alice.patch("/api/entries/" + self.sub, {"parent_id": other})
        self.assertEqual(self.stranger.get("/api/entries/" + self.x).status, 200)
        self.problem(self.viewer.get("/api/entries/" + self.x), 404)
        self.alice.patch("/api/entries/" + self.sub, {"parent_id": self.top})
        self.problem(self.stranger.get("/api/entries/" + self.x), 404)
        self.assertEqual(self.viewer.get("/api/entries/" + self.x).status, 200)

    def test_trashed_and_back(self):
        self.trash(self.alice, self.top)
        self.problem(self.viewer.get("/api/entries/" + self.top), 404)
        self.problem(self.editor.get("/api/entries/" + self.x), 404)
        self.assertNotIn(self.top, self.mine(self.viewer))
        self.assertEqual(self.alice.post("/api/trash/%s/restore" % self.top).status, 200)
        self.assertEqual(self.viewer.get("/api/entries/" + self.x).status, 200)
        self.assertIn(self.top, self.mine(self.viewer))


if __name__ == "__main__":
    unittest.main()
