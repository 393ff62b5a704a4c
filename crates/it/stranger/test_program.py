"""The program itself: flags, folders, the outbox, stopping and being killed."""

import hashlib
import http.client
import os
import random
import shutil
import socket
import socketserver
import subprocess
import tempfile
import threading
import time
import unittest

from client import BIN, Home, HomeCase, PASSWORD, PATIENCE_S, Port, sha256_b64, together

OUTBOX_PATHS = ("/outbox", "/outbox/messages")
# Any free port, for homes that nobody speaks to.
LISTEN = "127.0.0.1:0"


class Outbox(HomeCase):
    accounts = ("alice",)

    def test_shape(self):
        r = self.alice.get("/outbox/messages", token=None)
        self.assertEqual(r.status, 200)
        self.assertEqual(set(r.json), {"items"})
        m = r.json["items"][-1]
        self.assertTrue({"id", "to", "subject", "text", "html", "sent_at"} <= set(m))
        self.assertEqual(m["to"], "alice@example.com")
        for part in (m["text"], m["html"]):
            first = part[part.index("http"):].split()[0].split('"')[0].split("<")[0]
            self.assertRegex(first, r"/verify-email\?token=[A-Za-z0-9_-]+$")
        self.assertEqual(self.alice.get("/outbox", token=None).status, 200)

    def test_newest_first(self):
        for i in range(2):
            self.home.client().sign_up("letter%d" % i, verify=False)
            self.home.client().mail_token("letter%d@example.com" % i)
        times = [m["sent_at"] for m in self.alice.outbox()]
        self.assertEqual(times, sorted(times, reverse=True))
        self.assertEqual(self.alice.outbox()[0]["to"], "letter1@example.com")

    def closed(self, r):
        self.assertNotIn(b"verify-email?token", r.body)
        self.assertNotIn(b"alice@example.com", r.body)
        self.assertGreaterEqual(r.status, 400, r)

    def test_headers_and_hosts_close_it(self):
        p = self.home.port
        for path in OUTBOX_PATHS:
            for h in (("Forwarded", "for=127.0.0.1"), ("Forwarded", ""), ("X-Forwarded-For", "127.0.0.1"),
                      ("X-Forwarded-For", ""), ("X-Forwarded-Proto", "http"), ("X-Forwarded-Host", "localhost"),
                      ("X-Forwarded-Port", "80"), ("x-forwarded-anything", "x"), ("Via", "1.1 proxy"),
                      ("VIA", "1.1 proxy"), ("Host", "example.org"), ("Host", "example.org:%d" % p),
                      ("Host", "127.0.0.1.example.org"), ("Host", "localhost.example.org:%d" % p),
                      ("Host", "0.0.0.0:%d" % p), ("Host", "10.0.0.1"), ("Host", "a@127.0.0.1"),
                      ("Host", "127.0.0.1, example.org"), ("Host", "[::ffff:10.0.0.1]")):
                with self.subTest(path=path, header=h):
                    self.closed(self.alice.raw("GET", path, None, [h]))
            for host in ("localhost", "localhost:%d" % p, "127.0.0.1", "[::1]:%d" % p, "LocalHost"):
                with self.subTest(path=path, host=host):
                    self.assertEqual(self.alice.raw("GET", path, None, [("Host", host)]).status, 200)

    def test_by_hand(self):
        for raw in (b"GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: example.org\r\nConnection: close\r\n\r\n",
                    b"GET %s HTTP/1.1\r\nHost: example.org\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
                    b"GET http://example.org%s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
                    b"GET %s HTTP/1.1\r\nConnection: close\r\n\r\n"):
            for path in OUTBOX_PATHS:
                with self.subTest(raw=raw, path=path):
                    s = socket.create_connection(("127.0.0.1", self.home.port), timeout=PATIENCE_S)
                    s.sendall(raw % path.encode())
                    out = b""
                    while True:
                        x = s.recv(65536)
                        if not x:
                            break
                        out += x
                    s.close()
                    self.assertNotIn(b"alice@example.com", out)
                    self.assertRegex(out.split(b"\r\n")[0], rb"^HTTP/1.1 4\d\d")

    def test_a_letter_never_links_to_a_strange_host(self):
        c = self.home.client()
        r = c.call("POST", "/api/accounts", {"username": "victim", "email": "victim@example.com",
                                             "password": PASSWORD, "locale": "ko"}, token=None,
                   headers=[("Host", "evil.example"), ("X-Forwarded-Host", "evil.example"),
                            ("Origin", "http://evil.example")])
        if r.status == 201:
            c.mail_token("victim@example.com")
            m = [m for m in c.outbox() if m["to"] == "victim@example.com"][0]
            self.assertNotIn("evil.example", m["text"] + m["html"])


class OtherHomes(unittest.TestCase):
    """Homes whose listener or base URL is no loopback and that know no SMTP."""

    def check(self, home, port):
        c = home.client()
        r = c.post("/api/accounts", {"username": "alice", "email": "alice@example.com",
                                     "password": PASSWORD, "locale": "en"}, token=None)
        self.assertEqual(r.status, 503, r)
        self.assertEqual(r.json["code"], "mail_not_configured")
        self.assertEqual(r.header("content-type"), "application/problem+json")
        for p in OUTBOX_PATHS:
            for host in ("127.0.0.1", "files.example.org"):
                self.assertGreaterEqual(c.raw("GET", p, None, [("Host", host)]).status, 400)

    def test_base_url(self):
        home = Home("--base-url", "https://files.example.org")
        try:
            home.start()
            self.check(home, home.port)
            # What it prints must not promise an outbox that does not answer.
            self.assertNotIn("outbox", home.read_log())
        finally:
            home.close()

    def test_listen_everywhere(self):
        home = Home()
        home.flags = ["--base-url", "http://127.0.0.1:%d" % home.port]
        try:
            home.log = open(os.path.join(home.tmp, "log"), "ab")
            home.proc = subprocess.Popen([BIN, "--listen", "0.0.0.0:%d" % home.port, "--data", home.data],
                                         stdout=home.log, stderr=home.log, stdin=subprocess.DEVNULL,
                                         env=home.environment())
            home.wait_ready()
            self.check(home, home.port)
        finally:
            home.close()

    def test_an_open_home_prints_a_link_for_its_first_admin(self):
        # 10: "A loopback home makes its first account the admin; any other prints a one-time link for that."
        home = Home("--base-url", "https://files.example.org", "--smtp-url", "smtp://127.0.0.1:1",
                    "--mail-from", "cloud@example.org")
        try:
            home.start()
            c = home.client()
            r = c.post("/api/accounts", {"username": "alice", "email": "alice@example.com",
                                         "password": PASSWORD, "locale": "en"}, token=None)
            self.assertEqual(r.status, 201, r)
            with self.subTest("role"):
                self.assertNotEqual(r.json["role"], "admin")
            with self.subTest("link"):
                self.assertRegex(home.read_log(), r"https://files\.example\.org/\S+")
        finally:
            home.close()


class Starting(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = Home()
        cls.home.start()
        cls.tmp = tempfile.mkdtemp(prefix="share-cloud-stranger-")

    @classmethod
    def tearDownClass(cls):
        cls.home.close()
        shutil.rmtree(cls.tmp, ignore_errors=True)

    def refused(self, *args, env=None, usage=False):
        """The program ends by itself, not with 0, and says why in one sentence."""
        e = self.home.environment()
        e.update(env or {})
        p = subprocess.Popen([BIN] + list(args), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             stdin=subprocess.DEVNULL, env=e, cwd=self.tmp)
        try:
            out, err = p.communicate(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            p.terminate()
            p.communicate()
            self.fail("it runs: %r" % (args,))
        err = err.decode("utf-8", "replace")
        self.assertNotEqual(p.returncode, 0)
        self.assertGreater(p.returncode, 0, "a signal")
        self.assertEqual(out, b"")
        self.assertNotIn("panicked", err)
        self.assertNotIn("RUST_BACKTRACE", err)
        self.assertTrue(err.strip(), "it says nothing")
        if not usage:
            self.assertEqual(len(err.strip().splitlines()), 1, err)
            self.assertTrue(err.strip().endswith("."), err)
        return err

    def fresh(self, name):
        return os.path.join(self.tmp, name)

    def test_second_instance(self):
        self.assertIn(self.home.data, self.refused("serve", "--listen", LISTEN, "--data", self.home.data))
        self.assertEqual(self.home.client().get("/api/health").status, 200)

    def test_second_instance_through_a_link(self):
        link = self.fresh("link")
        os.symlink(self.home.data, link)
        self.refused("serve", "--listen", LISTEN, "--data", link)

    def test_two_instances_at_once_on_a_new_folder(self):
        data = self.fresh("race")
        ps = []
        for _ in range(3):
            ps.append(subprocess.Popen([BIN, "serve", "--listen", LISTEN, "--data", data],
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                       env=self.home.environment()))
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end and sum(p.poll() is not None for p in ps) < 2:
            time.sleep(0.05)
        alive = [p for p in ps if p.poll() is None]
        outs = []
        for p in ps:
            dead = p.poll()
            if dead is None:
                p.terminate()
            outs.append((dead, p.communicate()))
        self.assertEqual(len(alive), 1, outs)
        for dead, (_, err) in outs:
            if dead is not None:
                self.assertNotEqual(dead, 0)
                self.assertEqual(len(err.decode().strip().splitlines()), 1, err)

    def test_taken_port(self):
        err = self.refused("serve", "--listen", "127.0.0.1:%d" % self.home.port, "--data", self.fresh("p"))
        self.assertIn(str(self.home.port), err)

    def test_bad_flags(self):
        ok = ["--listen", LISTEN, "--data", self.fresh("flags")]
        for flags in (["--listen", "nonsense"], ["--listen", "127.0.0.1:99999"], ["--listen", "127.0.0.1"],
                      ["--default-quota", "abc"], ["--default-quota=-5"], ["--default-quota", "5XB"],
                      ["--default-quota", "99999999999TiB"], ["--trusted-proxies", "junk"],
                      ["--trusted-proxies", "10.0.0.0/33"], ["--smtp-url", "junk"], ["--smtp-url", "http://x"],
                      ["--base-url", "junk"], ["--base-url", "ftp://x"], ["--base-url", "http://"],
                      ["--base-url", "https://a:b@x"]):
            names = {f.split("=")[0] for f in flags if f.startswith("--")}
            rest = [] if "--listen" in names else ok[:2]
            with self.subTest(flags=flags):
                err = self.refused("serve", *(rest + ok[2:] + flags))
                self.assertIn(list(names)[0].lstrip("-"), err)
        for flags in (["--bogus"], ["bogus"], ["serve", "extra"]):
            with self.subTest(flags=flags):
                self.refused(*flags, usage=True)

    def test_bad_environment(self):
        for k, v in (("SHARE_CLOUD_LISTEN", "nonsense"), ("SHARE_CLOUD_DEFAULT_QUOTA", "abc"),
                     ("SHARE_CLOUD_BASE_URL", "junk"), ("SHARE_CLOUD_SMTP_URL", "junk"),
                     ("SHARE_CLOUD_TRUSTED_PROXIES", "junk")):
            with self.subTest(k):
                env = {"SHARE_CLOUD_LISTEN": LISTEN, "SHARE_CLOUD_DATA": self.fresh("env"), k: v}
                self.refused(env=env)

    def test_folders(self):
        foreign = self.fresh("foreign")
        os.mkdir(foreign)
        with open(os.path.join(foreign, "cat.jpg"), "w") as f:
            f.write("meow")
        hidden = self.fresh("hidden")
        os.mkdir(hidden)
        with open(os.path.join(hidden, ".x"), "w") as f:
            f.write("x")
        for data in (foreign, hidden, os.path.join(foreign, "cat.jpg"), os.path.join(foreign, "cat.jpg", "below"),
                     "/proc/share-cloud", "/sys/share-cloud", "/dev/null"):
            for command in (["serve", "--listen", LISTEN], ["sweep"]):
                with self.subTest(data=data, command=command[0]):
                    self.refused(*command, "--data", data)
        self.assertEqual(os.listdir(foreign), ["cat.jpg"])
        self.assertEqual(os.listdir(hidden), [".x"])

    def test_versions_and_damage(self):
        data = self.fresh("versions")
        h = Home(data=data)
        try:
            h.start()
            h.term()
            path = os.path.join(data, "format_version")
            with open(path) as f:
                good = f.read()
            for bad in ("999\n", "garbage", "", "-1", "1.5"):
                with self.subTest(bad=bad):
                    with open(path, "w") as f:
                        f.write(bad)
                    self.refused("serve", "--listen", LISTEN, "--data", data)
                    self.refused("sweep", "--data", data)
            with open(path, "w") as f:
                f.write(good)
            h.start()
        finally:
            h.close()

    def test_commands_do_not_make_a_home(self):
        # A mistyped folder must not be reported as a home in order, nor be made.
        for command in (["sweep"], ["audit"], ["admin", "grant", "alice"],
                        ["admin", "set-quota", "alice", "1GiB"]):
            with self.subTest(command=command):
                data = self.fresh("mistyped " + command[-1])
                r = self.home.run(*command, "--data", data, data=False)
                self.assertNotEqual(r.returncode, 0, r)
                self.assertFalse(os.path.exists(data), "it was made")

    def test_environment_twins(self):
        h = Home(data=self.fresh("twins"))
        env = dict(self.home.environment(), SHARE_CLOUD_LISTEN="127.0.0.1:%d" % h.port,
                   SHARE_CLOUD_DATA=h.data, SHARE_CLOUD_DEFAULT_QUOTA="3MiB")
        try:
            h.log = open(os.path.join(h.tmp, "log"), "ab")
            h.proc = subprocess.Popen([BIN], env=env, stdout=h.log, stderr=h.log, stdin=subprocess.DEVNULL)
            h.wait_ready()
            self.assertTrue(os.path.exists(self.fresh("twins")))
            self.assertEqual(h.client().sign_up("alice").storage()["quota_bytes"], 3 << 20)
        finally:
            h.close()

    def test_control_socket_is_private(self):
        found = []
        for root, _, names in os.walk(self.home.data):
            for n in names:
                st = os.stat(os.path.join(root, n))
                if (st.st_mode & 0o170000) == 0o140000:
                    found.append(st.st_mode & 0o777)
        self.assertEqual(found, [0o600])
        self.assertEqual(os.stat(self.home.data).st_mode & 0o077, 0)

    def test_sweep_beside_and_alone(self):
        r = self.home.run("sweep")
        self.assertEqual(r.returncode, 0, r)
        h = Home(data=self.fresh("alone"))
        try:
            h.start()
            h.term()
            r = h.run("sweep")
            self.assertEqual(r.returncode, 0, r)
        finally:
            h.close()


class Admin(HomeCase):
    accounts = ("alice", "bob")

    def not_yet(self, r):
        if r.returncode != 0 and b"not there yet" in (r.stdout + r.stderr).lower():
            self.skipTest("not built yet")

    def test_admin(self):
        for beside in (True, False):
            if not beside:
                self.home.term()
            r = self.home.run("admin", "set-quota", "bob", "50GiB")
            self.not_yet(r) if beside else None
            self.assertEqual(r.returncode, 0, r)
            r = self.home.run("admin", "grant", "bob")
            self.assertEqual(r.returncode, 0, r)
            for bad in (("grant", "nobody"), ("set-quota", "nobody", "1GiB"), ("set-quota", "bob", "abc"),
                        ("set-quota", "bob", "-5"), ("grant", "")):
                with self.subTest(bad=bad):
                    r = self.home.run("admin", *bad)
                    self.assertNotEqual(r.returncode, 0, r)
                    self.assertNotIn(b"panicked", r.stderr)
            if not beside:
                self.home.start()
            a = self.bob.ok("GET", "/api/account")
            self.assertEqual(a["storage"]["quota_bytes"], 50 << 30)
            self.assertEqual(a["role"], "admin")
            # By the address too: LOGIN is what one signs in with.
            r = self.home.run("admin", "revoke", "bob@example.com")
            self.assertEqual(r.returncode, 0, r)
            self.assertEqual(self.bob.ok("GET", "/api/account")["role"], "user")
        self.bob.upload("x", b"x" * 1000)
        r = self.home.run("admin", "set-quota", "bob", "500")
        self.assertEqual(r.returncode, 0, r)
        s = self.bob.storage()
        self.assertEqual((s["quota_bytes"], s["used_bytes"], s["over_quota"], s["free_bytes"]),
                         (500, 1000, True, -500))
        self.item_problem(self.bob.start([self.bob.spec("y", b"y")])[0], 507, "quota_exceeded")

    def test_audit(self):
        r = self.home.run("audit")
        self.not_yet(r)
        self.assertEqual(r.returncode, 0, r)
        # Addresses that are used when they should not be leave nothing that counts.
        c = self.alice
        u = c.start([c.spec("late", b"late")])[0]
        c.delete("/api/uploads/" + u["upload_id"])
        c.put_part(u["parts"][0], b"late")
        r = self.home.run("audit")
        self.assertEqual(r.returncode, 0, r)

    def test_audit_finds_lost_bytes(self):
        self.not_yet(self.home.run("audit"))
        data = os.urandom(1234567)
        e = self.alice.upload("precious", data)
        self.home.term()
        try:
            found = []
            for root, _, names in os.walk(self.home.data):
                found += [os.path.join(root, n) for n in names
                          if os.path.getsize(os.path.join(root, n)) == len(data)]
            if len(found) != 1:
                self.skipTest("the bytes are not one file")
            for name, damage in (("gone", None), ("shorter", data[:-1]), ("empty", b"")):
                with self.subTest(name):
                    os.remove(found[0])
                    if damage is not None:
                        with open(found[0], "wb") as f:
                            f.write(damage)
                    r = self.home.run("audit")
                    self.assertEqual(r.returncode, 1, r)
                    self.assertTrue(r.stdout.strip(), "it names nothing")
                with open(found[0], "wb") as f:
                    f.write(data)
            r = self.home.run("audit")
            self.assertEqual(r.returncode, 0, r)
        finally:
            self.home.start()
        self.assertEqual(self.alice.download(e["id"]).body, data)


def tree(folder):
    """Every file below a folder with its bytes."""
    found = {}
    for root, _, names in os.walk(folder):
        for n in names:
            path = os.path.join(root, n)
            with open(path, "rb") as f:
                found[os.path.relpath(path, folder)] = hashlib.sha256(f.read()).hexdigest()
    return found


class Backups(HomeCase):
    """10: "backup DIR, restore DIR … work beside a running home (control socket, mode 0600) or alone"."""

    accounts = ("alice",)

    def folder(self, name):
        return os.path.join(self.home.tmp, name)

    def restore(self, backup, name):
        """The backup restored into a new folder, as the command answers it."""
        return self.home.run("restore", backup, "--data", self.folder(name), data=False)

    def check(self, name, files):
        """The home in a folder has these files and is whole."""
        h = Home(data=self.folder(name))
        try:
            h.start()
            c = h.client()
            c.sign_in("alice")
            for i, data in files.items():
                self.assertEqual(c.download(i).body, data)
            self.assertEqual(c.walk()[2], [])
            r = h.run("audit")
            self.assertEqual(r.returncode, 0, r)
        finally:
            h.close()

    def test_beside_a_busy_home(self):
        c = self.alice
        led = Ledger(self.home, c, c.mkdir("ledger")["id"], 7)
        files = {c.upload("before %d" % n, os.urandom(n))["id"]: None for n in (0, 10, 200000)}
        files = {i: c.download(i).body for i in files}
        done = []

        def take():
            for n in range(3):
                done.append(self.home.run("backup", self.folder("busy%d" % n)))
        led.beside(10, take)
        for n, r in enumerate(done):
            self.assertEqual(r.returncode, 0, r)
            self.assertIn(b"Backed up to", r.stdout)
            r = self.restore(self.folder("busy%d" % n), "restored%d" % n)
            self.assertEqual(r.returncode, 0, r)
            self.assertIn(b"Clean", r.stdout)
            self.check("restored%d" % n, files)

    def test_alone_and_again(self):
        data = os.urandom(300000)
        i = self.alice.upload("kept", data)["id"]
        self.home.term()
        try:
            backup = self.folder("alone")
            r = self.home.run("backup", backup)
            self.assertEqual(r.returncode, 0, r)
            # Nothing is written over a backup, and a backup is not served.
            before = tree(backup)
            for args in (("backup", backup), ("restore", backup), ("serve", "--listen", LISTEN)):
                with self.subTest(args[0]):
                    r = self.home.run(*args, data=args[0] != "serve") if args[0] != "serve" else \
                        self.home.run(*args, "--data", backup, data=False)
                    self.assertEqual(r.returncode, 1, r)
                    self.assertEqual(len((r.stdout + r.stderr).decode().strip().splitlines()), 1, r)
            for n in ("first", "second"):
                r = self.restore(backup, n)
                self.assertEqual(r.returncode, 0, r)
                self.check(n, {i: data})
            self.assertEqual(tree(backup), before, "restoring changes a backup")
            os.remove(os.path.join(backup, "backup.json"))
            r = self.restore(backup, "third")
            self.assertEqual(r.returncode, 1, r)
            self.assertIn(b"no complete backup", r.stderr)
            self.assertFalse(os.path.exists(os.path.join(self.folder("third"), "format_version")))
        finally:
            self.home.start()

    def test_a_mistyped_home_is_not_made(self):
        data = self.folder("mistyped")
        r = self.home.run("backup", self.folder("nothing"), "--data", data, data=False)
        self.assertNotEqual(r.returncode, 0, r)
        self.assertFalse(os.path.exists(data) or os.path.exists(self.folder("nothing")))

    def test_a_full_disk_ends_a_backup(self):
        self.alice.upload("large", os.urandom(6 << 20))
        mount = self.folder("small")
        os.mkdir(mount)
        script = 'mount -t tmpfs -o size=4m tmpfs "$1" || exit 9; "$0" backup "$1/b" --data "$2"; code=$?; ' \
                 'test -e "$1/b/backup.json" && exit 8; exit $code'
        if not shutil.which("unshare"):
            self.skipTest("no file system of one's own may be mounted here")
        self.home.term()
        try:
            r = subprocess.run(["unshare", "-m", "sh", "-c", script, BIN, mount, self.home.data],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.home.environment())
        finally:
            self.home.start()
        if r.returncode in (9, 1) and b"unshare" in r.stderr:
            self.skipTest("no file system of one's own may be mounted here")
        self.assertEqual(r.returncode, 1, r)
        self.assertIn(b"is full", r.stdout)


class MailServer(socketserver.TCPServer):
    """Takes letters by SMTP (RFC 5321), one connection after the other: what came is `letters`, (sender, recipient, text) each."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), MailTalk)
        self.port = self.server_address[1]
        self.letters = []

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class MailTalk(socketserver.StreamRequestHandler):
    timeout = PATIENCE_S

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):
        self.say("220 here")
        sender = to = None
        for line in iter(self.rfile.readline, b""):
            word, _, rest = line.decode().strip().partition(" ")
            if word.upper() == "DATA":
                self.say("354 go on")
                text = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.letters.append((sender, to, text.decode()))
            elif word.upper() == "MAIL":
                sender = rest[rest.index("<") + 1:rest.index(">")]
            elif word.upper() == "RCPT":
                to = rest[rest.index("<") + 1:rest.index(">")]
            self.say("221 bye" if word.upper() == "QUIT" else "250 fine")
            if word.upper() == "QUIT":
                return


class MailTest(unittest.TestCase):
    """`mail-test ADDRESS`: one clear sentence, whatever the home has."""

    def tested(self, *flags, address="hana@example.net"):
        h = Home(*flags)
        try:
            h.start()
            r = h.run("mail-test", address)
            said = (r.stdout + r.stderr).decode()
            self.assertEqual(len(said.strip().splitlines()), 1, said)
            return r.returncode, said, h.read_log() + "".join(map(str, h.client().get("/outbox/messages", token=None).body.split()))
        finally:
            h.close()

    def test_outbox(self):
        code, said, seen = self.tested()
        self.assertEqual(code, 0, said)
        self.assertIn("/outbox", said)
        self.assertIn("hana@example.net", seen)

    def test_no_mail_server_on_an_open_home(self):
        code, said, _ = self.tested("--base-url", "https://files.example.org")
        self.assertEqual(code, 1)
        self.assertIn("--smtp-url", said)

    def test_a_mail_server_that_is_away(self):
        with Port() as closed:
            code, said, _ = self.tested("--smtp-url", "smtp://127.0.0.1:%d" % closed.number, "--mail-from", "cloud@example.org")
        self.assertEqual(code, 1)
        self.assertIn("did not leave", said)

    def test_a_mail_server_that_takes_the_letter(self):
        with MailServer() as server:
            code, said, _ = self.tested("--smtp-url", "smtp://127.0.0.1:%d" % server.port, "--mail-from", "cloud@example.org")
        self.assertEqual(code, 0, said)
        self.assertIn("took a letter to hana@example.net", said)
        self.assertEqual([(sender, to) for sender, to, _ in server.letters], [("cloud@example.org", "hana@example.net")])
        self.assertIn("A test letter from share-cloud", server.letters[0][2])

    def test_no_address(self):
        code, said, _ = self.tested(address="nobody")
        self.assertEqual(code, 1)
        self.assertIn("nobody", said)


class FullDisk(unittest.TestCase):
    """10: "A full disk answers 507 and harms nothing." On a small file system of the home's own."""

    def setUp(self):
        self.home = h = Home()
        self.addCleanup(h.close)
        self.mount = os.path.join(h.tmp, "small")
        os.mkdir(self.mount)
        h.data = os.path.join(self.mount, "data")
        probe = subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", self.mount],
                               stderr=subprocess.DEVNULL) if shutil.which("unshare") else None
        if probe is None or probe.returncode:
            self.skipTest("no file system of one's own may be mounted here")
        h.log = open(os.path.join(h.tmp, "log"), "ab")
        h.proc = subprocess.Popen(
            ["unshare", "-m", "sh", "-c", 'mount -t tmpfs -o size=90m tmpfs "$1" && '
             'exec "$0" serve --listen 127.0.0.1:%d --data "$1/data"' % h.port, BIN, self.mount],
            stdout=h.log, stderr=h.log, env=h.environment())
        h.wait_ready()

    def test_full_disk(self):
        c = self.home.client().sign_up("alice")
        box = c.mkdir("box")["id"]
        kept = {}
        seen = set()
        for i in range(9):
            data = bytes([i]) * 4_000_000
            u = c.start([c.spec("f%d" % i, data, box)])[0]
            r = c.put_part(u["parts"][0], data)
            seen.add(r.status)
            if r.status == 200:
                kept[c.complete([u["upload_id"]])[0]["entry"]["id"]] = data
        self.assertEqual(seen, {200, 507})
        inside = "/proc/%d/root%s/filler" % (self.home.proc.pid, self.mount)
        try:
            with open(inside, "wb", buffering=0) as f:
                while True:
                    f.write(b"\0" * (1 << 20))
        except OSError:
            pass
        made, other = [], []
        for i in range(400):
            r = c.post("/api/folders", {"parent_id": box, "name": "n" * 200 + "%d" % i})
            (made if r.status == 201 else other).append(r)
            if len(other) == 3:
                break
        self.assertTrue(other, "the disk is not full")
        # Reading goes on, and nothing that was answered is lost.
        for i, data in kept.items():
            self.assertEqual(c.download(i).body, data)
        ids = {e["id"] for e in c.listing(box, limit=1000)}
        self.assertTrue({r.json["id"] for r in made} <= ids)
        self.assertEqual(c.walk()[2], [])
        os.remove(inside)
        self.assertEqual(c.post("/api/folders", {"parent_id": box, "name": "again"}).status, 201)
        # And what could not be written said so.
        for r in other:
            self.assertEqual((r.status, r.json["status"]), (507, 507), r)


class Ledger:
    """What was answered, and so must be there for ever."""

    def __init__(self, home, client, folder, seed):
        self.home, self.c, self.folder = home, client, folder
        self.rnd = random.Random(seed)
        self.lock = threading.Lock()
        self.open = {}       # upload id → size
        self.put = {}        # upload id → sha256 of a stored part
        self.files = {}      # entry id → (data, names it may have)
        self.folders = {}    # entry id → (names, parents)
        self.cancelled = set()
        self.maybe = set()   # uploads a complete or cancel was sent for, unanswered
        self.surprises = []
        self.stop = False
        self.ending = False  # nothing need be answered any more
        self.answers = 0
        self.answered = threading.Condition()
        self.n = 0

    def name(self, stem):
        with self.lock:
            self.n += 1
            return "%s %d" % (stem, self.n)

    def worker(self, rnd):
        # No retry: a lost answer stays unknown.
        while not self.stop:
            try:
                self.step(rnd)
            except Exception as e:
                if not (self.ending and isinstance(e, (OSError, http.client.HTTPException))):
                    self.surprises.append(repr(e))
                return

    def step(self, rnd):
        c = self.c
        dice = rnd.random()
        if dice < 0.15:
            name = self.name("folder")
            r = c.post("/api/folders", {"parent_id": self.folder, "name": name})
            if r.status == 201:
                self.folders[r.json["id"]] = ({name}, {self.folder})
            return self.expect(r, 201)
        if dice < 0.3 and self.folders:
            i = rnd.choice(list(self.folders))
            with self.lock:
                got = self.folders.pop(i, None)  # nobody else touches it meanwhile
            if not got:
                return
            names, parents = got
            new = self.name("renamed")
            parent = rnd.choice([self.folder, "root"])
            parent = self.c.account["root_id"] if parent == "root" else parent
            # Until it is answered, either is right.
            self.folders_put(i, names | {new}, parents | {parent})
            r = c.patch("/api/entries/" + i, {"name": new, "parent_id": parent})
            if r.status == 200:
                self.folders_put(i, {new}, {parent})
            return self.expect(r, 200)
        data = bytes(rnd.getrandbits(8) for _ in range(rnd.randrange(0, 3000)))
        specs = [c.spec(self.name("file"), data, self.folder) for _ in range(rnd.choice([1, 1, 3]))]
        r = c.post("/api/uploads", {"uploads": specs})
        self.expect(r, 200)
        if r.status != 200:
            return
        ups = r.json["uploads"]
        for u in ups:
            self.open[u["upload_id"]] = len(data)
        for u in ups:
            p = c.put_part(u["parts"][0], data)
            self.expect(p, 200)
            if p.status == 200:
                self.put[u["upload_id"]] = sha256_b64(data)
        if rnd.random() < 0.15:
            u = ups[0]["upload_id"]
            self.maybe.add(u)
            r = c.delete("/api/uploads/" + u)
            if r.status == 204:
                self.cancelled.add(u)
            return self.expect(r, 204)
        if rnd.random() < 0.1:
            return
        ids = [u["upload_id"] for u in ups]
        self.maybe.update(ids)
        r = c.post("/api/uploads/complete", {"uploads": [{"upload_id": u} for u in ids]})
        self.expect(r, 200)
        if r.status == 200:
            for u, s, d in zip(ids, specs, r.json["uploads"]):
                if "entry" in d:
                    self.files[d["entry"]["id"]] = (data, s["name"])
                    self.open.pop(u)
                    self.maybe.discard(u)
                else:
                    self.surprises.append(d)

    def folders_put(self, i, names, parents):
        self.folders[i] = (names, parents)

    def expect(self, r, status):
        # While it stops, it may say that it does (503).
        if r.status != status and r.status != 503:
            self.surprises.append(r)
        with self.answered:
            self.answers += 1
            self.answered.notify()

    def beside(self, answers, work):
        """Four people, and after as many answers work() beside them; what it gave."""
        self.stop, enough = False, self.answers + answers
        ts = [threading.Thread(target=self.worker, args=(random.Random(self.rnd.random()),)) for _ in range(4)]
        for t in ts:
            t.start()
        with self.answered:
            self.answered.wait_for(lambda: self.answers >= enough or self.surprises, PATIENCE_S)
        out = work()
        self.stop = True
        for t in ts:
            t.join(2 * PATIENCE_S)
        if any(t.is_alive() for t in ts):
            self.surprises.append("somebody waits for an answer")
        return out

    def until(self, answers, end):
        """Four people, until the home is ended after as many answers, in the middle of others."""
        def ending():
            self.ending = True
            return end()
        out = self.beside(answers, ending)
        self.ending = False
        return out

    def check(self, case):
        c = self.c
        case.assertEqual(self.surprises, [])
        listed = {}
        for f in (self.folder, "root"):
            for e in c.listing(f, limit=1000):
                listed[e["id"]] = e
        for i, (names, parents) in self.folders.items():
            case.assertIn(i, listed, "a folder that was answered is gone")
            case.assertIn(listed[i]["name"], names)
            case.assertIn(listed[i]["parent_id"], parents)
        for i, (data, name) in self.files.items():
            case.assertIn(i, listed, "a file that was answered is gone")
            case.assertEqual((listed[i]["name"], listed[i]["size_bytes"], listed[i]["sha256"]),
                             (name, len(data), sha256_b64(data)))
        for i in self.rnd.sample(list(self.files), min(12, len(self.files))):
            r = c.download(i)
            case.assertEqual((r.status, r.body), (200, self.files[i][0]))
        for u, size in self.open.items():
            g = c.ok("GET", "/api/uploads/" + u)
            case.assertEqual(g["size_bytes"], size)
            if u in self.cancelled:
                case.assertEqual(g["state"], "cancelled")
            elif u not in self.maybe:
                case.assertEqual(g["state"], "open")
                if u in self.put:
                    case.assertEqual([p["sha256"] for p in g["stored_parts"]], [self.put[u]])
        total, files, wrong = c.walk()
        case.assertEqual(wrong, [])
        root = c.entry("root")
        case.assertEqual((root["total_bytes"], root["file_count"]), (total, files))
        s = c.storage()
        case.assertEqual(s["used_bytes"], total + s["versions_bytes"] + s["trash_bytes"])
        items, cursor = [], None
        while True:
            page = c.ok("GET", "/api/uploads", query={"cursor": cursor} if cursor else None)
            items += page["items"]
            cursor = page["next_cursor"]
            if not cursor:
                break
        case.assertEqual(s["reserved_bytes"], sum(u["size_bytes"] for u in items))
        # What was stored and only waited can be completed now.
        ready = [u for u in self.put if u in self.open and u not in self.maybe and u not in self.cancelled]
        for u in ready[:10]:
            got = c.complete([u])[0]
            case.assertIn("entry", got, got)
            self.files[got["entry"]["id"]] = (None, None)
            self.open.pop(u)
        for i in [i for i, v in self.files.items() if v[0] is None]:
            del self.files[i]


class Killed(HomeCase):
    accounts = ("alice",)

    def audit(self):
        r = self.home.run("audit")
        if b"not there yet" in (r.stdout + r.stderr).lower():
            return
        self.assertEqual(r.returncode, 0, r)

    def test_kill_minus_nine(self):
        c = self.alice
        rnd = random.Random(9)
        led = Ledger(self.home, c, c.mkdir("ledger")["id"], 9)
        for turn in range(6):
            led.until(rnd.randrange(10, 80), self.home.kill)
            with self.subTest("audit alone", turn=turn):
                self.audit()
            self.home.start()
            led.check(self)
            with self.subTest("audit beside", turn=turn):
                self.audit()
        self.assertGreater(len(led.files), 5)

    def test_sign_up_survives(self):
        for i in range(2):
            r = self.alice.post("/api/accounts", {
                "username": "kept%d" % i, "email": "kept%d@example.com" % i, "password": PASSWORD,
                "locale": "en"}, token=None)
            self.home.kill()
            self.assertEqual(r.status, 201)
            self.home.start()
            c = self.home.client()
            # The letter was promised: it comes, at the latest now.
            r = c.post("/api/accounts/verify-email",
                       {"token": c.mail_token("kept%d@example.com" % i)}, token=None)
            self.assertEqual(r.status, 200, r)
            self.home.kill()
            self.home.start()
            c.sign_in("kept%d" % i)
            self.assertIs(c.account["email_verified"], True)
            cookie = c.cookie
            self.home.kill()
            self.home.start()
            self.assertEqual(c.refresh().status, 200)

    def test_downloads_of_a_link_survive(self):
        c = self.alice
        x = c.upload("linked %f" % time.time(), b"x")["id"]
        s = c.ok("POST", "/api/shares", {"entry_ids": [x], "allow": "download", "max_downloads": 40}, status=201)
        taken, sent = [], []
        reader = self.home.client()

        def work(i):
            for _ in range(5):
                sent.append(1)
                r = reader.post("/api/s/%s/downloads" % s["token"], {"entry_ids": [x]})
                if r.status == 200:
                    taken.append(r.json["download_id"])
        t = threading.Timer(0.1, self.home.kill)
        t.start()
        together(8, lambda i: work(i))
        t.join()
        if self.home.proc is None:
            self.home.start()
        got = [i for i in c.ok("GET", "/api/shares")["items"] if i["id"] == s["id"]][0]
        self.assertGreaterEqual(got["downloads_used"], len(taken))
        self.assertLessEqual(got["downloads_used"], len(sent))
        for d in taken[:3]:
            r = reader.post("/api/s/%s/downloads" % s["token"], {"entry_ids": [x], "download_id": d})
            self.assertEqual(r.status, 200, r)


# Eight seconds for who is slow, and then what a busy machine takes to close a home.
STOPPED_S = 15


class Stopped(HomeCase):
    accounts = ("alice",)

    def test_sigterm_ends_it_soon(self):
        c = self.alice
        led = Ledger(self.home, c, c.mkdir("ledger")["id"], 5)
        for turn in range(3):
            seconds, code = led.until(40, self.home.term)
            self.assertEqual(code, 0)
            self.assertLess(seconds, STOPPED_S)
            self.home.start()
            led.check(self)

    def test_sigterm_with_slow_people(self):
        c = self.alice
        u = c.start([c.spec("slow", b"s" * 100000)])[0]
        p = u["parts"][0]
        path = p["url"].split("/", 3)[3]
        socks = []
        for head in ("PUT /%s HTTP/1.1\r\nHost: %s\r\n%sContent-Length: 100000\r\nExpect: 100-continue\r\n\r\n" % (
                path, c.host, "".join("%s: %s\r\n" % h for h in p["headers"].items())),
                "GET /api/health HTTP/1.1\r\nHost: x\r\n",
                "", "GET /api/health HTTP/1.1\r\nHost: %s\r\n\r\n" % c.host):
            s = socket.create_connection(("127.0.0.1", self.home.port), timeout=PATIENCE_S)
            s.sendall(head.encode())
            if head.startswith("PUT"):
                # The home waits for the bytes, and gets a few of them.
                self.assertRegex(s.recv(1000), rb"^HTTP/1.1 100 ")
                s.sendall(b"s" * 5000)
            socks.append(s)
        # The others come before this one, which is answered.
        self.assertEqual(self.home.client().get("/api/health").status, 200)
        seconds, code = self.home.term()
        for s in socks:
            s.close()
        self.assertEqual(code, 0)
        self.assertLess(seconds, STOPPED_S)
        self.home.start()
        g = c.ok("GET", "/api/uploads/" + u["upload_id"])
        self.assertEqual((g["state"], g["stored_parts"]), ("open", []))
        self.assertEqual(c.put_part(p, b"s" * 100000).status, 200)
        self.assertIn("entry", c.complete([u["upload_id"]])[0])


if __name__ == "__main__":
    unittest.main()
