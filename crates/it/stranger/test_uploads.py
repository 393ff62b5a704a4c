"""Room, starting, sending, completing, cancelling; names that are taken."""

import base64
import hashlib
import unittest

from client import HomeCase, RFC3339_UTC, sha256_b64, together

MiB = 1 << 20


class Room(HomeCase):
    """A quota of 1 MiB, and what must never overrun it."""

    flags = ("--default-quota", "1MiB")
    accounts = ("alice", "bob", "carol")

    def test_fifty_starts_at_ninety_percent(self):
        c = self.bob
        c.upload("ninety", b"\0" * (MiB * 9 // 10))
        piece = 30_000  # three of them fit into what is left
        fit = (MiB - MiB * 9 // 10) // piece
        rs = together(50, lambda i: c.post("/api/uploads", {"uploads": [{
            "parent_id": "root", "name": "p%d" % i, "size_bytes": piece,
            "content_type": "text/plain"}]}))
        self.assertEqual({r.status for r in rs}, {200}, rs)
        ups = [r.json["uploads"][0] for r in rs]
        won = [u for u in ups if "upload_id" in u]
        self.assertEqual(len(won), fit, ups)
        for u in ups:
            if "problem" in u:
                self.item_problem(u, 507, "quota_exceeded")
        s = c.storage()
        self.assertEqual(s["reserved_bytes"], fit * piece)
        self.assertEqual(s["free_bytes"], s["quota_bytes"] - s["used_bytes"] - s["reserved_bytes"])
        self.assertGreaterEqual(s["free_bytes"], 0)
        # Cancelled at once, twice each: the room is back exactly once.
        rs = together(len(won) * 2, lambda i: c.delete("/api/uploads/" + won[i // 2]["upload_id"]))
        self.assertEqual({r.status for r in rs}, {204}, rs)
        s2 = c.storage()
        self.assertEqual((s2["reserved_bytes"], s2["used_bytes"]), (0, s["used_bytes"]))
        # One call with 25: as many as fit, in the order asked.
        ups = c.start([{"parent_id": "root", "name": "q%d" % i, "size_bytes": piece,
                        "content_type": "text/plain"} for i in range(25)])
        self.assertEqual(len(ups), 25)
        self.assertEqual(len([u for u in ups if "upload_id" in u]), fit)
        for u in ups:
            if "upload_id" in u:
                self.assertEqual(c.delete("/api/uploads/" + u["upload_id"]).status, 204)
        self.assertEqual(c.storage()["reserved_bytes"], 0)
        # Exactly what is left fits, one byte more does not.
        free = c.storage()["free_bytes"]
        u = c.start([{"parent_id": "root", "name": "x", "size_bytes": free + 1,
                      "content_type": "text/plain"}])[0]
        self.item_problem(u, 507, "quota_exceeded")
        u = c.start([{"parent_id": "root", "name": "x", "size_bytes": free,
                      "content_type": "text/plain"}])[0]
        self.assertIn("upload_id", u)
        self.assertEqual(c.storage()["free_bytes"], 0)
        z = c.start([{"parent_id": "root", "name": "zero", "size_bytes": 0,
                      "content_type": "text/plain"}])[0]
        self.assertIn("upload_id", z)

    def test_sizes(self):
        c = self.alice
        before = c.storage()
        for size in (-1, 2 ** 53 + 1, 1.5, "5", None, True, [], {}, 2 ** 63, 2 ** 64, -2 ** 63, 10 ** 40):
            good = {"parent_id": "root", "name": "good", "size_bytes": 5, "content_type": "text/plain"}
            bad = dict(good, name="bad", size_bytes=size)
            for body in ([bad], [good, bad]):
                with self.subTest(size=size, n=len(body)):
                    self.problem(c.post("/api/uploads", {"uploads": body}), 422, "invalid_input")
        bad = {"parent_id": "root", "name": "bad", "content_type": "text/plain"}
        self.problem(c.post("/api/uploads", {"uploads": [bad]}), 422)
        self.assertEqual(c.storage(), before)
        self.assertEqual([u for u in c.ok("GET", "/api/uploads")["items"] if u["name"] == "good"], [])
        # Far too much is a matter of room or of form, but never of luck.
        u = c.post("/api/uploads", {"uploads": [dict(bad, size_bytes=2 << 40)]})
        if u.status == 200:
            self.item_problem(u.json["uploads"][0], 507, "quota_exceeded")
        else:
            self.problem(u, 422)

    def test_bodies(self):
        c = self.alice
        ok = {"parent_id": "root", "name": "n", "size_bytes": 1, "content_type": "text/plain"}
        for change in ({"parent_id": 5}, {"name": 5}, {"name": None}, {"content_type": None},
                       {"content_type": 5}, {"sha256": "zz"}, {"sha256": 5},
                       {"sha256": hashlib.sha256(b"x").hexdigest()}, {"on_conflict": "bogus"},
                       {"client_key": 5}, {"unknown": 1}):
            with self.subTest(change=change):
                self.problem(c.post("/api/uploads", {"uploads": [dict(ok, **change)]}), 422)
        for body in ({}, {"uploads": []}, {"uploads": {}}, {"uploads": [5]}, {"uploads": None},
                     {"uploads": [ok], "more": 1}, {"uploads": [ok] * 10001}):
            with self.subTest(body=str(body)[:40]):
                r = c.post("/api/uploads", body)
                self.assertIn(r.status, (422, 413), r)
                self.problem(r, r.status)
        for body in ({}, {"uploads": []}, {"uploads": [{}]}, {"uploads": [{"upload_id": 5}]},
                     {"uploads": [{"upload_id": "x", "hint": "x"}]},
                     {"uploads": [{"upload_id": "x", "on_conflict": "no"}]},
                     {"uploads": [{"upload_id": "x", "size_bytes": 5}]}):
            with self.subTest(complete=str(body)[:50]):
                self.problem(c.post("/api/uploads/complete", body), 422)
        # What depends on state is that one upload's problem.
        got = c.start([dict(ok, parent_id="none"), dict(ok, name="fine"), dict(ok, name="..")])
        self.item_problem(got[0], 404)
        self.assertTrue({"upload_id", "state", "part_size_bytes", "part_count", "parts",
                         "expires_at"} <= set(got[1]), got)
        self.assertRegex(got[1]["expires_at"], RFC3339_UTC)
        self.assertEqual((got[1]["part_count"], got[1]["parts"]), (1, []))
        self.item_problem(got[2], 422)
        c.delete("/api/uploads/" + got[1]["upload_id"])

    def test_complete_at_once_counts_once(self):
        c = self.carol
        before = c.storage()
        u = c.start([c.spec("once", b"o" * 1000)])[0]
        self.assertEqual(c.put_part(u["parts"][0], b"o" * 1000).status, 200)
        rs = together(16, lambda i: c.post("/api/uploads/complete", {
            "uploads": [{"upload_id": u["upload_id"]}] * (1 + i % 2)}))
        ids = set()
        for r in rs:
            self.assertEqual(r.status, 200, r)
            for d in r.json["uploads"]:
                self.assertIn("entry", d, d)
                ids.add((d["entry"]["id"], d["entry"]["version_id"]))
        self.assertEqual(len(ids), 1)
        s = c.storage()
        self.assertEqual(s["used_bytes"], before["used_bytes"] + 1000)
        self.assertEqual(s["reserved_bytes"], before["reserved_bytes"])
        self.assertEqual(len([e for e in c.listing() if e["name"] == "once"]), 1)

    def test_complete_and_cancel_at_once(self):
        c = self.carol
        for turn in range(8):
            before = c.storage()
            u = c.start([c.spec("either %d" % turn, b"e" * 100)])[0]
            c.put_part(u["parts"][0], b"e" * 100)
            rs = together(4, lambda i: c.delete("/api/uploads/" + u["upload_id"]) if i % 2 else
                          c.post("/api/uploads/complete", {"uploads": [{"upload_id": u["upload_id"]}]}))
            done = ["entry" in r.json["uploads"][0] for r in rs[::2]]
            gone = [r.status == 204 for r in rs[1::2]]
            self.assertEqual(len(set(done)), 1, rs)
            self.assertEqual(set(gone), {not done[0]}, rs)
            s = c.storage()
            self.assertEqual(s["used_bytes"] - before["used_bytes"], 100 if done[0] else 0)
            self.assertEqual(s["reserved_bytes"], before["reserved_bytes"])
            if done[0]:
                self.assertEqual(c.download(
                    [e for e in c.listing() if e["name"] == "either %d" % turn][0]["id"]).body,
                    b"e" * 100)

    def test_replace_needs_room_too(self):
        c = self.home.client().sign_up("dora")
        c.upload("r", b"r" * 600_000)
        u = c.start([c.spec("r", b"r" * 600_000, on_conflict="replace")])[0]
        self.item_problem(u, 507, "quota_exceeded")


class Uploads(HomeCase):
    accounts = ("alice", "bob")

    def setUp(self):
        self.c = self.alice
        self.box = self.c.mkdir("box " + self.id().rsplit(".", 1)[1])["id"]

    def begin(self, name, data, **more):
        return self.c.start([self.c.spec(name, data, self.box, **more)])[0]

    def test_the_plain_way(self):
        u = self.begin("plain", b"hello")
        self.assertEqual((u["state"], u["part_count"], len(u["parts"])), ("open", 1, 1))
        p = u["parts"][0]
        self.assertEqual(set(p), {"number", "url", "headers"})
        self.assertEqual(p["number"], 1)
        self.assertFalse({h.lower() for h in p["headers"]} & {"host", "content-length"})
        self.assertTrue(p["url"].startswith("http://127.0.0.1:%d/" % self.home.port))
        self.assertEqual(self.c.put_part(p, b"hello").status, 200)
        g = self.c.ok("GET", "/api/uploads/" + u["upload_id"])
        self.assertTrue({"upload_id", "state", "size_bytes", "part_size_bytes", "part_count",
                         "stored_parts"} <= set(g))
        self.assertEqual(g["stored_parts"], [{"number": 1, "size_bytes": 5,
                                              "sha256": sha256_b64(b"hello")}])
        done = self.c.complete([u["upload_id"]])
        self.assertEqual(set(done[0]), {"entry"})
        self.assertEqual(self.c.download(done[0]["entry"]["id"]).body, b"hello")
        self.assertEqual(self.c.ok("GET", "/api/uploads/" + u["upload_id"])["state"], "committed")

    def test_empty_file(self):
        u = self.begin("empty", b"")
        self.assertEqual((u["part_count"], len(u["parts"])), (1, 1))
        self.item_problem(self.c.complete([u["upload_id"]])[0], 409)
        self.assertEqual(self.c.put_part(u["parts"][0], b"").status, 200)
        e = self.c.complete([u["upload_id"]])[0]["entry"]
        self.assertEqual((e["size_bytes"], e["sha256"]), (0, sha256_b64(b"")))
        r = self.c.download(e["id"])
        self.assertEqual((r.status, r.body), (200, b""))

    def test_wrong_bytes_are_refused(self):
        u = self.begin("wrong", b"hello")
        p = u["parts"][0]
        for data in (b"jello", b"hell", b"hello!", b"", b"h" * 100_000):
            with self.subTest(data=data[:8]):
                r = self.c.put_part(p, data)
                self.assertIn(r.status, (400, 403, 411, 413), r)
        for headers in ([], [("x-amz-checksum-sha256", sha256_b64(b"jello"))]):
            r = self.c.send_url("PUT", p["url"], b"jello", headers)
            self.assertIn(r.status, (400, 403), r)
        self.item_problem(self.c.complete([u["upload_id"]])[0], 409)
        g = self.c.ok("GET", "/api/uploads/" + u["upload_id"])
        self.assertEqual((g["state"], g["stored_parts"]), ("open", []))
        # Still usable.
        self.assertEqual(self.c.put_part(p, b"hello").status, 200)
        self.assertIn("entry", self.c.complete([u["upload_id"]])[0])

    def test_other_methods_on_a_put_address(self):
        u = self.begin("methods", b"hello")
        p = u["parts"][0]
        hs = list(p["headers"].items())
        for m in ("GET", "HEAD", "POST", "DELETE", "PATCH"):
            with self.subTest(method=m):
                r = self.c.send_url(m, p["url"], b"hello" if m in ("POST", "PATCH") else None, hs)
                self.assertGreaterEqual(r.status, 400)
        r = self.c.send_url("PUT", p["url"], b"", hs + [("x-amz-copy-source", "/share-cloud-content/x")])
        self.assertGreaterEqual(r.status, 400)
        for extra in ("&partNumber=1&uploadId=x", "&acl", "&tagging"):
            r = self.c.send_url("PUT", p["url"] + extra, b"hello", hs)
            self.assertIn(r.status, (400, 403), r)
        self.c.delete("/api/uploads/" + u["upload_id"])

    def test_a_copy_header_copies_nothing(self):
        secret = self.bob.upload("secret", b"bobs!")
        t = self.bob.ok("POST", "/api/downloads", {"entry_ids": [secret["id"]]})["tickets"][0]["url"]
        path = t.split("/", 3)[3].split("?")[0]
        u = self.begin("thief", b"hello")
        p = u["parts"][0]
        for src in ("/" + path, path):
            r = self.c.send_url("PUT", p["url"], b"hello", list(p["headers"].items()) +
                                [("x-amz-copy-source", src)])
            if r.status == 200:
                e = self.c.complete([u["upload_id"]])[0]["entry"]
                self.assertEqual(self.c.download(e["id"]).body, b"hello")
                break

    def test_content_cannot_be_changed_afterwards(self):
        u = self.begin("fixed", b"hello")
        p = u["parts"][0]
        self.assertEqual(self.c.put_part(p, b"hello").status, 200)
        e = self.c.complete([u["upload_id"]])[0]["entry"]
        for data in (b"hello", b"jello"):
            self.c.put_part(p, data)
        self.assertEqual(self.c.download(e["id"]).body, b"hello")
        r = self.c.post("/api/uploads/%s/parts" % u["upload_id"],
                        {"parts": [{"number": 1, "sha256": sha256_b64(b"jello")}]})
        self.problem(r, 409)

    def test_two_contents_signed_for_one_part(self):
        # Whichever is stored first stays; the entry tells the truth about its bytes.
        u = self.c.start([{"parent_id": self.box, "name": "two", "size_bytes": 5,
                           "content_type": "text/plain"}])[0]
        both = [self.c.ok("POST", "/api/uploads/%s/parts" % u["upload_id"], {
            "parts": [{"number": 1, "sha256": sha256_b64(d)}]})["parts"][0]
            for d in (b"hello", b"jello")]
        rs = together(2, lambda i: self.c.put_part(both[i], (b"hello", b"jello")[i]))
        self.assertIn(200, [r.status for r in rs])
        e = self.c.complete([u["upload_id"]])[0]["entry"]
        body = self.c.download(e["id"]).body
        self.assertIn(body, (b"hello", b"jello"))
        self.assertEqual(e["sha256"], sha256_b64(body))

    def test_sign_parts(self):
        u = self.c.start([{"parent_id": self.box, "name": "later", "size_bytes": 5,
                           "content_type": "text/plain"}])[0]
        self.assertEqual(u["parts"], [])
        path = "/api/uploads/%s/parts" % u["upload_id"]
        h = sha256_b64(b"hello")
        for parts in ([], [{"number": 0, "sha256": h}], [{"number": 2, "sha256": h}],
                      [{"number": -1, "sha256": h}], [{"number": 1.5, "sha256": h}],
                      [{"number": "1", "sha256": h}], [{"number": 1}], [{"sha256": h}],
                      [{"number": 1, "sha256": "x"}], [{"number": 1, "sha256": h, "x": 1}],
                      None, 5, [None]):
            with self.subTest(parts=parts):
                self.problem(self.c.post(path, {"parts": parts}), 422)
        self.problem(self.c.post("/api/uploads/none/parts", {"parts": [{"number": 1, "sha256": h}]}), 404)
        self.problem(self.bob.post(path, {"parts": [{"number": 1, "sha256": h}]}), 404)
        got = self.c.ok("POST", path, {"parts": [{"number": 1, "sha256": h}]})
        self.assertEqual(self.c.put_part(got["parts"][0], b"hello").status, 200)
        e = self.c.complete([u["upload_id"]])[0]["entry"]
        self.assertEqual(e["sha256"], h)

    def test_cancel(self):
        before = self.c.storage()
        u = self.begin("cancelled", b"hello")
        self.assertEqual(self.c.storage()["reserved_bytes"], before["reserved_bytes"] + 5)
        self.problem(self.bob.delete("/api/uploads/" + u["upload_id"]), 404)
        for _ in range(2):
            r = self.c.delete("/api/uploads/" + u["upload_id"])
            self.assertEqual((r.status, r.body), (204, b""))
        self.assertEqual(self.c.storage(), before)
        self.item_problem(self.c.complete([u["upload_id"]])[0], 409)
        self.assertNotIn(u["upload_id"],
                         [i["upload_id"] for i in self.c.ok("GET", "/api/uploads")["items"]])
        self.problem(self.c.delete("/api/uploads/none"), 404)
        # Cancelled after completing: the file stays.
        e = self.c.upload("kept", b"kept", self.box)
        u = self.begin("kept2", b"kept")
        self.c.put_part(u["parts"][0], b"kept")
        e = self.c.complete([u["upload_id"]])[0]["entry"]
        self.problem(self.c.delete("/api/uploads/" + u["upload_id"]), 409)
        self.assertEqual(self.c.download(e["id"]).body, b"kept")

    def test_complete_twice_and_before(self):
        u = self.begin("twice", b"hello")
        p = self.item_problem(self.c.complete([u["upload_id"]])[0], 409, "upload_incomplete")
        self.assertIn("code", p)
        self.c.put_part(u["parts"][0], b"hello")
        first = self.c.complete([u["upload_id"]])[0]["entry"]
        again = self.c.complete([u["upload_id"]])[0]["entry"]
        self.assertEqual(first["id"], again["id"])
        self.item_problem(self.c.complete(["none"])[0], 404)
        got = self.c.complete(["none", u["upload_id"]])
        self.item_problem(got[0], 404)
        self.assertEqual(got[1]["entry"]["id"], first["id"])
        self.item_problem(self.bob.complete([u["upload_id"]])[0], 404)
        self.problem(self.bob.get("/api/uploads/" + u["upload_id"]), 404)

    def test_client_key(self):
        spec = self.c.spec("keyed", b"hello", self.box, client_key="key-1")
        before = self.c.storage()["reserved_bytes"]
        pair = self.c.start([spec, spec])
        self.assertEqual(pair[0]["upload_id"], pair[1]["upload_id"])
        self.assertEqual(self.c.start([spec])[0]["upload_id"], pair[0]["upload_id"])
        self.assertEqual(self.c.storage()["reserved_bytes"], before + 5)
        for change in ({"name": "other"}, {"size_bytes": 6}, {"parent_id": "root"},
                       {"content_type": "text/html"}, {"on_conflict": "replace"}):
            with self.subTest(change=change):
                self.item_problem(self.c.start([dict(spec, **change)])[0], 409, "client_key_reused")
        got = self.c.start([dict(spec, name="x", client_key="key-2"), dict(spec, name="y", client_key="key-2")])
        self.assertIn("upload_id", got[0])
        self.item_problem(got[1], 409, "client_key_reused")
        self.assertEqual(self.c.storage()["reserved_bytes"], before + 10)
        # The same key of another account is another upload.
        b = self.bob.start([dict(spec, parent_id="root")])[0]
        self.assertNotEqual(b["upload_id"], pair[0]["upload_id"])
        self.c.put_part(pair[0]["parts"][0], b"hello")
        self.c.complete([pair[0]["upload_id"]])
        self.assertEqual(self.c.start([spec])[0]["upload_id"], pair[0]["upload_id"])
        self.assertEqual(self.c.start([spec])[0]["state"], "committed")
        self.assertEqual(self.c.storage()["reserved_bytes"], before + 5)

    def test_client_key_at_once(self):
        spec = self.c.spec("race", b"hello", self.box, client_key="race")
        before = self.c.storage()["reserved_bytes"]
        rs = together(16, lambda i: self.c.start([dict(spec)] if i % 2 else
                                                 [dict(spec, name="race"), dict(spec, name="other")]))
        ids = set()
        for i, r in enumerate(rs):
            self.assertNotIsInstance(r, BaseException, r)
            for u in r:
                if "upload_id" in u:
                    ids.add(u["upload_id"])
                else:
                    self.item_problem(u, 409, "client_key_reused")
        self.assertEqual(len(ids), 1, rs)
        self.assertEqual(self.c.storage()["reserved_bytes"], before + 5)

    def test_conflict_fail(self):
        self.c.upload("taken.txt", b"old", self.box)
        u = self.begin("taken.txt", b"new")
        if "problem" not in u:
            self.c.put_part(u["parts"][0], b"new")
            got = self.c.complete([u["upload_id"]])[0]
            self.item_problem(got, 409, "name_taken")
            # It is still there, with another way out.
            got = self.c.complete([{"upload_id": u["upload_id"], "on_conflict": "rename"}])[0]
            self.assertEqual(got["entry"]["name"], "taken (2).txt")
        else:
            self.item_problem(u, 409, "name_taken")
        self.assertEqual(self.c.storage()["reserved_bytes"], self.reserved())

    def reserved(self):
        return sum(u["size_bytes"] for u in self.c.ok("GET", "/api/uploads")["items"])

    def test_conflict_rename(self):
        names = []
        for i in range(4):
            names.append(self.c.upload("a.tar", b"x", self.box, on_conflict="rename")["name"])
        self.assertEqual(names, ["a.tar", "a (2).tar", "a (3).tar", "a (4).tar"])
        for name, want in (("README", "README (2)"), ("x (2).txt", None), ("한글.txt", "한글 (2).txt"),
                           (".hidden", None)):
            self.c.upload(name, b"x", self.box)
            got = self.c.upload(name, b"x", self.box, on_conflict="rename")["name"]
            if want:
                self.assertEqual(got, want)
            self.assertNotEqual(got, name)
        # As long as a name may be: still a name of at most 255, with its extension.
        for name in ("n" * 251 + ".txt", "가" * 251 + ".txt", "😀" * 125 + ".txt"):
            self.c.upload(name, b"x", self.box)
            got = self.c.upload(name, b"x", self.box, on_conflict="rename")["name"]
            self.assertLessEqual(len(got.encode("utf-16-le")) // 2, 255)
            self.assertTrue(got.endswith(" (2).txt"), got[-20:])
        # A folder's name is taken too.
        self.c.mkdir("dir.d", self.box)
        self.assertEqual(self.c.upload("dir.d", b"x", self.box, on_conflict="rename")["name"], "dir (2).d")

    def test_conflict_replace(self):
        first = self.c.upload("r.txt", b"first", self.box)
        self.c.patch("/api/entries/" + first["id"], {"starred": True})
        before = self.c.storage()
        second = self.c.upload("r.txt", b"second!", self.box, on_conflict="replace")
        self.assertEqual(second["id"], first["id"])
        self.assertNotEqual(second["version_id"], first["version_id"])
        self.assertEqual(second["size_bytes"], 7)
        self.assertIs(second["starred"], True)
        s = self.c.storage()
        self.assertEqual(s["used_bytes"], before["used_bytes"] + 7)
        self.assertEqual(s["versions_bytes"], before["versions_bytes"] + 5)
        box = self.c.entry(self.box)
        self.assertEqual((box["total_bytes"], box["file_count"]), (7, 1))
        self.assertEqual(self.c.download(first["id"]).body, b"second!")
        # The other form of the name is the same file.
        third = self.c.upload("R.TXT", b"x", self.box, on_conflict="replace")
        self.assertEqual(len(self.c.listing(self.box)), 1 if third["id"] == first["id"] else 2)
        # A folder is not replaced by a file.
        self.c.mkdir("folder", self.box)
        u = self.begin("folder", b"x", on_conflict="replace")
        if "problem" not in u:
            self.c.put_part(u["parts"][0], b"x")
            u2 = self.c.complete([u["upload_id"]])[0]
            self.item_problem(u2, 409)
        else:
            self.item_problem(u, 409)

    def test_conflicts_at_once(self):
        def ready(name, n, mode):
            ups = []
            for i in range(n):
                u = self.begin(name, b"12345", on_conflict=mode)
                self.c.put_part(u["parts"][0], b"12345")
                ups.append(u["upload_id"])
            return ups
        before = self.c.storage()
        ups = ready("fail", 8, "fail")
        rs = together(8, lambda i: self.c.complete([ups[i]])[0])
        self.assertEqual(["entry" in r for r in rs].count(True), 1, rs)
        for r in rs:
            if "problem" in r:
                self.item_problem(r, 409, "name_taken")
        for u, r in zip(ups, rs):
            if "problem" in r:
                self.c.delete("/api/uploads/" + u)
        ups = ready("rename.txt", 8, "rename")
        rs = together(8, lambda i: self.c.complete([ups[i]])[0])
        names = sorted(r["entry"]["name"] for r in rs)
        self.assertEqual(len(set(names)), 8, names)
        self.assertIn("rename.txt", names)
        ups = ready("replace", 8, "replace")
        rs = together(8, lambda i: self.c.complete([ups[i]])[0])
        self.assertEqual(len({r["entry"]["id"] for r in rs}), 1, rs)
        s = self.c.storage()
        self.assertEqual(s["used_bytes"], before["used_bytes"] + 5 * 17)
        self.assertEqual(s["versions_bytes"], before["versions_bytes"] + 5 * 7)
        self.assertEqual(s["reserved_bytes"], before["reserved_bytes"])
        e = self.c.entry(self.box)
        self.assertEqual((e["total_bytes"], e["file_count"]), (5 * 10, 10))
        # One call with one name many times.
        ups = ready("many", 5, "rename")
        got = [d["entry"]["name"] for d in self.c.complete(ups)]
        self.assertEqual(sorted(got), ["many"] + ["many (%d)" % i for i in range(2, 6)])

    def test_complete_elsewhere(self):
        other = self.c.mkdir("elsewhere", self.box)["id"]
        u = self.begin("here", b"hello")
        self.c.put_part(u["parts"][0], b"hello")
        for bad, status in (({"parent_id": "none"}, 404), ({"name": ".."}, 422), ({"name": "a/b"}, 422),
                            ({"parent_id": self.bob.account["root_id"]}, 404)):
            got = self.c.complete([dict(bad, upload_id=u["upload_id"])])[0]
            self.item_problem(got, status)
        e = self.c.complete([{"upload_id": u["upload_id"], "parent_id": other, "name": "there"}])[0]["entry"]
        self.assertEqual((e["parent_id"], e["name"]), (other, "there"))
        self.assertEqual(self.c.entry(other)["total_bytes"], 5)

    def test_the_folder_moved_meanwhile(self):
        a = self.c.mkdir("a", self.box)["id"]
        f = self.c.mkdir("f", a)["id"]
        u = self.c.start([self.c.spec("late", b"hello", f)])[0]
        self.c.put_part(u["parts"][0], b"hello")
        hint = [self.c.account["root_id"], self.box, a, f]
        self.c.patch("/api/entries/" + f, {"parent_id": self.box})
        e = self.c.complete([{"upload_id": u["upload_id"], "hint": hint}])[0]["entry"]
        self.assertEqual(e["parent_id"], f)
        self.assertEqual(self.c.entry(a)["total_bytes"], 0)
        self.assertEqual(self.c.entry(f)["total_bytes"], 5)
        self.assertEqual(self.c.entry(self.box)["total_bytes"], 5)

    def test_list_uploads(self):
        n = 60
        started = []
        for i in range(0, n, 20):
            started += [u["upload_id"] for u in self.c.start(
                [self.c.spec("l%d" % (i + j), b"x", self.box) for j in range(20)])]
        page = self.c.ok("GET", "/api/uploads")
        self.assertEqual(set(page), {"items", "next_cursor"})
        got = {u["upload_id"] for u in page["items"]}
        while page["next_cursor"]:
            page = self.c.ok("GET", "/api/uploads", query={"cursor": page["next_cursor"]})
            got |= {u["upload_id"] for u in page["items"]}
        self.assertTrue(set(started) <= got)
        self.assertFalse({u["upload_id"] for u in self.bob.ok("GET", "/api/uploads")["items"]} & got)
        together(4, lambda i: [self.c.delete("/api/uploads/" + u) for u in started[i::4]])

    def test_list_uploads_is_whole(self):
        # However many are open: each is listed, on this page or on the next ones.
        c = self.home.client().sign_up("hoarder")
        n = 44
        together(4, lambda k: [c.start([
            c.spec("가" * 200 + "%d" % (25 * i + j), b"x", client_key="k" * 100 + "%d" % (25 * i + j),
                   content_type="a/" + "b" * 100) for j in range(25)]) for i in range(k, n, 4)])
        self.assertEqual(c.storage()["reserved_bytes"], n * 25)
        got, cursor = [], None
        for _ in range(100):
            page = c.ok("GET", "/api/uploads", query={"cursor": cursor} if cursor else None)
            got += [u["upload_id"] for u in page["items"]]
            cursor = page["next_cursor"]
            if not cursor:
                break
        self.assertEqual(len(got), len(set(got)))
        self.assertEqual(len(got), n * 25)

    def test_a_part_sent_again_while_completing(self):
        # The bytes that are downloaded are those the checksum speaks of.
        size = self.begin("probe", b"x")["part_size_bytes"]
        one = b"\x02" * size
        u = self.c.start([{"parent_id": self.box, "name": "again", "size_bytes": size + 5,
                           "content_type": "video/mp4"}])[0]
        path = "/api/uploads/%s/parts" % u["upload_id"]

        def sign(n, d):
            return self.c.ok("POST", path, {"parts": [{"number": n, "sha256": sha256_b64(d)}]})["parts"][0]
        self.assertEqual(self.c.put_part(sign(1, one), one).status, 200)
        a, b = sign(2, b"aaaaa"), sign(2, b"bbbbb")
        self.assertEqual(self.c.put_part(a, b"aaaaa").status, 200)
        rs = together(5, lambda i: self.c.complete([u["upload_id"]])[0] if i == 2 else
                      self.c.put_part((a, b)[i % 2], (b"aaaaa", b"bbbbb")[i % 2]))
        got = rs[2]
        if "entry" not in got:
            got = self.c.complete([u["upload_id"]])[0]
        e = got["entry"]
        self.c.put_part(b, b"bbbbb")
        t = self.c.ok("POST", "/api/downloads", {"entry_ids": [e["id"]]})["tickets"][0]
        tail = self.c.send_url("GET", t["url"], None, [("Range", "bytes=-5")]).body
        digest = hashlib.sha256(hashlib.sha256(one).digest() + hashlib.sha256(tail).digest())
        self.assertEqual(e["checksum"]["composite"],
                         base64.b64encode(digest.digest()).decode() + "-2")

    def test_several_parts(self):
        # Two parts: one full, one of 5 bytes.
        u = self.c.start([{"parent_id": self.box, "name": "big", "size_bytes": 1,
                           "content_type": "text/plain"}])[0]
        size = u["part_size_bytes"]
        self.c.delete("/api/uploads/" + u["upload_id"])
        one, two = b"\x01" * size, b"tail!"
        u = self.c.start([{"parent_id": self.box, "name": "big", "size_bytes": size + 5,
                           "content_type": "video/mp4",
                           "sha256": sha256_b64(one + two)}])[0]
        self.assertEqual((u["part_count"], u["parts"], u["part_size_bytes"]), (2, [], size))
        path = "/api/uploads/%s/parts" % u["upload_id"]
        h1, h2 = sha256_b64(one), sha256_b64(two)
        for bad in ([{"number": 3, "sha256": h1}], [{"number": 0, "sha256": h1}]):
            self.problem(self.c.post(path, {"parts": bad}), 422)
        parts = self.c.ok("POST", path, {"parts": [{"number": 2, "sha256": h2},
                                                   {"number": 1, "sha256": h1}]})["parts"]
        self.assertEqual([p["number"] for p in parts], [2, 1])
        self.item_problem(self.c.complete([u["upload_id"]])[0], 409, "upload_incomplete")
        # The last part with the length of another, and other bytes.
        for data in (b"tail", b"tail!!", b"tael!"):
            self.assertIn(self.c.put_part(parts[0], data).status, (400, 403), data)
        self.assertEqual(self.c.put_part(parts[0], two).status, 200)
        self.item_problem(self.c.complete([u["upload_id"]])[0], 409, "upload_incomplete")
        self.assertEqual(self.c.put_part(parts[1], one).status, 200)
        g = self.c.ok("GET", "/api/uploads/" + u["upload_id"])
        self.assertEqual(g["stored_parts"], [
            {"number": 1, "size_bytes": size, "sha256": h1},
            {"number": 2, "size_bytes": 5, "sha256": h2}])
        before = self.c.storage()
        rs = together(4, lambda i: self.c.complete([u["upload_id"]])[0])
        e = None
        for r in rs:
            if "completing" in r:
                continue
            self.assertIn("entry", r, rs)
            self.assertTrue(e is None or e["id"] == r["entry"]["id"])
            e = r["entry"]
        if e is None:
            self.skipTest("completing as work")
        self.assertEqual((e["size_bytes"], e["sha256"]), (size + 5, None))
        digest = base64.b64encode(hashlib.sha256(
            base64.b64decode(h1) + base64.b64decode(h2)).digest()).decode()
        self.assertEqual(e["checksum"], {"composite": digest + "-2", "part_size_bytes": size})
        s = self.c.storage()
        self.assertEqual(s["used_bytes"] - before["used_bytes"], size + 5)
        t = self.c.ok("POST", "/api/downloads", {"entry_ids": [e["id"]]})["tickets"][0]
        self.assertEqual((t["sha256"], t["checksum"]), (None, e["checksum"]))
        r = self.c.send_url("GET", t["url"])
        self.assertEqual(hashlib.sha256(r.body).digest(), hashlib.sha256(one + two).digest())
        r = self.c.send_url("GET", t["url"], None, [("Range", "bytes=%d-%d" % (size - 2, size + 1))])
        self.assertEqual((r.status, r.body), (206, b"\x01\x01ta"))
        # The old address of a part takes nothing any more.
        self.assertGreaterEqual(self.c.put_part(parts[0], two).status, 400)
        self.assertEqual(self.c.send_url("GET", t["url"], None, [("Range", "bytes=-5")]).body, two)


if __name__ == "__main__":
    unittest.main()
