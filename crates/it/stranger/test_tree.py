"""Names, listing and cursors, moves, and totals that must always add up."""

import base64
import json
import random
import unicodedata
import unittest

from client import HomeCase, RFC3339_UTC, together

ENTRY = {"id", "kind", "name", "parent_id", "size_bytes", "content_type", "sha256", "checksum",
         "version_id", "created_at", "modified_at", "starred"}


class Names(HomeCase):
    accounts = ("alice", "bob")

    def setUp(self):
        self.n = 0
        self.box = self.alice.mkdir("box " + self.id().rsplit(".", 1)[1])["id"]

    def make(self, name, parent=None):
        return self.alice.post("/api/folders", {"parent_id": parent or self.box, "name": name})

    def test_shapes(self):
        folder = self.alice.mkdir("shape", self.box)
        self.assertTrue(ENTRY | {"total_bytes", "file_count"} <= set(folder), folder)
        self.assertEqual((folder["kind"], folder["total_bytes"], folder["file_count"]),
                         ("folder", 0, 0))
        f = self.alice.upload("a.txt", b"hello", folder["id"])
        self.assertTrue(ENTRY <= set(f), f)
        self.assertEqual((f["kind"], f["size_bytes"], f["parent_id"], f["checksum"]),
                         ("file", 5, folder["id"], None))
        self.assertEqual(f["sha256"], "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=")
        for k in ("created_at", "modified_at"):
            self.assertRegex(f[k], RFC3339_UTC)
        e = self.alice.entry(f["id"])
        self.assertEqual(e["path"][0]["id"], self.alice.account["root_id"])
        self.assertEqual([s["id"] for s in e["path"][1:3]], [self.box, folder["id"]])
        self.assertEqual(e["path"][2], {"id": folder["id"], "name": "shape"})
        self.assertEqual(self.alice.entry("root")["id"], self.alice.account["root_id"])

    def test_nfd_and_nfc_are_one_name(self):
        nfc = "한글 각본.txt"
        nfd = unicodedata.normalize("NFD", nfc)
        self.assertNotEqual(nfc, nfd)
        r = self.make(nfd)
        self.assertEqual(r.status, 201, r)
        self.assertEqual(r.json["name"], nfc)
        self.problem(self.make(nfc), 409, "name_taken")
        self.problem(self.make(nfd), 409, "name_taken")
        # A rename to the other form of the same name changes nothing.
        r2 = self.alice.patch("/api/entries/" + r.json["id"], {"name": nfd})
        self.assertEqual(r2.status, 200, r2)
        self.assertEqual(r2.json["name"], nfc)
        # Uploads too.
        u = self.alice.start([self.alice.spec(nfd, b"x", self.box)])[0]
        if "problem" not in u:
            self.alice.put_part(u["parts"][0], b"x")
            u = self.alice.complete([u["upload_id"]])[0]
        self.item_problem(u, 409, "name_taken")

    def test_length_in_utf16_units(self):
        for name in ("a" * 255, "가" * 255, "😀" * 127 + "b", unicodedata.normalize("NFD", "각" * 255)):
            with self.subTest(name=name[:3]):
                r = self.make(name)
                self.assertEqual(r.status, 201, r)
                self.assertEqual(r.json["name"], unicodedata.normalize("NFC", name))
                self.assertEqual(self.alice.entry(r.json["id"])["name"], r.json["name"])
        for name in ("a" * 256, "가" * 256, "😀" * 128):
            with self.subTest(name=name[:3] + "+"):
                self.problem(self.make(name), 422, "invalid_input")

    def test_bad_names(self):
        f = self.alice.mkdir("ok", self.box)["id"]
        for n, name in enumerate(("", ".", "..", "a/b", "/", "a\x00b", "a\nb", "\x7f", "../x")):
            with self.subTest(name=name):
                self.problem(self.make(name), 422, "invalid_input")
                self.problem(self.alice.patch("/api/entries/" + f, {"name": name}), 422)
                u = self.alice.start([self.alice.spec(name, b"x", self.box),
                                      self.alice.spec("fine %d" % n, b"x", self.box)])
                self.item_problem(u[0], 422)
                self.assertIn("upload_id", u[1])
        self.assertEqual(self.alice.entry(f)["name"], "ok")

    def test_odd_names_survive(self):
        names = ["...", "-rf", "a:b*c?", "%2e%2e", "emoji 👩‍👩‍👧‍👦.png", "quote\"'`.txt", "~", "x.", "CON",
                 "{id}", "$(id)", "<b>", "&amp;", "Ünïcödé", "日本", "العربية"]
        for name in names:
            with self.subTest(name=name):
                r = self.make(name)
                self.assertEqual(r.status, 201, r)
                self.assertEqual(r.json["name"], name)
        self.assertEqual({e["name"] for e in self.alice.listing(self.box)}, set(names))

    def test_case_only_rename(self):
        f = self.alice.mkdir("readme", self.box)["id"]
        r = self.alice.patch("/api/entries/" + f, {"name": "README"})
        self.assertEqual(r.status, 200, r)
        self.assertEqual(r.json["name"], "README")
        self.assertEqual([e["name"] for e in self.alice.listing(self.box)], ["README"])
        # Its old name is free for nobody else but itself, in whatever way names are compared.
        again = self.make("readme").status
        self.assertIn(again, (201, 409))
        r = self.alice.patch("/api/entries/" + f, {"name": "other"})
        self.assertEqual(r.status, 200, r)
        if again == 409:
            self.assertEqual(self.make("ReadMe").status, 201)

    def test_rename_and_move_conflicts(self):
        a, b = self.alice.mkdir("a", self.box)["id"], self.alice.mkdir("b", self.box)["id"]
        self.problem(self.alice.patch("/api/entries/" + a, {"name": "b"}), 409, "name_taken")
        self.alice.mkdir("b", a)
        self.problem(self.alice.patch("/api/entries/" + b, {"parent_id": a}), 409, "name_taken")
        # Both at once solves it.
        r = self.alice.patch("/api/entries/" + b, {"parent_id": a, "name": "c"})
        self.assertEqual(r.status, 200, r)
        self.assertEqual((r.json["parent_id"], r.json["name"]), (a, "c"))

    def test_update_entry_refusals(self):
        f = self.alice.mkdir("f", self.box)["id"]
        for body in ({"name": 5}, {"starred": "yes"}, {"starred": 1}, {"nope": 1},
                     {"parent_id": 5}, {"id": "x"}, {"size_bytes": 5}, {"total_bytes": 5}):
            with self.subTest(body=body):
                self.problem(self.alice.patch("/api/entries/" + f, body), 422)
        self.problem(self.alice.patch("/api/entries/" + f, {"parent_id": "none"}), 404)
        self.problem(self.alice.patch("/api/entries/none", {"name": "x"}), 404)
        for body in ({"name": "x"}, {"parent_id": f}, {"parent_id": "root", "name": "y"}):
            r = self.alice.patch("/api/entries/root", body)
            self.assertIn(r.status, (403, 409, 422), r)
            self.problem(r, r.status)
        self.assertEqual(self.alice.patch("/api/entries/" + f).status, 200)
        self.assertEqual(self.alice.patch("/api/entries/" + f, {}).status, 200)

    def test_starred(self):
        f = self.alice.upload("s", b"x", self.box)
        for want in (True, True, False):
            r = self.alice.patch("/api/entries/" + f["id"], {"starred": want})
            self.assertEqual(r.status, 200, r)
            self.assertIs(r.json["starred"], want)
            self.assertIs(self.alice.entry(f["id"])["starred"], want)
            self.assertIs(self.alice.listing(self.box)[0]["starred"], want)

    def test_other_accounts_see_nothing(self):
        f = self.alice.mkdir("mine", self.box)["id"]
        x = self.alice.upload("x", b"secret", f)["id"]
        b = self.bob
        self.problem(b.get("/api/entries/" + f), 404)
        self.problem(b.get("/api/folders/%s/entries" % f), 404)
        self.problem(b.patch("/api/entries/" + f, {"name": "stolen"}), 404)
        self.problem(b.patch("/api/entries/" + x, {"parent_id": "root"}), 404)
        self.problem(b.patch("/api/entries/" + x, {"starred": True}), 404)
        self.problem(b.post("/api/folders", {"parent_id": f, "name": "x"}), 404)
        self.problem(b.post("/api/downloads", {"entry_ids": [x]}), 404)
        self.problem(b.get("/api/entries/%s/content" % x), 404)
        self.problem(b.post("/api/shares", {"entry_ids": [x], "allow": "download"}), 404)
        self.item_problem(b.start([b.spec("x", b"x", f)])[0], 404)
        self.problem(b.get("/api/folders/%s/entries" % self.alice.account["root_id"]), 404)
        own = b.mkdir("own")["id"]
        self.problem(b.patch("/api/entries/" + own, {"parent_id": f}), 404)
        # A hint does not open anything either.
        hint = [self.alice.account["root_id"], self.box, f]
        self.problem(b.post("/api/folders", {"parent_id": f, "name": "x", "hint": hint}), 404)
        self.problem(b.patch("/api/entries/" + own, {"parent_id": f, "hint": hint}), 404)

    def test_a_file_is_no_folder(self):
        x = self.alice.upload("x", b"x", self.box)["id"]
        for r in (self.alice.get("/api/folders/%s/entries" % x),
                  self.alice.post("/api/folders", {"parent_id": x, "name": "y"}),
                  self.alice.patch("/api/entries/" + self.alice.mkdir("q", self.box)["id"],
                                   {"parent_id": x})):
            self.assertIn(r.status, (404, 409, 422), r)
            self.problem(r, r.status)

    def test_the_same_name_at_once(self):
        rs = together(12, lambda i: self.make("race" if i % 2 else "RACE"))
        self.assertEqual([r.status for r in rs].count(201), 1, rs)
        self.assertEqual([r.status for r in rs].count(409), 11, rs)
        self.assertEqual(len(self.alice.listing(self.box)), 1)

    def test_hints(self):
        c = self.alice
        root = c.account["root_id"]
        p = c.mkdir("p", self.box)["id"]
        other = c.mkdir("o", self.box)["id"]
        deep = c.mkdir("d", p)["id"]
        hints = [[root, self.box, p, deep], [], [root], [root, self.box, other], [deep],
                 [self.box, root], ["garbage", "x"], ["root", self.box, p, deep],
                 [root, self.box, other, deep], [self.bob.account["root_id"], deep],
                 [root, self.box, p, deep, deep], [deep] * 20, [""], ["🙂"]]
        n = 0
        for h in hints:
            with self.subTest(hint=h[:4]):
                r = c.post("/api/folders", {"parent_id": deep, "name": "h%d" % n, "hint": h})
                self.assertEqual(r.status, 201, r)
                u = c.start([c.spec("u%d" % n, b"12345", deep)])[0]
                c.put_part(u["parts"][0], b"12345")
                got = c.complete([{"upload_id": u["upload_id"], "hint": h}])[0]
                self.assertEqual(got["entry"]["parent_id"], deep, got)
                f = r.json["id"]
                r = c.patch("/api/entries/" + f, {"parent_id": p, "hint": h})
                self.assertEqual(r.status, 200, r)
                n += 1
        e = c.entry(deep)
        self.assertEqual((e["total_bytes"], e["file_count"]), (5 * n, n))
        for i in (p, self.box):
            e = c.entry(i)
            self.assertEqual((e["total_bytes"], e["file_count"]), (5 * n, n))
        e = c.entry(other)
        self.assertEqual((e["total_bytes"], e["file_count"]), (0, 0))
        for bad in ("x", [5], {}, [None], [[root]]):
            with self.subTest(bad=bad):
                self.problem(c.post("/api/folders", {"parent_id": deep, "name": "b", "hint": bad}), 422)


class Listing(HomeCase):
    accounts = ("alice", "bob")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        try:
            rnd = random.Random(7)
            c = cls.alice
            cls.folder = c.mkdir("many")["id"]
            named = []
            for i in range(220):
                stem = rnd.choice(["file", "File", "가나", "ä", "z", "10", "9", "_", "日本", "é"])
                named.append(("%s %03d.txt" % (stem, i), b"x" * rnd.choice([0, 1, 5, 5, 5, 40])))
            c.upload_many(named, cls.folder)
            for i in range(30):
                c.mkdir("dir %s%d" % (rnd.choice("abAB가"), i), cls.folder)
        except BaseException:
            cls.home.close()
            raise

    def test_every_sort_and_order_pages_through_all(self):
        whole = {e["id"] for e in self.alice.listing(self.folder, limit=1000)}
        self.assertEqual(len(whole), 250)
        for sort in ("name", "modified", "size"):
            seqs = {}
            for order in ("asc", "desc"):
                one = None
                for limit in (1000, 100, 37):
                    got = self.alice.listing(self.folder, sort=sort, order=order, limit=limit)
                    with self.subTest(sort=sort, order=order, limit=limit):
                        ids = [e["id"] for e in got]
                        self.assertEqual(len(ids), 250)
                        self.assertEqual(set(ids), whole)
                        if one:
                            self.assertEqual(ids, one)
                        one = ids
                        key = {"modified": "modified_at", "size": "size_bytes"}.get(sort)
                        if key:
                            files = [e[key] for e in got if e["kind"] == "file"]
                            self.assertEqual(files, sorted(files, reverse=order == "desc"))
                seqs[order] = got
            for kind in ("file", "folder"):
                with self.subTest(sort=sort, kind=kind):
                    up = [e["id"] for e in seqs["asc"] if e["kind"] == kind]
                    down = [e["id"] for e in seqs["desc"] if e["kind"] == kind]
                    self.assertEqual(up, down[::-1])

    def test_no_limit_pages_too(self):
        self.assertEqual(len(self.alice.listing(self.folder)), 250)

    def test_limit_is_kept(self):
        for limit in (1, 2, 100, 249, 250, 251):
            page = self.alice.ok("GET", "/api/folders/%s/entries" % self.folder,
                                 query={"limit": limit})
            self.assertEqual(set(page), {"items", "next_cursor"})
            self.assertEqual(len(page["items"]), min(limit, 250))
            if limit >= 251:
                self.assertIsNone(page["next_cursor"])

    def test_bad_queries(self):
        for q in ("limit=0", "limit=-1", "limit=1001", "limit=abc", "limit=1.5", "limit=",
                  "sort=bogus", "order=up", "cursor=garbage", "cursor=%00", "cursor=e30",
                  "cursor=" + "A" * 2000, "sort=NAME", "bogus=1"):
            with self.subTest(q=q[:30]):
                self.problem(self.alice.get("/api/folders/%s/entries?%s" % (self.folder, q)), 422)

    def test_foreign_cursors(self):
        path = "/api/folders/%s/entries" % self.folder
        cur = self.alice.ok("GET", path, query={"limit": 10, "sort": "size"})["next_cursor"]
        # another order or sort
        for q in ({"sort": "name"}, {"sort": "size", "order": "desc"}, {"sort": "modified"}):
            with self.subTest(q=q):
                q = dict(q, limit=10, cursor=cur)
                self.problem(self.alice.get(path, query=q), 422)
        # another folder
        for folder in ("root", self.alice.mkdir("another one")["id"]):
            with self.subTest(folder=folder):
                self.problem(self.alice.get("/api/folders/%s/entries" % folder, query={
                    "limit": 10, "sort": "size", "cursor": cur}), 422)
        # another account
        with self.subTest("another account"):
            self.problem(self.bob.get("/api/folders/root/entries",
                                      query={"sort": "size", "cursor": cur}), 422)
        # any one letter changed
        for i in range(0, len(cur), max(1, len(cur) // 12)):
            bad = cur[:i] + ("A" if cur[i] != "A" else "B") + cur[i + 1:]
            with self.subTest(changed=i):
                r = self.alice.get(path, query={"limit": 10, "sort": "size", "cursor": bad})
                self.problem(r, 422)

    def test_made_up_cursors(self):
        # Whatever somebody writes into a cursor, it is at worst bad input: no trouble of the home's,
        # and nothing of another folder.
        path = "/api/folders/%s/entries" % self.folder
        inside = {e["id"] for e in self.alice.listing(self.folder, limit=1000)}
        cur = self.alice.ok("GET", path, query={"limit": 5})["next_cursor"]
        try:
            made = json.loads(base64.urlsafe_b64decode(cur + "=" * (-len(cur) % 4)))
        except ValueError:
            return  # It cannot be read, let alone written.

        def variants(o):
            if isinstance(o, dict):
                for k in o:
                    for v in variants(o[k]):
                        yield dict(o, **{k: v})
                    yield {i: o[i] for i in o if i != k}
            elif isinstance(o, str):
                for v in ("", "\x00", "x" * 3000, "\U0010ffff", 5, [], {}):
                    yield v
            yield None
        for v in variants(made):
            bad = base64.urlsafe_b64encode(json.dumps(v).encode()).rstrip(b"=").decode()
            with self.subTest(cursor=str(v)[:80]):
                r = self.alice.get(path, query={"limit": 5, "cursor": bad})
                if r.status == 200:
                    self.assertTrue({e["id"] for e in r.json["items"]} <= inside)
                else:
                    self.problem(r, 422)

    def test_a_cursor_outlives_its_entry(self):
        c = self.alice
        f = c.mkdir("moving")["id"]
        away = c.mkdir("away")["id"]
        ids = [c.mkdir("n%02d" % i, f)["id"] for i in range(20)]
        page = c.ok("GET", "/api/folders/%s/entries" % f, query={"limit": 10})
        last = page["items"][-1]["id"]
        c.patch("/api/entries/" + last, {"parent_id": away})
        rest = c.ok("GET", "/api/folders/%s/entries" % f,
                    query={"limit": 1000, "cursor": page["next_cursor"]})
        self.assertEqual([e["id"] for e in rest["items"]],
                         [i for i in ids if i not in {e["id"] for e in page["items"]}])


class Tree(HomeCase):
    accounts = ("alice",)

    def totals_hold(self, c):
        total, files, wrong = c.walk()
        self.assertEqual(wrong, [])
        root = c.entry("root")
        self.assertEqual((root["total_bytes"], root["file_count"]), (total, files))
        return total

    def test_into_itself(self):
        c = self.alice
        a = c.mkdir("self a")["id"]
        b = c.mkdir("b", a)["id"]
        d = c.mkdir("d", b)["id"]
        for target in (a, b, d):
            with self.subTest(target=target):
                self.problem(c.patch("/api/entries/" + a, {"parent_id": target}), 409, "folder_cycle")
                self.problem(c.patch("/api/entries/" + a, {
                    "parent_id": target, "hint": [c.account["root_id"], target]}), 409,
                    "folder_cycle")
        self.assertEqual(len(c.entry(d)["path"]), 4)

    def test_depth(self):
        c = self.alice
        chain, parent = [], "root"
        for i in range(40):
            r = c.post("/api/folders", {"parent_id": parent, "name": "deep"})
            if r.status != 201:
                self.problem(r, 409, "too_deep")
                break
            parent = r.json["id"]
            chain.append(parent)
        self.assertEqual(len(chain), 32)
        x = c.upload("bottom", b"12345", chain[-1])
        self.assertEqual([s["id"] for s in c.entry(x["id"])["path"]],
                         [c.account["root_id"]] + chain + [x["id"]])
        self.assertEqual(c.entry(chain[0])["total_bytes"], 5)
        # A folder with a folder below does not fit at level 32.
        two = c.mkdir("two")["id"]
        c.mkdir("below", two)
        r = c.patch("/api/entries/" + two, {"parent_id": chain[30]})
        self.problem(r, 409, "too_deep")
        r = c.patch("/api/entries/" + two, {"parent_id": chain[29]})
        self.assertEqual(r.status, 200, r)
        # Neither does the chain fit into another folder.
        self.problem(c.patch("/api/entries/" + chain[0], {"parent_id": c.mkdir("three")["id"]}),
                     409, "too_deep")
        # Level by level: move the lower half to the top and back again.
        r = c.patch("/api/entries/" + chain[16], {"parent_id": "root", "name": "half"})
        self.assertEqual(r.status, 200, r)
        self.assertEqual(c.entry(chain[0])["total_bytes"], 0)
        self.assertEqual(c.entry(chain[16])["total_bytes"], 5)
        r = c.patch("/api/entries/" + chain[16], {"parent_id": chain[15]})
        self.assertEqual(r.status, 200, r)
        for i in (0, 15, 16, 31):
            e = c.entry(chain[i])
            self.assertEqual((e["total_bytes"], e["file_count"]), (5, 1))

    def test_swapping_folders_at_once_never_makes_a_ring(self):
        c = self.alice
        for turn in range(5):
            ids = [c.mkdir("ring %d %d" % (turn, i))["id"] for i in range(4)]
            rs = together(4, lambda i: c.patch("/api/entries/" + ids[i],
                                               {"parent_id": ids[(i + 1) % 4]}))
            self.assertTrue(all(r.status in (200, 409, 503) for r in rs), rs)
            self.assertGreater(sum(r.status in (409, 503) for r in rs), 0, rs)
            for i in ids:
                path = [s["id"] for s in c.entry(i)["path"]]
                self.assertEqual(path[0], c.account["root_id"])
                self.assertEqual(len(set(path)), len(path))

    def test_depth_at_once(self):
        # Two chains of 17 folders put under each other by two people: together too deep.
        c = self.alice
        tops = []
        for name in ("left", "right"):
            parent, ids = "root", []
            for i in range(17):
                parent = c.mkdir(name + " %d" % i, parent)["id"]
                ids.append(parent)
            tops.append(ids)
        grow = c.mkdir("leaf grows")["id"]
        rs = together(4, lambda i: [
            lambda: c.patch("/api/entries/" + tops[0][0], {"parent_id": tops[1][-2]}),
            lambda: c.patch("/api/entries/" + tops[1][0], {"parent_id": tops[0][-2]}),
            lambda: c.patch("/api/entries/" + tops[0][0], {"parent_id": grow}),
            lambda: c.patch("/api/entries/" + grow, {"parent_id": tops[1][-1]})][i]())
        self.assertTrue(all(r.status in (200, 409, 503) for r in rs), rs)
        for ids in tops:
            self.assertLessEqual(len(c.entry(ids[-1])["path"]) - 1, 32, rs)

    def test_deepening_while_being_moved(self):
        # A chain is moved down while folders are made at its end.
        c = self.alice
        for turn in range(2):
            parent, down = "root", []
            for i in range(15):
                parent = c.mkdir("down %d %d" % (turn, i), parent)["id"]
                down.append(parent)
            head = c.mkdir("mover %d" % turn)["id"]
            tail = head
            for i in range(14):
                tail = c.mkdir("m%d" % i, tail)["id"]

            def grow(i):
                if i == 0:
                    return c.patch("/api/entries/" + head, {"parent_id": down[-1]})
                at, out = tail, []
                for k in range(6):
                    r = c.post("/api/folders", {"parent_id": at, "name": "g%d" % k})
                    out.append(r.status)
                    if r.status != 201:
                        break
                    at = r.json["id"]
                return out
            rs = together(2, grow)
            at = tail
            while True:
                below = [e["id"] for e in c.listing(at) if e["kind"] == "folder"]
                if not below:
                    break
                at = below[0]
            self.assertLessEqual(len(c.entry(at)["path"]) - 1, 32, rs)

    def test_moves_and_commits_at_once_then_totals(self):
        c = self.home.client().sign_up("mover")
        folders = [c.mkdir("f%d" % i)["id"] for i in range(5)]
        folders += [c.mkdir("s%d" % i, folders[i])["id"] for i in range(5)]
        files = [e["id"] for e in c.upload_many(
            [("seed %d" % i, b"s" * (i + 1)) for i in range(25)], folders[0])]
        bad, made = [], []

        def work(i):
            rnd = random.Random(1000 + i)
            for k in range(14):
                dice = rnd.random()
                if dice < 0.35:
                    r = c.persist("PATCH", "/api/entries/" + rnd.choice(files), {
                        "parent_id": rnd.choice(folders + ["root"])})
                elif dice < 0.55:
                    r = c.persist("PATCH", "/api/entries/" + rnd.choice(folders), {
                        "parent_id": rnd.choice(folders + ["root"])})
                elif dice < 0.6:
                    r = c.persist("POST", "/api/folders", {"parent_id": rnd.choice(folders), "name": "n%d.%d" % (i, k)})
                else:
                    specs = [c.spec("u%d.%d.%d" % (i, k, j), b"u" * rnd.randrange(1, 50),
                                    rnd.choice(folders), client_key="%d.%d.%d" % (i, k, j)) for j in range(2)]
                    if rnd.random() < 0.4:
                        for s in specs:
                            s.update(name="shared name", on_conflict=rnd.choice(["rename", "replace"]))
                    try:
                        ups = c.start(specs)
                        for u, s in zip(ups, specs):
                            c.put_part(u["parts"][0], b"u" * s["size_bytes"])
                            made.append(s["size_bytes"])
                        done = c.complete([u["upload_id"] for u in ups])
                        bad.extend(d for d in done if "entry" not in d)
                    except Exception as e:
                        bad.append(e)
                    continue
                if r.status not in (200, 201, 409):
                    bad.append(r)
        together(8, work)
        self.assertEqual(bad, [])
        self.totals_hold(c)
        s = c.storage()
        self.assertEqual(s["reserved_bytes"], 0)
        # Nothing was deleted: every byte committed is used, earlier versions included.
        self.assertEqual(s["used_bytes"], sum(made) + sum(range(1, 26)))
        total = c.entry("root")["total_bytes"]
        self.assertEqual(s["used_bytes"], total + s["versions_bytes"] + s["trash_bytes"])


if __name__ == "__main__":
    unittest.main()
