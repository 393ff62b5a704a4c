"""Purges that are killed go on by themselves."""

import unittest

from cases import WorkCase, until


class PurgesKilled(WorkCase):
    """kill -9 in the middle of a purge: it goes on by itself."""

    def test_killed_again_and_again(self):
        c = self.alice
        f = c.mkdir("large")["id"]
        self.many(c, f, 150)
        kept = c.upload("kept", b"kept")["id"]
        self.trash(c, f)
        job = self.job_of(c.delete("/api/trash/" + f))
        seen = []
        for turn in range(3):
            until(lambda: c.ok("GET", "/api/jobs/" + job)["done"] > 30 * turn, 5)
            self.home.kill()
            self.home.start()
            seen.append(c.ok("GET", "/api/jobs/" + job)["done"])
        self.assertEqual(seen, sorted(seen))
        self.assertEqual(self.job_end(c, job)["problems"], [])
        s = self.holds(c)
        self.assertEqual((s["used_bytes"], s["trash_bytes"]), (4, 0))
        self.assertEqual(self.trashed(c), {})
        self.assertEqual(c.download(kept).body, b"kept")
        self.audit()

    def test_killed_while_it_is_emptied(self):
        c = self.newcomer()
        ids = []
        for k in range(4):
            f = c.mkdir("f%d" % k)["id"]
            c.upload_many([("x%02d" % i, b"12345") for i in range(25)], f)
            ids.append(f)
            self.trash(c, f)
        job = self.job_of(c.delete("/api/trash"))
        late = c.upload("late", b"late")["id"]
        self.home.kill()
        self.home.start()
        self.assertEqual(self.job_end(c, job)["problems"], [])
        self.assertEqual(self.trashed(c), {})
        self.assertEqual(self.holds(c)["used_bytes"], 4)
        self.assertEqual(c.download(late).body, b"late")
        for i in ids:
            self.problem(c.post("/api/trash/%s/restore" % i), 404)
        self.audit()

    def job_of(self, r):
        self.assertEqual(r.status, 202, r)
        return r.json["job_id"]


if __name__ == "__main__":
    unittest.main()
