"""Drop links: bytes come in, nothing is seen; the room is the owner's."""

import unittest

from cases import WorkCase
from client import sha256_b64, together

MiB = 1 << 20


class DropCase(WorkCase):
    accounts = ("alice", "bob")

    def setUp(self):
        self.c = self.newcomer()
        self.box = self.c.mkdir("the box")["id"]
        self.secret = self.c.upload("secret.txt", b"secret", self.box)["id"]
        self.giver = self.home.client()

    def drop(self, **more):
        return self.share(self.c, [self.box], "drop", **more)

    def begin(self, s, *named, token=None):
        return self.giver.post("/api/s/%s/uploads" % s["token"], {"uploads": [
            {"name": n, "size_bytes": len(d), "content_type": "text/plain", "sha256": sha256_b64(d)} for n, d in named]},
            token=token)

    def end(self, s, *ids, token=None):
        return self.giver.post("/api/s/%s/uploads/complete" % s["token"], {"uploads": [{"upload_id": i} for i in ids]},
                               token=token)

    def give(self, s, name, data, token=None):
        """One file all the way; its result or its problem."""
        r = self.begin(s, (name, data), token=token)
        if r.status != 200:
            return r
        u = r.json["uploads"][0]
        if "problem" in u:
            return u
        if self.giver.put_part(u["parts"][0], data).status != 200:
            return "PUT"
        r = self.end(s, u["upload_id"], token=token)
        return r.json["uploads"][0] if r.status == 200 else r


class Drops(DropCase):
    def test_only_the_folders_name_is_seen(self):
        s = self.drop(note="please")
        self.assertEqual((s["allow"], s["entry_ids"]), ("drop", [self.box]))
        o = self.giver.ok("GET", "/api/s/" + s["token"], token=None)
        self.assertEqual((o["folder_name"], o["allow"], o["note"]), ("the box", "drop", "please"))
        self.assertNotIn("entries", o)
        self.assertNotIn("secret", str(o))
        for r in (self.giver.get("/api/s/%s/folders/%s/entries" % (s["token"], self.box), token=None),
                  self.giver.get("/api/s/%s/folders/root/entries" % s["token"], token=None),
                  self.giver.post("/api/s/%s/downloads" % s["token"], {"entry_ids": [self.secret]}, token=None),
                  self.giver.post("/api/s/%s/downloads" % s["token"], {"entry_ids": [self.box], "purpose": "inline"},
                                  token=None)):
            self.assertIn(r.status, (403, 404), r)
            self.problem(r, r.status)

    def test_given(self):
        s = self.drop()
        before = self.c.storage()
        r = self.begin(s, ("a.txt", b"hello"), ("b.txt", b""))
        self.assertEqual(r.status, 200, r)
        ups = r.json["uploads"]
        for u in ups:
            self.assertTrue({"upload_id", "state", "part_size_bytes", "part_count", "parts", "expires_at"} <= set(u), u)
        self.assertEqual(self.c.storage()["reserved_bytes"], 5)
        for u, d in zip(ups, (b"hello", b"")):
            self.assertEqual(self.giver.put_part(u["parts"][0], d).status, 200)
        r = self.end(s, *[u["upload_id"] for u in ups])
        self.assertEqual([("entry" in x) for x in r.json["uploads"]], [True, True], r)
        again = self.end(s, *[u["upload_id"] for u in ups])
        self.assertEqual(again.status, 200, again)
        self.assertEqual({e["name"] for e in self.c.listing(self.box)}, {"a.txt", "b.txt", "secret.txt"})
        self.assertEqual(self.holds(self.c)["used_bytes"], before["used_bytes"] + 5)

    def test_names_are_always_made_free(self):
        s = self.drop()
        rs = together(6, lambda i: self.give(s, "secret.txt", b"%d" % i))
        self.assertEqual([("entry" in r) for r in rs], [True] * 6, rs)
        names = {e["name"] for e in self.c.listing(self.box)}
        self.assertEqual(names, {"secret.txt"} | {"secret (%d).txt" % i for i in range(2, 8)})
        self.assertEqual(self.c.download(self.secret).body, b"secret")

    def test_refusals(self):
        s = self.drop()
        path = "/api/s/%s/uploads" % s["token"]
        ok = {"name": "n", "size_bytes": 1, "content_type": "text/plain"}
        for change in ({"parent_id": self.box}, {"parent_id": "root"}, {"unknown": 1}, {"size_bytes": -1}, {"size_bytes": "5"},
                       {"on_conflict": "replace"}, {"content_type": 5}, {"name": 5}, {"sha256": "zz"}):
            with self.subTest(change=change):
                self.problem(self.giver.post(path, {"uploads": [dict(ok, **change)]}, token=None), 422, "invalid_input")
        for body in ({}, None, {"uploads": []}, {"uploads": [5]}, {"uploads": [ok], "more": 1}):
            self.problem(self.giver.post(path, body, token=None), 422)
        got = self.giver.ok("POST", path, {"uploads": [dict(ok, name="a/b"), dict(ok, name="..")]}, token=None)["uploads"]
        for u in got:
            self.item_problem(u, 422)
        for body in ({}, {"uploads": []}, {"uploads": [{"upload_id": "x", "parent_id": "root"}]},
                     {"uploads": [{"upload_id": "x", "on_conflict": "replace"}]}):
            self.problem(self.giver.post(path + "/complete", body, token=None), 422)
        # What a drop link is for: one folder of one's own.
        for ids in ([self.secret], [self.box, self.c.mkdir("two")["id"]]):
            r = self.c.post("/api/shares", {"entry_ids": ids, "allow": "drop"})
            self.assertIn(r.status, (409, 422), r)
        self.problem(self.c.post("/api/shares", {"entry_ids": ["none"], "allow": "drop"}), 404)
        self.problem(self.bob.post("/api/shares", {"entry_ids": [self.box], "allow": "drop"}), 404)
        self.assertEqual(self.holds(self.c)["reserved_bytes"], 0)

    def test_other_links_and_other_people(self):
        s, t = self.drop(), self.drop()
        u = self.begin(s, ("a", b"a")).json["uploads"][0]
        self.giver.put_part(u["parts"][0], b"a")
        parts = {"parts": [{"number": 1, "sha256": sha256_b64(b"a")}]}
        # Through another link, as an account, or through a link that takes nothing: it is not there.
        self.item_problem(self.end(t, u["upload_id"]).json["uploads"][0], 404)
        self.problem(self.giver.post("/api/s/%s/uploads/%s/parts" % (t["token"], u["upload_id"]), parts, token=None), 404)
        self.problem(self.bob.get("/api/uploads/" + u["upload_id"]), 404)
        self.problem(self.bob.post("/api/uploads/%s/parts" % u["upload_id"], parts), 404)
        self.item_problem(self.bob.complete([{"upload_id": u["upload_id"], "parent_id": "root"}])[0], 404)
        own = self.bob.start([self.bob.spec("own " + u["upload_id"], b"b")])[0]["upload_id"]
        self.item_problem(self.end(s, own).json["uploads"][0], 404)
        self.problem(self.giver.post("/api/s/%s/uploads/%s/parts" % (s["token"], own), parts, token=None), 404)
        self.bob.delete("/api/uploads/" + own)
        for allow in ("download", "view"):
            plain = self.share(self.c, [self.box], allow)
            r = self.begin(plain, ("a", b"a"))
            self.assertIn(r.status, (403, 404), r)
            r = self.end(plain, u["upload_id"])
            self.assertIn(r.status, (403, 404), r)
        self.assertIn("entry", self.end(s, u["upload_id"]).json["uploads"][0])

    def test_parts_are_signed_through_the_link(self):
        s = self.drop()
        r = self.giver.ok("POST", "/api/s/%s/uploads" % s["token"], {"uploads": [
            {"name": "n", "size_bytes": 3, "content_type": "text/plain"}]}, token=None)["uploads"][0]
        self.assertEqual(r["parts"], [])
        path = "/api/s/%s/uploads/%s/parts" % (s["token"], r["upload_id"])
        part = self.giver.ok("POST", path, {"parts": [{"number": 1, "sha256": sha256_b64(b"abc")}]}, token=None)["parts"][0]
        self.assertNotEqual(self.giver.put_part(part, b"abd").status, 200)
        self.assertEqual(self.giver.put_part(part, b"abc").status, 200)
        self.problem(self.giver.post(path, {"parts": [{"number": 2, "sha256": sha256_b64(b"abc")}]}, token=None), 422)
        self.assertIn("entry", self.end(s, r["upload_id"]).json["uploads"][0])

    def test_a_password(self):
        s = self.drop(password="열려라, 참깨 문아")
        self.assertEqual(self.giver.ok("GET", "/api/s/" + s["token"], token=None), {"needs_password": True})
        self.problem(self.begin(s, ("a", b"a")), 401)
        self.problem(self.end(s, "none"), 401)
        key = self.giver.ok("POST", "/api/s/%s/unlock" % s["token"], {"password": "열려라, 참깨 문아"}, token=None)["access_token"]
        self.assertIn("entry", self.give(s, "a", b"a", key))

    def test_ended_mid_way(self):
        for how in ("revoked", "paused"):
            s = self.drop()
            u = self.begin(s, (how, b"a")).json["uploads"][0]
            self.giver.put_part(u["parts"][0], b"a")
            path = "/api/shares/" + s["id"]
            r = self.c.delete(path) if how == "revoked" else self.c.patch(path, {"paused": True})
            self.assertIn(r.status, (200, 204), r)
            parts = {"parts": [{"number": 1, "sha256": sha256_b64(b"a")}]}
            for r in (self.begin(s, ("more", b"b")), self.end(s, u["upload_id"]),
                      self.giver.post("/api/s/%s/uploads/%s/parts" % (s["token"], u["upload_id"]), parts, token=None)):
                self.problem(r, 410)
            self.assertNotIn(how, [e["name"] for e in self.c.listing(self.box)])
            if how == "paused":
                self.c.ok("PATCH", path, {"paused": False})
                self.assertIn("entry", self.end(s, u["upload_id"]).json["uploads"][0])
        self.holds(self.c)

    def test_the_folder_goes_mid_way(self):
        s = self.drop()
        u = self.begin(s, ("late", b"late")).json["uploads"][0]
        self.giver.put_part(u["parts"][0], b"late")
        self.trash(self.c, self.box)
        r = self.end(s, u["upload_id"])
        if r.status == 200:
            self.assertIn(r.json["uploads"][0]["problem"]["status"], (404, 410), r)
        else:
            self.assertIn(r.status, (404, 410), r)
        r = self.begin(s, ("more", b"m"))
        self.assertTrue(r.status in (404, 410) or "problem" in r.json["uploads"][0], r)
        self.assertEqual(self.c.post("/api/trash/%s/restore" % self.box).status, 200)
        self.assertIn("entry", self.end(s, u["upload_id"]).json["uploads"][0])
        self.holds(self.c)


class DropsInRoom(DropCase):
    flags = ("--default-quota", "1MiB")

    def test_givers_and_the_owner_at_once(self):
        s, t, piece = self.drop(), self.drop(), 100_000
        self.c.upload("most", b"m" * (MiB - 6 - 4 * piece))

        def work(i):
            if i % 3 == 0:
                u = self.c.start([self.c.spec("own %d" % i, b"p" * piece)])[0]
                if "problem" in u:
                    return u
                self.c.put_part(u["parts"][0], b"p" * piece)
                return self.c.complete([u["upload_id"]])[0]
            return self.give((s, t)[i % 2], "p", b"p" * piece)
        rs = together(15, work)
        self.assertEqual([r for r in rs if not isinstance(r, dict)], [])
        self.assertEqual(len([r for r in rs if "entry" in r]), 4, rs)
        for r in rs:
            if "problem" in r:
                self.item_problem(r, 507)
        s = self.holds(self.c)
        self.assertEqual((s["free_bytes"], s["reserved_bytes"]), (0, 0))

    def test_how_full_the_owner_is_stays_the_owners(self):
        s = self.drop()
        r = self.giver.post("/api/s/%s/uploads" % s["token"], {"uploads": [
            {"name": "n", "size_bytes": 2 * MiB, "content_type": "text/plain"}]}, token=None)
        self.item_problem(r.json["uploads"][0], 507)
        for word in (b"quota_bytes", b"free_bytes", b"1048576", b"1048570"):
            self.assertNotIn(word, r.body)

    def test_killed(self):
        s, kept = self.drop(), []

        def work(i):
            for k in range(12):
                try:
                    r = self.give(s, "k%d.%d" % (i, k), b"kept")
                except OSError:
                    return
                if isinstance(r, dict) and "entry" in r:
                    kept.append("k%d.%d" % (i, k))
                if len(kept) > 15 and i == 0:
                    return self.home.kill()
        together(5, work)
        if self.home.proc is None:
            self.home.start()
        names = {e["name"] for e in self.c.listing(self.box, limit=1000)}
        self.assertGreater(len(kept), 5)
        self.assertEqual(set(kept) - names, set())
        self.holds(self.c)
        self.audit()


if __name__ == "__main__":
    unittest.main()
