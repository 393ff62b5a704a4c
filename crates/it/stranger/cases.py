"""What tests of work, trash, members and links have in common, on top of the client."""

import itertools
import time

from client import HomeCase, PATIENCE_S, RFC3339_UTC

ENTRY = {"id", "kind", "name", "parent_id", "size_bytes", "content_type", "sha256", "checksum",
         "version_id", "created_at", "modified_at", "starred"}
# What no id, name or list may be.
WRONG = (None, 5, True, {}, [[]])


def until(found, patience_s=PATIENCE_S):
    """Asks again until found() is true; what it found."""
    end = time.monotonic() + patience_s
    while True:
        got = found()
        if got or time.monotonic() > end:
            return got
        time.sleep(0.03)


class WorkCase(HomeCase):
    """A home whose work can be waited for, and whose every byte must be accounted for when the class is through."""

    numbers = itertools.count()

    @classmethod
    def tearDownClass(cls):
        try:
            if cls.home.proc is not None:
                left = cls.home.run("audit")
                if left.returncode:
                    raise AssertionError("audit at the end: %r" % left)
        finally:
            super().tearDownClass()

    def newcomer(self):
        """A fresh account: whatever the other tests of the class did, its room is empty."""
        return self.home.client().sign_up("newcomer%d" % next(self.numbers))

    def audit(self):
        r = self.home.run("audit")
        self.assertEqual(r.returncode, 0, r)

    def pages(self, c, path, **query):
        return c.listing(path=path, **query)

    def job(self, c, answer, status=202):
        """The end of the work an answer speaks of; nothing of it may be lost on the way."""
        self.assertEqual(answer.status, status, answer)
        self.assertEqual(set(answer.json), {"job_id"}, answer)
        return self.job_end(c, answer.json["job_id"])

    def job_end(self, c, job_id):
        def ended():
            j = c.ok("GET", "/api/jobs/" + job_id)
            self.assertTrue({"state", "done", "total", "problems"} <= set(j), j)
            self.assertLessEqual(j["done"], max(j["total"], j["done"] if j["state"] == "running" else 0), j)
            return j if j["state"] != "running" else None
        j = until(ended)
        self.assertTrue(j, "the work does not end")
        self.assertEqual(j["state"], "done", j)
        return j

    def worked(self, c, answer):
        """The answer of something that may be done at once (200) or later (202)."""
        if answer.status == 202:
            return self.job(c, answer)
        self.assertIn(answer.status, (200, 204), answer)
        return None

    def trash(self, c, entry_id):
        r = c.delete("/api/entries/" + entry_id)
        self.assertEqual((r.status, r.body), (204, b""), r)

    def trashed(self, c):
        return {i["id"]: i for i in self.pages(c, "/api/trash")}

    def holds(self, c):
        """Totals of every folder and of the room are what the files add up to; the room in use."""
        total, files, wrong = c.walk()
        self.assertEqual(wrong, [])
        root = c.entry("root")
        self.assertEqual((root["total_bytes"], root["file_count"]), (total, files))
        s = c.storage()
        self.assertEqual(s["used_bytes"], total + s["versions_bytes"] + s["trash_bytes"], s)
        self.assertEqual(s["free_bytes"], s["quota_bytes"] - s["used_bytes"] - s["reserved_bytes"], s)
        return s

    def tree(self, c, folder):
        """{path: size} of what is below a folder."""
        found = {}
        for e in c.listing(folder, limit=1000):
            if e["kind"] == "folder":
                found[e["name"] + "/"] = None
                found.update({e["name"] + "/" + p: s for p, s in self.tree(c, e["id"]).items()})
            else:
                found[e["name"]] = e["size_bytes"]
        return found

    def many(self, c, folder, n, size=10):
        """n files below a folder, in two folders of its own and beside them."""
        subs = [folder] + [c.mkdir("sub %d" % i, folder)["id"] for i in range(2)]
        for k, sub in enumerate(subs):
            c.upload_many([("f%03d" % i, b"%09d." % i + b"x" * (size - 10)) for i in range(k, n, 3)], sub)
        return subs

    def put_member(self, c, entry_id, login, role, status=200):
        return c.ok("PUT", "/api/entries/%s/members" % entry_id, {"login": login, "role": role}, status=status)

    def share(self, c, ids, allow="download", **more):
        return c.ok("POST", "/api/shares", dict({"entry_ids": ids, "allow": allow}, **more), status=201)

    def moment(self, text):
        self.assertRegex(text, RFC3339_UTC)
