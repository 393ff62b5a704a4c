"""What the front says to a browser."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes = b""
    headers: list[tuple[str, str]] = field(default_factory=list)

    @staticmethod
    def text(status: int, text: str) -> Answer:
        return Answer(status, f"{text}\n".encode(), [("Content-Type", "text/plain; charset=utf-8")])

    @staticmethod
    def json(content: Any) -> Answer:
        body = json.dumps(content, ensure_ascii=False).encode()
        return Answer(200, body, [("Content-Type", "application/json"), ("Cache-Control", "no-store")])
