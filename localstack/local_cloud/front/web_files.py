"""The built web app: `index.html` for every path that is nothing else, and its hashed assets."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from local_cloud.front.answer import Answer

# Assets carry a hash of their content in their name, so a name never gets another content.
FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
# How a file is compressed, best first: the coding's name and the end of the file that holds it.
CODINGS = {"br": ".br", "gzip": ".gz"}
CONTENT_TYPES = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "json": "application/json",
    "webmanifest": "application/manifest+json",
    "txt": "text/plain; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "ico": "image/x-icon",
    "woff2": "font/woff2",
    "wasm": "application/wasm",
}


class WebFiles:
    """The files below one folder, read at each request, so that another build shows without a restart."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def get(self, path: str, headers: Mapping[str, str]) -> Answer:
        """The file of a path, or the app itself. An asset that is not there is 404: a page in its place would only confuse."""
        if path.startswith("/assets/"):
            return self._file(path, headers, FOREVER) or Answer.text(404, "There is no such asset.")
        found = self._file(path, headers, ASK_AGAIN) or self._file("/index.html", headers, ASK_AGAIN)
        return found or Answer.text(503, "The web app is not built. `make web` builds it.")

    def _file(self, path: str, headers: Mapping[str, str], cache_control: str) -> Answer | None:
        file = (self._folder / path.lstrip("/")).resolve()
        if not file.is_relative_to(self._folder) or file.suffix in CODINGS.values() or not file.is_file():
            return None
        accepted = {
            wish.split(";")[0].strip() for wish in headers.get("Accept-Encoding", "").split(",") if "q=0" not in wish.split(";")[1:]
        }
        codings = [(coding, file.with_name(file.name + end)) for coding, end in CODINGS.items() if coding in accepted]
        coding, coded = next(((coding, coded) for coding, coded in codings if coded.is_file()), (None, file))
        body = coded.read_bytes()
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        shared = [("Cache-Control", cache_control), ("Vary", "Accept-Encoding"), ("ETag", tag)]
        if tag in (known.strip().removeprefix("W/") for known in headers.get("If-None-Match", "").split(",")):
            return Answer(304, b"", shared)
        content_type = CONTENT_TYPES.get(file.suffix.lstrip("."), "application/octet-stream")
        return Answer(200, body, [("Content-Type", content_type), *shared, *([("Content-Encoding", coding)] if coding else [])])
