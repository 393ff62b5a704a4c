"""A backup taken in the middle of work: the home made of it goes on where the backup was taken, and is whole."""

import os
import unittest

from cases import WorkCase, until
from client import Home, together


class WorkBackups(WorkCase):
    accounts = ("alice", "bob")

    def test_beside_copies_purges_and_closing(self):
        c = self.alice
        f, t, doomed = (c.mkdir(n)["id"] for n in ("f", "t", "doomed"))
        self.many(c, f, 75)
        self.many(c, doomed, 75)
        tree = self.tree(c, f)
        self.trash(c, doomed)
        jobs = [c.post("/api/entries/%s/copy" % f, {"parent_id": t, "name": "copy"}), c.delete("/api/trash/" + doomed)]
        self.assertEqual([r.status for r in jobs], [202, 202], jobs)
        jobs = [r.json["job_id"] for r in jobs]
        until(lambda: all(c.ok("GET", "/api/jobs/" + j)["done"] > 3 for j in jobs))
        where = os.path.join(self.home.tmp, "backup")
        rs = together(2, lambda i: self.home.run("backup", where) if i else
                      self.bob.call("DELETE", "/api/account", {"password": "correct horse 42"}))
        self.assertEqual((rs[0].status, rs[1].returncode), (204, 0), rs)
        for j in jobs:
            self.job_end(c, j)
        data = os.path.join(self.home.tmp, "restored")
        r = self.home.run("restore", where, "--data", data, data=False)
        self.assertEqual(r.returncode, 0, r)
        other = Home(data=data)
        try:
            other.start()
            d = other.client()
            d.sign_in("alice")
            # Work that the backup caught goes on there by itself.
            for j in jobs:
                self.assertEqual(self.job_end(d, j)["problems"], [])
            copy = [e["id"] for e in d.listing(t)]
            self.assertEqual((len(copy), self.tree(d, copy[0])), (1, tree))
            s = self.holds(d)
            self.assertEqual((s["used_bytes"], s["trash_bytes"], s["reserved_bytes"]), (1500, 0, 0))
            r = other.run("audit")
            self.assertEqual(r.returncode, 0, r)
        finally:
            other.close()


if __name__ == "__main__":
    unittest.main()
