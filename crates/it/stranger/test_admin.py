"""What an admin may, and nobody else: accounts, figures, invitations."""

import json
import re
import unittest

from cases import WRONG, WorkCase, until
from client import PASSWORD, Home, together

ACCOUNT = {"id", "username", "email", "role", "status", "storage"}


class Administration(WorkCase):
    accounts = ("alice", "bob")

    def change(self, account_id, body, c=None):
        return (c or self.alice).patch("/api/admin/accounts/" + account_id, body)

    def test_nobody_else_may(self):
        i = self.bob.account["id"]
        for m, p, b in (("GET", "/api/admin/accounts", None), ("PATCH", "/api/admin/accounts/" + i, {"quota_bytes": 1 << 50}),
                        ("PATCH", "/api/admin/accounts/" + i, {"role": "admin"}), ("GET", "/api/admin/stats", None),
                        ("GET", "/api/admin/invitations", None), ("POST", "/api/admin/invitations", None),
                        ("DELETE", "/api/admin/invitations/none", None)):
            with self.subTest(route=m + " " + p):
                self.problem(self.bob.call(m, p, b), 403)
                self.problem(self.bob.call(m, p, b, token=None), 401)
        self.assertEqual(self.bob.ok("GET", "/api/account")["role"], "user")
        self.assertEqual(self.bob.storage()["quota_bytes"], 10 << 30)

    def test_accounts(self):
        c = [self.newcomer() for _ in range(4)]
        page = self.alice.ok("GET", "/api/admin/accounts", query={"limit": 2})
        self.assertEqual((set(page), len(page["items"])), ({"items", "next_cursor"}, 2))
        got = {a["id"]: a for a in self.pages(self.alice, "/api/admin/accounts", limit=2)}
        self.assertTrue({x.account["id"] for x in c} <= set(got))
        for a in got.values():
            self.assertTrue(ACCOUNT <= set(a), a)
            self.assertTrue({"quota_bytes", "used_bytes"} <= set(a["storage"]), a)
        self.assertNotIn("argon2", json.dumps(got))
        for q in ({"cursor": "garbage"}, {"limit": 0}, {"bogus": 1}):
            self.problem(self.alice.get("/api/admin/accounts", query=q), 422)

    def test_quota(self):
        c = self.newcomer()
        i = c.account["id"]
        r = self.change(i, {"quota_bytes": 1000})
        self.assertEqual((r.status, r.json["id"], r.json["storage"]["quota_bytes"]), (200, i, 1000), r)
        c.upload("x", b"x" * 900)
        self.item_problem(c.start([c.spec("y", b"y" * 101)])[0], 507, "quota_exceeded")
        self.assertEqual(self.change(i, {"quota_bytes": 500}).status, 200)
        s = c.storage()
        self.assertEqual((s["quota_bytes"], s["over_quota"], s["free_bytes"]), (500, True, -400))
        self.item_problem(c.start([c.spec("y", b"y")])[0], 507)
        self.assertEqual(c.get("/api/entries/root").status, 200)
        for body in [{"quota_bytes": w} for w in (-1, 1.5, "5", True, [], {}, 2 ** 64)] + [
                {"unknown": 1}, {"status": "gone"}, {"status": 5}, {"role": "owner"}, {"username": "x"}, {"used_bytes": 0}]:
            with self.subTest(body=body):
                self.problem(self.change(i, body), 422, "invalid_input")
        self.problem(self.change("none", {"quota_bytes": 5}), 404)
        self.assertEqual(c.storage()["quota_bytes"], 500)

    def test_quota_and_uploads_at_once(self):
        c = self.newcomer()
        self.change(c.account["id"], {"quota_bytes": 3000})

        def work(i):
            if i == 5:
                return self.change(c.account["id"], {"quota_bytes": 1000}).status
            return c.start([{"parent_id": "root", "name": "n%d" % i, "size_bytes": 400, "content_type": "a/b"}])[0]
        rs = together(12, work)
        self.assertEqual(rs[5], 200)
        n = len([r for r in rs if isinstance(r, dict) and "upload_id" in r])
        s = c.storage()
        self.assertEqual((s["quota_bytes"], s["reserved_bytes"], s["over_quota"]), (1000, 400 * n, 400 * n > 1000))
        self.assertTrue(2 <= n <= 7, rs)

    def test_suspended_and_back(self):
        c = self.newcomer()
        i, name = c.account["id"], c.account["username"]
        x = c.upload("x", b"x")["id"]
        s = self.share(c, [x])
        r = self.change(i, {"status": "suspended"})
        self.assertEqual((r.status, r.json["status"]), (200, "suspended"), r)
        for r in (c.get("/api/account"), c.get("/api/folders/root/entries"), c.refresh(),
                  c.post("/api/sessions", {"login": name, "password": PASSWORD}, token=None)):
            self.assertIn(r.status, (401, 403), r)
            self.problem(r, r.status)
        r = c.post("/api/sessions", {"login": name, "password": "not this one"}, token=None)
        self.problem(r, 401, "invalid_credentials")
        for r in (c.get("/api/s/" + s["token"], token=None),
                  c.post("/api/s/%s/downloads" % s["token"], {"entry_ids": [x]}, token=None)):
            self.assertIn(r.status, (403, 404, 410), r)
            self.problem(r, r.status)
        self.assertEqual(self.change(i, {"status": "active"}).status, 200)
        c.sign_in(name)
        self.assertEqual(c.download(x).body, b"x")
        self.assertEqual(c.post("/api/s/%s/downloads" % s["token"], {"entry_ids": [x]}, token=None).status, 200)

    def test_roles(self):
        c = self.newcomer()
        i = c.account["id"]
        self.assertEqual(self.change(i, {"role": "admin"}).json["role"], "admin")
        self.assertEqual(c.get("/api/admin/stats").status, 200)
        self.assertEqual(self.change(i, {"role": "user"}).status, 200)
        self.problem(c.get("/api/admin/stats"), 403)

    def test_two_admins_take_each_others_role_at_once(self):
        # However it ends, one is left.
        c = self.newcomer()
        self.assertEqual(self.change(c.account["id"], {"role": "admin"}).status, 200)
        for _ in range(3):
            rs = together(4, lambda i: self.change(c.account["id"], {"role": "user"}) if i % 2 else
                          self.change(self.alice.account["id"], {"role": "user"}, c))
            roles = [x.ok("GET", "/api/account")["role"] for x in (self.alice, c)]
            if "admin" not in roles:
                self.home.run("admin", "grant", "alice")
            self.assertIn("admin", roles, rs)
            boss = self.alice if roles[0] == "admin" else c
            for x in (self.alice, c):
                self.change(x.account["id"], {"role": "admin"}, boss)
        self.assertEqual(self.change(c.account["id"], {"role": "user"}).status, 200)

    def test_the_last_admin_stays(self):
        # Neither suspends nor closes himself away, also not two at once.
        boss = self.alice.account["id"]
        for body in ({"status": "suspended"}, {"role": "user"}):
            r = self.change(boss, body)
            self.assertIn(r.status, (403, 409), r)
            self.problem(r, r.status)
        c = self.newcomer()
        two, close = (self.alice, c), {"password": PASSWORD}
        for act in (lambda i: self.change(two[1 - i].account["id"], {"status": "suspended"}, two[i]),
                    lambda i: two[i].call("DELETE", "/api/account", close),
                    lambda i: two[i].call("DELETE", "/api/account", close) if i else
                    self.change(c.account["id"], {"role": "user"})):
            self.assertEqual(self.change(c.account["id"], {"role": "admin"}).status, 200)
            rs = together(2, act)
            left = [x for x in two if x.get("/api/admin/stats").status == 200]
            self.assertGreaterEqual(len(left), 1, rs)
            for x in two:
                if x not in left:
                    self.change(x.account["id"], {"status": "active"}, left[0])
                    x.sign_in(x.account["username"])
            for x in two:
                self.assertEqual(self.change(x.account["id"], {"role": "admin"}, left[0]).status, 200)
        self.assertEqual(self.change(c.account["id"], {"role": "user"}).status, 200)

    def test_stats(self):
        def figures():
            return self.alice.ok("GET", "/api/admin/stats")
        before = figures()
        self.assertIsInstance(before, dict)
        c = self.newcomer()
        c.upload("x", b"x" * 1234)
        until(lambda: figures()["accounts"] == before["accounts"] + 1)
        after = figures()
        self.assertEqual(after["accounts"], before["accounts"] + 1)
        self.assertEqual(after["used_bytes"], before["used_bytes"] + 1234)


class Invitations(unittest.TestCase):
    """A home that only who is invited may enter."""

    @classmethod
    def setUpClass(cls):
        cls.home = Home()
        try:
            cls.home.start()
            cls.alice = cls.home.client().sign_up("alice")
            cls.home.term()
            cls.home.flags = ["--sign-up", "invitation"]
            cls.home.start()
            cls.alice.sign_in("alice")
        except BaseException:
            cls.home.close()
            raise

    @classmethod
    def tearDownClass(cls):
        cls.home.close()

    def invite(self, **more):
        r = self.alice.post("/api/admin/invitations", more)
        self.assertIn(r.status, (200, 201), r)
        return r.json

    def sign_up(self, name, token=None):
        body = {"username": name, "email": name + "@example.com", "password": PASSWORD, "locale": "en"}
        if token:
            body["invitation"] = token
        return self.alice.post("/api/accounts", body, token=None)

    def token(self, invitation):
        return re.search(r"[A-Za-z0-9_-]{20,}$", invitation["url"]).group(0)

    def test_status(self):
        self.assertEqual(self.alice.post("/api/admin/invitations", {}).status, 200)

    def test_one_enters_by_one(self):
        self.assertEqual(self.sign_up("uninvited").status, 403)
        i = self.invite()
        self.assertIn(i["id"], [x["id"] for x in self.alice.ok("GET", "/api/admin/invitations")["items"]])
        self.assertIn(self.sign_up("liar", "A" * len(self.token(i))).status, (403, 404, 410, 422))
        rs = together(6, lambda k: self.sign_up("guest%d" % k, self.token(i)))
        self.assertEqual([r.status for r in rs].count(201), 1, rs)
        self.assertIn(self.sign_up("another", self.token(i)).status, (403, 404, 410, 422))

    def test_taken_back(self):
        i = self.invite()
        path = "/api/admin/invitations/" + i["id"]
        self.assertEqual(self.alice.delete(path).status, 204)
        self.assertNotEqual(self.sign_up("late", self.token(i)).status, 201)
        self.assertIn(self.alice.delete(path).status, (204, 404))
        self.assertEqual(self.alice.delete("/api/admin/invitations/none").status, 404)
        for body in [{"unknown": 1}, {"email": "nope"}, {"expires_at": "2020-01-01T00:00:00Z"}] + [
                {"email": w} for w in WRONG if w is not None]:
            self.assertEqual(self.alice.post("/api/admin/invitations", body).status, 422, body)


if __name__ == "__main__":
    unittest.main()
