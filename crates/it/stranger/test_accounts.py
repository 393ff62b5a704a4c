"""Accounts, sessions, tokens, and the shape of what goes wrong."""

import base64
import json
import unittest

from client import HomeCase, PASSWORD, RFC3339_UTC, together

ACCOUNT = {"id", "username", "email", "pending_email", "email_verified", "display_name",
           "locale", "role", "storage"}
STORAGE = {"quota_bytes", "used_bytes", "reserved_bytes", "free_bytes", "versions_bytes",
           "trash_bytes", "over_quota"}


class Accounts(HomeCase):
    accounts = ("alice", "bob")

    def test_health(self):
        r = self.alice.get("/api/health", token=None)
        self.assertEqual(r.status, 200)
        self.assertIsInstance(r.json, dict)

    def test_openapi(self):
        doc = self.alice.ok("GET", "/api/openapi.json", token=None)
        self.assertTrue(doc["openapi"].startswith("3."))
        names = {op.get("operationId") for ops in doc["paths"].values() for op in ops.values()}
        wanted = {"health", "openapi", "sign-up", "verify-email", "sign-in", "refresh-session",
                  "sign-out", "get-account", "update-account", "resend-verification",
                  "change-email", "list-folder", "create-folder", "get-entry", "update-entry",
                  "start-uploads", "complete-uploads", "get-upload", "list-uploads", "sign-parts",
                  "cancel-upload", "create-downloads", "open-content", "create-share",
                  "list-shares", "revoke-share", "open-share", "unlock-share",
                  "list-share-folder", "create-share-downloads"}
        self.assertEqual(wanted - names, set())

    def test_openapi_problem_has_fields_only_for_invalid_input(self):
        doc = self.alice.ok("GET", "/api/openapi.json", token=None)
        self.assertNotIn("fields", doc["components"]["schemas"]["Problem"]["required"])

    def test_account_shape(self):
        a = self.alice.ok("GET", "/api/account")
        self.assertTrue(ACCOUNT <= set(a), a)
        self.assertTrue(STORAGE <= set(a["storage"]), a)
        for k in STORAGE - {"over_quota"}:
            self.assertIs(type(a["storage"][k]), int)
        self.assertIs(a["storage"]["over_quota"], False)
        self.assertEqual(a["username"], "alice")
        self.assertIs(a["email_verified"], True)
        self.assertEqual(a["storage"]["quota_bytes"], 10 << 30)
        s = a["storage"]
        self.assertEqual(s["free_bytes"], s["quota_bytes"] - s["used_bytes"] - s["reserved_bytes"])

    def test_first_account_is_admin_the_next_is_not(self):
        self.assertEqual(self.alice.ok("GET", "/api/account")["role"], "admin")
        self.assertNotEqual(self.bob.ok("GET", "/api/account")["role"], "admin")

    def sign_up_body(self, **k):
        b = {"username": "someone", "email": "someone@example.com", "password": PASSWORD,
             "locale": "en"}
        b.update(k)
        return {k: v for k, v in b.items() if v != "-"}

    def test_sign_up_refusals(self):
        for change in ({"username": "-"}, {"email": "-"}, {"password": "-"},
                       {"username": 5}, {"username": None}, {"email": ["x"]},
                       {"username": ""}, {"username": "a b"}, {"username": "a/../b"},
                       {"username": "x" * 300}, {"email": ""}, {"email": "nope"},
                       {"email": "a@b@c"}, {"email": "a\r\nBcc: x@example.com"},
                       {"password": ""}, {"password": "short"}, {"password": "x" * 5000},
                       {"locale": "zz"}, {"locale": 5}, {"role": "admin"},
                       {"storage": {"quota_bytes": 1 << 50}}):
            r = self.alice.post("/api/accounts", self.sign_up_body(**change), token=None)
            with self.subTest(change=str(change)[:60]):
                p = self.problem(r, 422, "invalid_input")
                self.assertTrue(p["fields"], p)
                for f in p["fields"]:
                    self.assertTrue({"field", "code"} <= set(f), f)

    def test_taken_username(self):
        r = self.alice.post("/api/accounts", self.sign_up_body(username="alice"), token=None)
        self.problem(r, 409, "username_taken")
        r = self.alice.post("/api/accounts", self.sign_up_body(username="ALICE"), token=None)
        self.assertIn(r.status, (409, 422), r)

    def test_wrong_sign_in(self):
        for body in ({"login": "alice", "password": "wrong password"},
                     {"login": "nobody", "password": PASSWORD},
                     {"login": "", "password": PASSWORD}):
            r = self.alice.post("/api/sessions", body, token=None)
            with self.subTest(body=body):
                if body["login"]:
                    self.problem(r, 401, "invalid_credentials")
                else:
                    self.assertIn(r.status, (401, 422), r)

    def test_sign_in_with_the_address(self):
        r = self.alice.post("/api/sessions", {"login": "alice@example.com",
                                              "password": PASSWORD}, token=None)
        self.assertEqual(r.status, 200, r)
        self.assertTrue({"access_token", "expires_in", "account"} <= set(r.json))
        self.assertIs(type(r.json["expires_in"]), int)
        cookie = r.header("set-cookie")
        self.assertIn("httponly", cookie.lower())
        self.assertIn("samesite", cookie.lower())
        self.assertNotIn(cookie.split(";")[0].split("=", 1)[1], r.body.decode())

    def test_tokens(self):
        other = self.alice.token
        head, body, sig = other.split(".")
        none = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "at+jwt"}).encode())
        none = none.rstrip(b"=").decode()
        bad = ["", "x", "a.b.c", other[:-1], other + "A", head + "." + body + ".",
               none + "." + body + ".", none + "." + body + "." + sig,
               body + "." + head + "." + sig, other.swapcase()]
        for t in bad:
            with self.subTest(token=t[:40]):
                r = self.alice.call("GET", "/api/account", token=None,
                                    headers=[("Authorization", "Bearer " + t)])
                self.problem(r, 401)
        for value in ("Basic YTpi", other, "Bearer", "Bearer  ", "Bearer null"):
            with self.subTest(value=value[:20]):
                self.problem(self.alice.call("GET", "/api/account", token=None,
                                             headers=[("Authorization", value)]), 401)
        self.problem(self.alice.get("/api/account", token=None), 401)
        self.problem(self.alice.get("/api/account?access_token=" + other, token=None), 401)

    def test_every_route_wants_a_token(self):
        for m, p, b in (("GET", "/api/account", None), ("PATCH", "/api/account", {}),
                        ("POST", "/api/account/verification-mail", None),
                        ("PUT", "/api/account/email", {"email": "x@example.com", "password": "x"}),
                        ("GET", "/api/folders/root/entries", None),
                        ("POST", "/api/folders", {"parent_id": "root", "name": "x"}),
                        ("GET", "/api/entries/root", None), ("PATCH", "/api/entries/root", {}),
                        ("POST", "/api/uploads", {"uploads": []}), ("GET", "/api/uploads", None),
                        ("POST", "/api/uploads/complete", {"uploads": []}),
                        ("GET", "/api/uploads/x", None), ("DELETE", "/api/uploads/x", None),
                        ("POST", "/api/uploads/x/parts", {"parts": []}),
                        ("POST", "/api/downloads", {"entry_ids": ["root"]}),
                        ("GET", "/api/entries/x/content", None),
                        ("POST", "/api/shares", {"entry_ids": ["root"], "allow": "download"}),
                        ("GET", "/api/shares", None), ("DELETE", "/api/shares/x", None)):
            with self.subTest(route=m + " " + p):
                self.problem(self.alice.call(m, p, b, token=None), 401)

    def test_refresh_and_sign_out(self):
        c = self.home.client()
        c.sign_in("bob")
        first, cookie = c.token, c.cookie
        r = c.refresh()
        self.assertEqual(r.status, 200, r)
        self.assertTrue({"access_token", "expires_in", "account"} <= set(r.json))
        self.assertEqual(c.get("/api/account").status, 200)
        self.problem(c.call("POST", "/api/sessions/refresh", token=None), 401)
        self.problem(c.call("POST", "/api/sessions/refresh", token=None,
                            headers=[("Cookie", cookie.split("=")[0] + "=garbage")]), 401)
        # The access token is no refresh token.
        self.problem(c.call("POST", "/api/sessions/refresh", token=first), 401)
        r = c.call("DELETE", "/api/sessions/current", token=None, headers=[("Cookie", c.cookie)])
        self.assertEqual(r.status, 204, r)
        self.assertEqual(r.body, b"")
        self.problem(c.call("POST", "/api/sessions/refresh", token=None,
                            headers=[("Cookie", c.cookie)]), 401)
        self.problem(c.call("POST", "/api/sessions/refresh", token=None,
                            headers=[("Cookie", cookie)]), 401)

    def test_refresh_in_two_tabs_at_once(self):
        c = self.home.client()
        c.sign_in("bob")
        rs = together(4, lambda i: self.home.client().call(
            "POST", "/api/sessions/refresh", token=None, headers=[("Cookie", c.cookie)]))
        self.assertEqual([r.status for r in rs], [200] * 4, rs)

    def test_malformed_json_is_400(self):
        good = b'{"parent_id":"root","name":"m"}'
        for raw in (b"{", b'{"parent_id":', b"nonsense", good + b"x", b"{'a':1}",
                    b'{"parent_id":"root","name":"m",}', b'{"parent_id":"root","name":"m"',
                    b'{"a":', b'{"unknown":1,', b'{"parent_id":5,"name":',
                    b'{"parent_id":"root","name":"\xff"}', b"\x00", b'{"parent_id":"root\n"}',
                    b'[1,', b'{"parent_id":"root" "name":"m"}', b"NaN"):
            with self.subTest(raw=raw):
                r = self.alice.raw("POST", "/api/folders", raw,
                                   [("Content-Type", "application/json"),
                                    ("Authorization", "Bearer " + self.alice.token)])
                self.problem(r, 400)

    def test_wrong_types_are_422(self):
        for raw in (b"[]", b"null", b"5", b'"x"', b"{}", b'{"parent_id":"root"}',
                    b'{"parent_id":"root","name":5}', b'{"parent_id":"root","name":null}',
                    b'{"parent_id":["root"],"name":"x"}',
                    b'{"parent_id":"root","name":"x","unknown":1}',
                    b'{"parent_id":"root","name":"x","hint":"x"}',
                    b'{"parent_id":"root","name":"x","hint":[5]}',
                    b'["root","positional",[]]'):
            with self.subTest(raw=raw):
                r = self.alice.raw("POST", "/api/folders", raw,
                                   [("Content-Type", "application/json"),
                                    ("Authorization", "Bearer " + self.alice.token)])
                p = self.problem(r, 422, "invalid_input")
                self.assertTrue(p["fields"], p)

    def test_an_array_is_no_object(self):
        r = self.alice.post("/api/sessions", ["alice", PASSWORD], token=None)
        self.problem(r, 422)

    def test_field_paths_have_one_form(self):
        # The same kind of body, wrong in two ways: both name the field the same way.
        up = self.alice.start([self.alice.spec("paths", b"x")])[0]["upload_id"]
        forms = set()
        for part in ({"number": 9, "sha256": "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="},
                     {"number": 1, "sha256": 5}):
            r = self.alice.post("/api/uploads/%s/parts" % up, {"parts": [part]})
            field = self.problem(r, 422)["fields"][0]["field"]
            forms.add(field.replace("number", "X").replace("sha256", "X"))
        self.alice.delete("/api/uploads/" + up)
        self.assertEqual(len(forms), 1, forms)

    def test_too_large_is_413(self):
        r = self.alice.post("/api/folders", {"parent_id": "root", "name": "x" * (8 << 20)})
        self.problem(r, 413)

    def test_unknown_route_and_method(self):
        self.problem(self.alice.get("/api/nope"), 404)
        self.problem(self.alice.post("/api/nope", {}), 404)
        self.assertEqual(self.problem(self.alice.get("/api/entries/%ff"), 404)["status"], 404)
        self.problem(self.alice.get("/api/entries/" + "x" * 3000), 404)

    def test_update_account(self):
        r = self.bob.patch("/api/account", {"display_name": "밥", "locale": "ko"})
        self.assertEqual(r.status, 200, r)
        self.assertEqual((r.json["display_name"], r.json["locale"]), ("밥", "ko"))
        r = self.bob.patch("/api/account", {"locale": "en"})
        self.assertEqual((r.json["display_name"], r.json["locale"]), ("밥", "en"))
        self.assertEqual(self.bob.patch("/api/account").status, 200)
        self.assertEqual(self.bob.patch("/api/account", {}).status, 200)
        for bad in ({"role": "admin"}, {"email": "x@example.com"}, {"username": "root"},
                    {"storage": {}}, {"email_verified": True}, {"locale": "zz"},
                    {"display_name": 5}, {"display_name": "x" * 5000}, {"id": "x"}):
            with self.subTest(bad=str(bad)[:40]):
                self.problem(self.bob.patch("/api/account", bad), 422)
        self.assertEqual(self.bob.ok("GET", "/api/account")["role"], "user")

    def test_answers_are_json_and_named(self):
        r = self.alice.get("/api/account")
        self.assertEqual(r.header("content-type").split(";")[0], "application/json")
        p = self.alice.get("/api/entries/none")
        self.assertEqual(p.header("content-type"), "application/problem+json")
        self.problem(p, 404)

    def test_pretend_forwarded_addresses_do_not_lift_limits(self):
        # No proxy is trusted: what a caller writes into the header counts for nothing.
        seen = set()
        for i in range(40):
            r = self.alice.call("POST", "/api/sessions",
                                {"login": "ghost%d" % (i % 2), "password": "wrong"}, token=None,
                                headers=[("X-Forwarded-For", "10.1.2.%d" % i)])
            seen.add(r.status)
            if r.status == 429:
                self.problem(r, 429)
                break
        self.assertIn(429, seen)


class Unverified(HomeCase):
    accounts = ("alice",)

    def test_what_an_unverified_account_may(self):
        c = self.home.client().sign_up("carol", verify=False)
        a = c.ok("GET", "/api/account")
        self.assertIs(a["email_verified"], False)
        self.assertEqual(c.patch("/api/account", {"display_name": "Carol"}).status, 200)
        for m, p, b in (("GET", "/api/folders/root/entries", None),
                        ("POST", "/api/folders", {"parent_id": "root", "name": "x"}),
                        ("GET", "/api/entries/root", None),
                        ("PATCH", "/api/entries/root", {"name": "x"}),
                        ("POST", "/api/uploads", {"uploads": [c.spec("x", b"x")]}),
                        ("GET", "/api/uploads", None),
                        ("POST", "/api/uploads/complete", {"uploads": [{"upload_id": "x"}]}),
                        ("POST", "/api/downloads", {"entry_ids": ["root"]}),
                        ("GET", "/api/shares", None),
                        ("POST", "/api/shares", {"entry_ids": ["root"], "allow": "download"})):
            with self.subTest(route=m + " " + p):
                self.problem(c.call(m, p, b), 403, "email_unverified")
        # A letter again: 202 {} or, within the minute, 429.
        r = c.post("/api/account/verification-mail")
        if r.status == 202:
            self.assertEqual(r.json, {})
        else:
            self.problem(r, 429)
        token = c.mail_token("carol@example.com")
        self.assertNotIn("=", token)
        r = c.post("/api/accounts/verify-email", {"token": token}, token=None)
        self.assertEqual(r.status, 200, r)
        self.assertEqual(c.ok("GET", "/api/account")["email_verified"], True)
        # No new sign-in is needed.
        self.assertEqual(c.get("/api/folders/root/entries").status, 200)
        r = c.post("/api/accounts/verify-email", {"token": token}, token=None)
        self.assertNotIn(r.status // 100, (5,), r)
        for bad in ("", "x", token[:-1], token + "A", "é"):
            with self.subTest(bad=bad):
                r = c.post("/api/accounts/verify-email", {"token": bad}, token=None)
                self.assertIn(r.status, (401, 404, 409, 410, 422), r)
                self.problem(r, r.status)

    def test_change_email(self):
        c = self.home.client().sign_up("dave")
        r = c.put("/api/account/email", {"email": "dave2@example.com", "password": "wrong wrong"})
        self.problem(r, 401, "invalid_credentials")
        r = c.put("/api/account/email", {"email": "nope", "password": PASSWORD})
        self.problem(r, 422)
        r = c.put("/api/account/email", {"email": "dave2@example.com", "password": PASSWORD})
        self.assertEqual(r.status, 200, r)
        self.assertEqual(r.json["email"], "dave@example.com")
        self.assertEqual(r.json["pending_email"], "dave2@example.com")
        self.assertIs(r.json["email_verified"], True)
        # Not before it is confirmed.
        r = c.post("/api/sessions", {"login": "dave2@example.com", "password": PASSWORD}, token=None)
        self.problem(r, 401, "invalid_credentials")
        r = c.post("/api/accounts/verify-email",
                   {"token": c.mail_token("dave2@example.com")}, token=None)
        self.assertEqual(r.status, 200, r)
        a = c.ok("GET", "/api/account")
        self.assertEqual((a["email"], a["pending_email"]), ("dave2@example.com", None))
        r = c.post("/api/sessions", {"login": "dave2@example.com", "password": PASSWORD}, token=None)
        self.assertEqual(r.status, 200, r)
        r = c.post("/api/sessions", {"login": "dave@example.com", "password": PASSWORD}, token=None)
        self.problem(r, 401, "invalid_credentials")

    def test_two_sign_ups_with_one_name_at_once(self):
        rs = together(6, lambda i: self.home.client().post("/api/accounts", {
            "username": "racer", "email": "racer%d@example.com" % i, "password": PASSWORD,
            "locale": "ko"}, token=None))
        self.assertEqual(sorted(r.status for r in rs), [201] + [409] * 5, rs)

    def test_times_are_rfc3339_utc(self):
        root = self.alice.ok("GET", "/api/entries/root")
        for k in ("created_at", "modified_at"):
            self.assertRegex(root[k], RFC3339_UTC)


if __name__ == "__main__":
    unittest.main()
