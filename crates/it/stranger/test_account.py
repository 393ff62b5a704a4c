"""An account's own matters: passwords, sessions, what happened, taking everything along, and closing."""

import json
import unittest

from cases import WRONG, WorkCase, until
from client import PASSWORD, together

NEW = "another battery 77"


class Sessions(WorkCase):
    accounts = ("alice", "bob")

    def again(self, c):
        """The same account on another device."""
        other = self.home.client()
        other.sign_in(c.account["username"])
        return other

    def over(self, c):
        """The session is over: nothing new comes of it."""
        self.problem(c.refresh(), 401)

    def test_list_and_revoke(self):
        c = self.newcomer()
        d = self.again(c)
        page = c.ok("GET", "/api/sessions")
        self.assertEqual(set(page), {"items", "next_cursor"})
        self.assertEqual([s["current"] for s in page["items"]].count(True), 1)
        theirs = [s["id"] for s in page["items"] if not s["current"]]
        self.assertEqual(len(theirs), 1)
        for secret in (c.token, d.token, c.cookie.split("=", 1)[1], d.cookie.split("=", 1)[1]):
            self.assertNotIn(secret, json.dumps(page))
        self.problem(self.bob.delete("/api/sessions/" + theirs[0]), 404)
        self.problem(c.delete("/api/sessions/none"), 404)
        self.assertEqual(d.refresh().status, 200)
        r = c.delete("/api/sessions/" + theirs[0])
        self.assertEqual((r.status, r.body), (204, b""))
        self.over(d)
        self.assertEqual(len(c.ok("GET", "/api/sessions")["items"]), 1)
        self.assertEqual(c.refresh().status, 200)
        self.assertIn(c.delete("/api/sessions/" + theirs[0]).status, (204, 404))

    def test_revoke_others(self):
        c = self.newcomer()
        others = [self.again(c) for _ in range(3)]
        self.assertEqual(len(c.ok("GET", "/api/sessions")["items"]), 4)
        self.assertEqual(c.delete("/api/sessions").status, 204)
        for d in others:
            self.over(d)
        self.assertEqual([s["current"] for s in c.ok("GET", "/api/sessions")["items"]], [True])
        self.assertEqual(c.refresh().status, 200)
        self.problem(c.delete("/api/sessions", token=None), 401)

    def test_change_password(self):
        c = self.newcomer()
        d = self.again(c)
        path = "/api/account/password"
        for body in ([{}, None, {"password": PASSWORD}, {"new_password": NEW}, {"password": PASSWORD, "new_password": "short"},
                      {"password": PASSWORD, "new_password": "x" * 5000},
                      {"password": PASSWORD, "new_password": NEW, "unknown": 1}] +
                     [{"password": PASSWORD, "new_password": w} for w in WRONG]):
            with self.subTest(body=str(body)[:60]):
                self.problem(c.put(path, body), 422, "invalid_input")
        self.problem(c.put(path, {"password": "not this one", "new_password": NEW}), 401, "invalid_credentials")
        self.problem(c.put(path, {"password": PASSWORD, "new_password": NEW}, token=None), 401)
        r = c.put(path, {"password": PASSWORD, "new_password": NEW})
        self.assertEqual((r.status, r.body), (204, b""))
        self.over(d)
        self.assertEqual(c.get("/api/account").status, 200)
        name = c.account["username"]
        self.problem(c.post("/api/sessions", {"login": name, "password": PASSWORD}, token=None), 401, "invalid_credentials")
        self.assertEqual(c.post("/api/sessions", {"login": name, "password": NEW}, token=None).status, 200)

    def test_change_email(self):
        c = self.newcomer()
        name = c.account["username"]
        path = "/api/account/email"
        self.problem(c.put(path, {"email": "new-%s@example.com" % name, "password": "not this one"}), 401,
                     "invalid_credentials")
        for body in [{}, None, {"email": "new@example.com"}, {"password": PASSWORD}, {"email": "nope", "password": PASSWORD},
                     {"email": "new@example.com", "password": PASSWORD, "unknown": 1}]:
            self.problem(c.put(path, body), 422, "invalid_input")
        r = c.put(path, {"email": "new-%s@example.com" % name, "password": PASSWORD})
        self.assertEqual((r.status, r.json["email"], r.json["pending_email"]),
                         (200, name + "@example.com", "new-%s@example.com" % name), r)
        # Whether an address is taken is not said to who asks.
        taken = c.put(path, {"email": "bob@example.com", "password": PASSWORD})
        self.assertEqual(taken.status, 200, taken)
        self.assertEqual([m for m in c.outbox() if m["to"] == "bob@example.com"
                          and "verify-email?token" in m["text"]][1:], [])
        self.assertEqual(self.bob.ok("GET", "/api/account")["email"], "bob@example.com")

    def test_a_forgotten_password(self):
        c = self.newcomer()
        name = c.account["username"]
        for email in (name + "@example.com", "nobody-at-all@example.com"):
            for path in ("/api/accounts/forgot-password", "/api/accounts/find-username"):
                r = c.post(path, {"email": email}, token=None)
                self.assertEqual((r.status, r.json), (202, {}), r)
        token = c.mail_token(name + "@example.com", "reset-password")
        path = "/api/accounts/reset-password"
        self.problem(c.post(path, {"token": token, "new_password": "short"}, token=None), 422)
        rs = together(6, lambda i: c.post(path, {"token": token, "new_password": NEW + str(i)}, token=None))
        self.assertEqual([r.status for r in rs].count(204), 1, rs)
        won = [r.status for r in rs].index(204)
        self.over(c)
        for i in range(6):
            r = c.post("/api/sessions", {"login": name, "password": NEW + str(i)}, token=None)
            self.assertEqual(r.status, 200 if i == won else 401, r)

    def test_activity(self):
        c = self.newcomer()
        self.again(c)
        items = self.pages(c, "/api/activity")
        self.assertGreaterEqual(len(items), 1)
        count = len(items)
        c.put("/api/account/password", {"password": PASSWORD, "new_password": NEW})
        until(lambda: len(self.pages(c, "/api/activity")) > count)
        items = self.pages(c, "/api/activity")
        self.assertGreater(len(items), count)
        self.assertNotIn(NEW, json.dumps(items))
        one = c.ok("GET", "/api/activity", query={"limit": 1})
        self.assertEqual((len(one["items"]), one["items"][0]), (1, items[0]))
        self.assertIsNotNone(one["next_cursor"])
        for q in ({"cursor": "garbage"}, {"limit": 0}, {"bogus": 1}):
            self.problem(c.get("/api/activity", query=q), 422)
        self.problem(c.get("/api/activity", token=None), 401)

    def test_export(self):
        c = self.newcomer()
        f = c.mkdir("kept folder")["id"]
        c.upload("kept file.txt", b"hello", f)
        self.share(c, [f], password="link password")
        self.bob.upload("secret of " + c.account["username"], b"x")
        r = c.get("/api/account/export")
        self.assertEqual(r.status, 200, r)
        text = r.body.decode()
        doc = json.loads(text)
        self.assertIsInstance(doc, dict)
        for word in (c.account["username"], c.account["username"] + "@example.com"):
            self.assertIn(word, text)
        for word in ("secret of", PASSWORD, "link password", "$argon2", "bob@example.com", c.cookie.split("=", 1)[1]):
            self.assertNotIn(word, text)
        self.problem(c.get("/api/account/export", token=None), 401)

    def test_notices(self):
        self.assertLessEqual({"items", "next_cursor"}, set(self.bob.ok("GET", "/api/notices")))


if __name__ == "__main__":
    unittest.main()
