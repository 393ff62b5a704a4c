"""Closing an account: everything is off at once, for everybody, and comes back whole if its owner signs in again in time."""

import unittest

from cases import WRONG, WorkCase, until
from client import PASSWORD, together


class Closing(WorkCase):
    accounts = ("alice", "bob")

    def close(self, c, password=PASSWORD):
        return c.call("DELETE", "/api/account", {"password": password})

    def off(self, c):
        """No session goes on."""
        self.problem(c.refresh(), 401)
        for p in ("/api/account", "/api/folders/root/entries", "/api/account/export", "/api/trash", "/api/recent"):
            self.problem(c.get(p), 401)
        self.problem(c.post("/api/folders", {"parent_id": "root", "name": "n"}), 401)

    def ended(self, r):
        self.assertIn(r.status, (404, 410), r)
        self.problem(r, r.status)

    def test_refusals(self):
        c = self.newcomer()
        for body in [{}, None, {"password": PASSWORD, "unknown": 1}] + [{"password": w} for w in WRONG]:
            with self.subTest(body=body):
                self.problem(c.call("DELETE", "/api/account", body), 422, "invalid_input")
        self.problem(self.close(c, "not this one"), 401, "invalid_credentials")
        self.problem(c.call("DELETE", "/api/account", {"password": PASSWORD}, token=None), 401)
        self.assertEqual(c.get("/api/account").status, 200)
        # A home without an admin would be nobody's.
        r = self.close(self.alice)
        self.assertIn(r.status, (403, 409), r)
        self.assertEqual(self.alice.ok("GET", "/api/account")["role"], "admin")

    def test_an_unconfirmed_account_may(self):
        c = self.home.client().sign_up("unconfirmed", verify=False)
        self.assertEqual(self.close(c).status, 204)
        self.off(c)

    def test_everything_is_off_and_comes_back(self):
        c = self.newcomer()
        name = c.account["username"]
        f = c.mkdir("f")["id"]
        x = c.upload("x", b"hello", f)["id"]
        c.upload("x", b"hello you", f, on_conflict="replace")
        self.trash(c, c.upload("gone", b"gone")["id"])
        s, d = self.share(c, [f]), self.share(c, [f], "drop")
        self.put_member(c, f, "bob", "editor")
        theirs = self.bob.mkdir("theirs")["id"]
        self.put_member(self.bob, theirs, name, "editor")
        late = self.bob.start([self.bob.spec("late", b"late", f)])[0]
        self.bob.put_part(late["parts"][0], b"late")
        other = self.home.client()
        other.sign_in(name)
        before, tree = c.storage(), self.tree(c, f)
        r = self.close(c)
        self.assertEqual((r.status, r.body), (204, b""), r)
        for who in (c, other):
            self.off(who)
        for r in (c.get("/api/s/" + s["token"], token=None), c.get("/api/s/" + d["token"], token=None),
                  c.get("/api/s/%s/folders/%s/entries" % (s["token"], f), token=None),
                  c.post("/api/s/%s/downloads" % s["token"], {"entry_ids": [f]}, token=None),
                  c.post("/api/s/%s/uploads" % d["token"], {"uploads": [
                      {"name": "n", "size_bytes": 1, "content_type": "a/b"}]}, token=None)):
            self.ended(r)
        b = self.bob
        for r in (b.get("/api/entries/" + f), b.get("/api/folders/%s/entries" % f), b.get("/api/entries/" + x),
                  b.patch("/api/entries/" + x, {"name": "n"}), b.post("/api/downloads", {"entry_ids": [x]}),
                  b.post("/api/folders", {"parent_id": f, "name": "n"}),
                  b.post("/api/entries/%s/copy" % x, {"parent_id": "root"})):
            self.problem(r, 404)
        self.item_problem(b.start([b.spec("n", b"n", f)])[0], 404)
        self.item_problem(b.complete([late["upload_id"]])[0], 404)
        self.assertNotIn(f, [e["id"] for e in self.pages(b, "/api/shared-with-me")])
        self.audit()
        # Its owner again, in time.
        c.sign_in(name)
        self.assertEqual((c.storage(), self.tree(c, f)), (before, tree))
        self.problem(other.refresh(), 401)
        self.assertEqual(c.post("/api/s/%s/downloads" % s["token"], {"entry_ids": [f]}, token=None).status, 200)
        self.assertEqual(b.download(x).body, b"hello you")
        self.assertEqual(c.get("/api/entries/" + theirs).status, 200)
        self.assertIn("entry", b.complete([late["upload_id"]])[0])
        self.assertEqual(self.holds(c)["reserved_bytes"], 0)

    def test_closed_many_times_at_once(self):
        c = self.newcomer()
        rs = together(5, lambda i: self.close(c))
        self.assertTrue({r.status for r in rs} <= {204, 401, 409, 503}, rs)
        self.assertIn(204, {r.status for r in rs})
        self.off(c)

    def test_closed_and_signed_in_at_once(self):
        # Either it is closing or it is open: never half of each.
        for turn in range(4):
            c = self.newcomer()
            name, x = c.account["username"], c.upload("x", b"x")["id"]
            s = self.share(c, [x])
            rs = together(3, lambda i: self.close(c) if i == 0 else
                          c.post("/api/sessions", {"login": name, "password": PASSWORD}, token=None))
            self.assertEqual(rs[0].status, 204, rs)
            for r in rs[1:]:
                self.assertIn(r.status, (200, 401, 403, 409, 503), r)
            alive = [c.get("/api/account", token=r.json["access_token"]).status == 200 for r in rs[1:] if r.status == 200]
            link = c.get("/api/s/" + s["token"], token=None).status
            status = [a["status"] for a in self.pages(self.alice, "/api/admin/accounts") if a["username"] == name]
            self.assertEqual(link, 200 if status == ["active"] else 410, (rs, status))
            if status != ["active"]:
                self.assertNotIn(True, alive, rs)
            c.sign_in(name)
            self.assertEqual(c.download(x).body, b"x")

    def test_closed_while_everybody_works(self):
        c = self.newcomer()
        f = c.mkdir("f")["id"]
        self.put_member(c, f, "bob", "editor")
        d = self.share(c, [f], "drop")
        x = c.upload("x", b"x" * 100, f)["id"]
        bad, ended, jobs = [], [], []

        def work(i):
            if i == 0:
                until(lambda: len(c.listing(f, limit=1000)) > 5)
                return self.close(c)
            for k in range(300):
                if ended:
                    return None
                try:
                    if i == 1:
                        r = c.post("/api/entries/%s/copy" % f, {"parent_id": "root", "name": "copy %d" % k})
                    elif i == 2:
                        self.bob.upload("b%d" % k, b"b", f)
                        continue
                    elif i == 3:
                        r = c.post("/api/s/%s/uploads" % d["token"], {"uploads": [
                            {"name": "d%d" % k, "size_bytes": 1, "content_type": "a/b"}]}, token=None)
                    else:
                        c.upload("c%d" % k, b"c", f)
                        r = c.post("/api/entries/%s/copy" % x, {"parent_id": f, "name": "x%d" % k})
                except AssertionError:
                    return ended.append(i)  # refused: there is nothing to write to any more
                if r.status == 202:
                    jobs.append(r.json["job_id"])
                if r.status in (401, 404, 410):
                    return ended.append(i)
                if r.status not in (200, 202, 409, 429, 503, 507):
                    bad.append(r)
        rs = together(5, work)
        self.assertEqual(rs[0].status, 204, rs)
        self.assertEqual(bad, [])
        self.off(c)
        self.audit()
        c.sign_in(c.account["username"])
        self.assertEqual(c.download(x).body, b"x" * 100)
        for j in jobs:
            self.job_end(c, j)
        self.holds(c)

    def test_killed_in_the_middle(self):
        c = self.newcomer()
        name, f = c.account["username"], c.mkdir("f")["id"]
        self.many(c, f, 60)
        tree = self.tree(c, f)
        s = self.share(c, [f])
        self.put_member(c, f, "bob", "viewer")
        r = c.post("/api/entries/%s/copy" % f, {"parent_id": "root", "name": "copy"})
        self.assertIn(r.status, (200, 202), r)
        self.assertEqual(self.close(c).status, 204)
        for _ in range(2):
            self.home.kill()
            self.home.start()
            self.off(c)
            self.ended(c.get("/api/s/" + s["token"], token=None))
            self.problem(self.bob.get("/api/entries/" + f), 404)
        c.sign_in(name)
        self.home.kill()
        self.home.start()
        self.assertEqual(self.tree(c, f), tree)
        self.assertEqual(c.get("/api/s/" + s["token"], token=None).status, 200)
        if r.status == 202:
            self.job_end(c, r.json["job_id"])
        self.assertEqual(self.holds(c)["reserved_bytes"], 0)
        self.audit()


if __name__ == "__main__":
    unittest.main()
