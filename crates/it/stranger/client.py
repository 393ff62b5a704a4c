"""A client of share-cloud that knows nothing but the written HTTP contract.

It uses Python's standard library only. `Home` starts and stops one home of
its own on a free port with a fresh data folder; `Client` speaks to it.
"""

import base64
import hashlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse

BIN = os.environ.get("SHARE_CLOUD_BIN", "")
PASSWORD = "correct horse 42"
PROBLEM_FIELDS = {"type", "title", "status", "detail", "code", "request_id", "fields"}
# However slow the machine is; nothing that passes takes as long.
PATIENCE_S = 60
# An access token lives ten minutes.
TOKEN_RENEWED_AFTER_S = 300
RFC3339_UTC = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")


def sha256_b64(data):
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


class Port:
    """A free port, kept by a socket that never listens: a home may then listen there, as both set SO_REUSEADDR, and start there
    again and again, while nobody else is given the port."""

    def __init__(self):
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", 0))
        self.number = self._socket.getsockname()[1]
        if sys.platform != "linux":
            self.close()  # elsewhere two sockets do not share a port

    def close(self):
        self._socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Connection(http.client.HTTPConnection):
    def __del__(self):
        self.close()


class Response:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers  # list of pairs, names in lower case
        self.body = body

    def header(self, name, default=None):
        for k, v in self.headers:
            if k == name.lower():
                return v
        return default

    def header_all(self, name):
        return [v for k, v in self.headers if k == name.lower()]

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return "<%d %r>" % (self.status, self.body[:600])


class Client:
    """One person, or one program, that talks to a home."""

    def __init__(self, port, token=None):
        self.port = port
        self.host = "127.0.0.1:%d" % port
        self.token = token
        self.cookie = None
        self.account = None
        self._renew_at = None
        self._renewing = threading.Lock()
        self._local = threading.local()

    # -- transport ---------------------------------------------------------

    def _send(self, method, target, headers, body):
        """One request on a kept connection; a stale one is replaced once."""
        for attempt in (0, 1):
            conn = getattr(self._local, "conn", None)
            fresh = conn is None
            if fresh:
                conn = Connection("127.0.0.1", self.port, timeout=PATIENCE_S)
                self._local.conn = conn
            try:
                conn.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
                names = {k.lower() for k, _ in headers}
                if "host" not in names:
                    conn.putheader("Host", self.host)
                if body is not None and "content-length" not in names:
                    conn.putheader("Content-Length", str(len(body)))
                for k, v in headers:
                    conn.putheader(k, v)
                try:
                    conn.endheaders(body)
                except (BrokenPipeError, ConnectionResetError):
                    # The home may have answered before it read everything.
                    if body is None or not fresh or conn.sock is None:
                        raise
                r = conn.getresponse()
                data = r.read()
                out = Response(r.status, [(k.lower(), v) for k, v in r.getheaders()], data)
                if r.will_close:
                    conn.close()
                    self._local.conn = None
                return out
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError,
                    http.client.CannotSendRequest):
                conn.close()
                self._local.conn = None
                # Only a connection that was kept may have gone stale.
                if fresh or attempt:
                    raise
            except Exception:
                conn.close()
                self._local.conn = None
                raise

    def raw(self, method, target, body=None, headers=()):
        return self._send(method, target, list(headers), body)

    def call(self, method, path, body=None, token=True, headers=(), query=None):
        """A JSON call. token: True = own, None = none, str = that one."""
        hs = list(headers)
        if token is True:
            token = self._own_token()
        if token:
            hs.append(("Authorization", "Bearer " + token))
        data = None
        if body is not None:
            data = json.dumps(body, ensure_ascii=False).encode()
            hs.append(("Content-Type", "application/json"))
        if query:
            path += "?" + urllib.parse.urlencode(query)
        return self._send(method, path, hs, data)

    def _own_token(self):
        """The access token; a class may take longer than one lives, so an old one is renewed."""
        with self._renewing:
            if self._renew_at and time.monotonic() > self._renew_at:
                self._renew_at = None  # a session that is over stays over
                self.refresh()
            return self.token

    def persist(self, method, path, body=None, **kw):
        """A call that is sent again after 503, when Retry-After says. What can be lost on the way has a key of the client's."""
        end = time.monotonic() + PATIENCE_S
        while True:
            r = self.call(method, path, body, **kw)
            wait_s = r.header("retry-after")
            if r.status != 503 or not wait_s or time.monotonic() > end:
                return r
            time.sleep(int(wait_s))

    def ok(self, method, path, body=None, status=200, **kw):
        r = self.persist(method, path, body, **kw)
        if r.status != status:
            raise AssertionError("%s %s: wanted %d, got %r" % (method, path, status, r))
        return r.json if r.body else None

    def get(self, path, **kw):
        return self.call("GET", path, **kw)

    def post(self, path, body=None, **kw):
        return self.call("POST", path, body, **kw)

    def patch(self, path, body=None, **kw):
        return self.call("PATCH", path, body, **kw)

    def put(self, path, body=None, **kw):
        return self.call("PUT", path, body, **kw)

    def delete(self, path, **kw):
        return self.call("DELETE", path, **kw)

    # -- accounts ----------------------------------------------------------

    def outbox(self):
        return self.ok("GET", "/outbox/messages", token=None)["items"]

    def mail_token(self, email, kind="verify-email"):
        end = time.monotonic() + PATIENCE_S  # letters leave after the answer
        while time.monotonic() < end:
            for m in self.outbox():
                if m["to"] == email:
                    found = re.search(r"/%s\?token=([A-Za-z0-9_-]+)" % kind, m["text"])
                    if found:
                        return found.group(1)
            time.sleep(0.02)
        raise AssertionError("no letter with a %s link for %s" % (kind, email))

    def sign_up(self, username, email=None, verify=True, password=PASSWORD):
        email = email or username + "@example.com"
        self.account = self.ok("POST", "/api/accounts", {
            "username": username, "email": email, "password": password, "locale": "en"},
            status=201, token=None)
        if verify:
            self.ok("POST", "/api/accounts/verify-email",
                    {"token": self.mail_token(email)}, token=None)
        self.sign_in(username, password)
        return self

    def sign_in(self, login, password=PASSWORD):
        r = self.call("POST", "/api/sessions", {"login": login, "password": password}, token=None)
        if r.status != 200:
            raise AssertionError("sign-in: %r" % r)
        self._session(r)
        return r.json

    def _session(self, r):
        self.token = r.json["access_token"]
        self._renew_at = time.monotonic() + TOKEN_RENEWED_AFTER_S
        self.account = r.json["account"]
        for c in r.header_all("set-cookie"):
            self.cookie = c.split(";", 1)[0]

    def refresh(self):
        r = self.call("POST", "/api/sessions/refresh", token=None,
                      headers=[("Cookie", self.cookie)])
        if r.status == 200:
            self._session(r)
        return r

    def storage(self):
        return self.ok("GET", "/api/account")["storage"]

    # -- files -------------------------------------------------------------

    def mkdir(self, name, parent="root", **more):
        body = {"parent_id": parent, "name": name}
        body.update(more)
        return self.ok("POST", "/api/folders", body, status=201)

    def spec(self, name, data, parent="root", **more):
        s = {"parent_id": parent, "name": name, "size_bytes": len(data),
             "content_type": "application/octet-stream", "sha256": sha256_b64(data)}
        s.update(more)
        return s

    def start(self, specs):
        return self.ok("POST", "/api/uploads", {"uploads": specs})["uploads"]

    def complete(self, items):
        items = [{"upload_id": i} if isinstance(i, str) else i for i in items]
        return self.ok("POST", "/api/uploads/complete", {"uploads": items})["uploads"]

    def put_part(self, part, data, method="PUT"):
        return self.send_url(method, part["url"], data, list(part["headers"].items()))

    def send_url(self, method, url, body=None, headers=()):
        u = urllib.parse.urlsplit(url)
        if u.netloc != self.host:
            raise AssertionError("a ticket on another origin: " + url)
        target = u.path + ("?" + u.query if u.query else "")
        return self.raw(method, target, body, headers)

    def upload(self, name, data, parent="root", **more):
        """Start, send and complete one file of one part; its entry."""
        u = self.start([self.spec(name, data, parent, **more)])[0]
        if "problem" in u:
            raise AssertionError("start: %r" % u)
        r = self.put_part(u["parts"][0], data)
        if r.status != 200:
            raise AssertionError("PUT: %r" % r)
        c = self.complete([u["upload_id"]])[0]
        if "entry" not in c:
            raise AssertionError("complete: %r" % c)
        return c["entry"]

    def upload_many(self, named, parent="root"):
        """[(name, data)] → entries, 25 to a call."""
        out = []
        for i in range(0, len(named), 25):
            chunk = named[i:i + 25]
            started = self.start([self.spec(n, d, parent) for n, d in chunk])
            for s, (_, d) in zip(started, chunk):
                r = self.put_part(s["parts"][0], d)
                if r.status != 200:
                    raise AssertionError("PUT: %r" % r)
            out += [c["entry"] for c in self.complete([s["upload_id"] for s in started])]
        return out

    def listing(self, folder="root", path=None, token=True, **query):
        """All entries of a folder, page by page."""
        path = path or "/api/folders/%s/entries" % folder
        out, cursor = [], None
        for _ in range(1000):
            q = dict(query)
            if cursor:
                q["cursor"] = cursor
            page = self.ok("GET", path, query=q, token=token)
            out += page["items"]
            cursor = page["next_cursor"]
            if not cursor:
                return out
        raise AssertionError("endless paging")

    def entry(self, entry_id):
        return self.ok("GET", "/api/entries/%s" % entry_id)

    def download(self, entry_id, **more):
        body = {"entry_ids": [entry_id]}
        body.update(more)
        t = self.ok("POST", "/api/downloads", body)["tickets"]
        return self.send_url("GET", t[0]["url"])

    def walk(self, folder="root", limit=1000):
        """Recompute the totals below a folder; (bytes, files, wrong folders)."""
        total, files, wrong = 0, 0, []
        for e in self.listing(folder, limit=limit):
            if e["kind"] == "file":
                total += e["size_bytes"]
                files += 1
            else:
                b, f, w = self.walk(e["id"], limit)
                wrong += w
                if (e["total_bytes"], e["file_count"]) != (b, f):
                    wrong.append((e["name"], (e["total_bytes"], e["file_count"]), (b, f)))
                total += b
                files += f
        return total, files, wrong


class Home:
    """One home: the program, a port, a data folder."""

    def __init__(self, *flags, data=None, env=None):
        if not BIN:
            raise unittest.SkipTest("SHARE_CLOUD_BIN names no program")
        self.flags = list(flags)
        self.tmp = tempfile.mkdtemp(prefix="share-cloud-stranger-")
        self.data = data or os.path.join(self.tmp, "data")
        self.kept_port = Port()
        self.port = self.kept_port.number
        self.env = env or {}
        self.proc = None

    def environment(self):
        env = {k: v for k, v in os.environ.items() if not k.startswith("SHARE_CLOUD_")}
        env.update(self.env)
        return env

    def start(self, wait=True):
        self.log = open(os.path.join(self.tmp, "log"), "ab")
        self.proc = subprocess.Popen(
            [BIN, "serve", "--listen", "127.0.0.1:%d" % self.port, "--data", self.data] + self.flags,
            stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL, env=self.environment())
        if wait:
            self.wait_ready()
        return self

    def wait_ready(self):
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            if self.proc.poll() is not None:
                raise AssertionError("the home ended: " + self.read_log())
            try:
                c = Connection("127.0.0.1", self.port, timeout=PATIENCE_S)
                c.request("GET", "/api/health")
                if c.getresponse().status == 200:
                    c.close()
                    return
            except OSError:
                time.sleep(0.03)
        raise AssertionError("not ready: " + self.read_log())

    def read_log(self):
        with open(os.path.join(self.tmp, "log"), "rb") as f:
            return f.read().decode("utf-8", "replace")

    def client(self, token=None):
        return Client(self.port, token)

    def run(self, *args, timeout=2 * PATIENCE_S, data=True):
        """Run another command of the program on the same data folder."""
        cmd = [BIN] + list(args) + (["--data", self.data] if data else [])
        return subprocess.run(cmd, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              stdin=subprocess.DEVNULL, timeout=timeout, env=self.environment())

    def term(self):
        """SIGTERM; how long it took and the exit code."""
        began = time.monotonic()
        self.proc.send_signal(signal.SIGTERM)
        try:
            code = self.proc.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.proc.kill()
            self.proc.wait()
            code = None
        self.log.close()
        self.proc = None
        return time.monotonic() - began, code

    def kill(self):
        self.proc.kill()
        self.proc.wait()
        self.log.close()
        self.proc = None

    def close(self):
        if self.proc is not None:
            self.term()
        self.kept_port.close()
        shutil.rmtree(self.tmp, ignore_errors=True)


def together(n, work):
    """Run work(0..n-1) in n threads that begin at once; their results."""
    gate = threading.Barrier(n)
    out = [None] * n

    def run(i):
        gate.wait()
        try:
            out[i] = work(i)
        except BaseException as e:  # the caller looks at it
            out[i] = e
    threads = [threading.Thread(target=run, args=(i,)) for i in range(n)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return out


class HomeCase(unittest.TestCase):
    """A test class with a home of its own."""

    flags = ()
    accounts = ("alice",)

    @classmethod
    def setUpClass(cls):
        cls.home = Home(*cls.flags)
        try:
            cls.home.start()
            for name in cls.accounts:
                setattr(cls, name, cls.home.client().sign_up(name))
        except BaseException:
            cls.home.close()
            raise

    @classmethod
    def tearDownClass(cls):
        cls.home.close()

    def problem(self, r, status, code=None):
        """The answer is a problem with this status, and whole."""
        self.assertEqual(r.status, status, r)
        self.assertEqual((r.header("content-type") or "").split(";")[0],
                         "application/problem+json", r)
        p = r.json
        self.assertTrue({"type", "title", "status", "detail", "code", "request_id"} <= set(p), p)
        self.assertEqual(p["status"], status, p)
        for k in ("type", "title", "detail", "code", "request_id"):
            self.assertIsInstance(p[k], str, p)
            self.assertTrue(p[k], p)
        if status == 422:
            self.assertIn("fields", p)
        if code:
            self.assertEqual(p["code"], code, p)
        return p

    def item_problem(self, item, status, code=None):
        """The item of a list of results is a problem with this status."""
        self.assertEqual(set(item), {"problem"}, item)
        self.assertEqual(item["problem"]["status"], status, item)
        self.assertTrue(item["problem"]["code"], item)
        if code:
            self.assertEqual(item["problem"]["code"], code, item)
        return item["problem"]
