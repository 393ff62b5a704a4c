"""One person who drives the product through its public API, as a browser would."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import urllib.error
import urllib.request
from typing import Any

from local_cloud import wait
from local_cloud.settings import Unusable

LETTER_S = 60
ANSWER_S = 60


class Client:
    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._token: str | None = None

    def call(self, method: str, path: str, content: Any = None) -> Any:
        """The answer's content. Raises Unusable with the problem when the API refuses."""
        headers = {"Content-Type": "application/json"} if content is not None else {}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        body = json.dumps(content).encode() if content is not None else None
        answer = _open(urllib.request.Request(self._origin + path, body, headers, method=method))
        return json.loads(answer) if answer else None

    def sign_up(self, username: str, email: str, password: str) -> None:
        """Makes an account, confirms its address with the letter that arrives, and signs in."""
        self.call("POST", "/api/accounts", {"username": username, "email": email, "password": password, "locale": "en"})
        token = wait.until(f"A letter to {email}", lambda: self._mailed_token(email), LETTER_S)
        self.call("POST", "/api/accounts/verify-email", {"token": token})
        self._token = self.call("POST", "/api/sessions", {"login": username, "password": password})["access_token"]

    def make_folder(self, name: str, parent_id: str = "root") -> str:
        return self.call("POST", "/api/folders", {"parent_id": parent_id, "name": name})["id"]

    def upload(self, name: str, content: bytes, content_type: str, parent_id: str) -> str:
        """Sends a file of one part, its bytes straight to the object store; the entry's id."""
        sha256 = base64.b64encode(hashlib.sha256(content).digest()).decode()
        wanted = {"parent_id": parent_id, "name": name, "size_bytes": len(content), "content_type": content_type, "sha256": sha256}
        (upload,) = self.call("POST", "/api/uploads", {"uploads": [wanted]})["uploads"]
        (part,) = upload["parts"]
        _open(urllib.request.Request(part["url"], content, part["headers"], method="PUT"))
        (completed,) = self.call("POST", "/api/uploads/complete", {"uploads": [{"upload_id": upload["upload_id"]}]})["uploads"]
        if "entry" not in completed:
            raise Unusable(f"The upload of {name} was not completed: {completed}")
        return completed["entry"]["id"]

    def share(self, entry_id: str) -> str:
        """Makes a link to an entry; its address."""
        return self.call("POST", "/api/shares", {"entry_ids": [entry_id], "allow": "download"})["url"]

    def _mailed_token(self, email: str) -> str | None:
        letters = [letter for letter in self.call("GET", "/outbox/messages")["items"] if letter["to"] == email]
        found = re.search(r"/verify-email\?token=([\w-]+)", letters[0]["text"]) if letters else None
        return found[1] if found else None


def _open(request: urllib.request.Request) -> bytes:
    try:
        with urllib.request.urlopen(request, timeout=ANSWER_S) as response:
            return response.read()
    except urllib.error.HTTPError as refused:
        said = refused.read().decode(errors="replace")
        raise Unusable(f"{request.method} {refused.url.split('?')[0]} was answered with {refused.code}: {said}") from refused
    except OSError as away:
        raise Unusable(f"{request.method} {request.full_url.split('?')[0]} is not answered: {away}") from away
