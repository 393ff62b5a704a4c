"""Letters that functions sent through SES, in the shape of the embedded home's outbox, for people and tests at this machine."""

from __future__ import annotations

import html
import ipaddress
import json
import re
import urllib.request
from collections.abc import Mapping
from typing import Any

# A page of another site may bring a browser here by a name that it points to this machine; a proxy, somebody from elsewhere.
PROXIES_LEAVE = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto")
LINK = re.compile(r"https?://[^\s<]+")
PAGE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def is_local_request(host: str, headers: Mapping[str, str]) -> bool:
    """Whether somebody at this machine asks under a name of this machine. The front listens on loopback alone."""
    name = re.sub(r":\d+$", "", host).strip("[]")
    return not any(header in headers for header in PROXIES_LEAVE) and (name == "localhost" or _is_loopback(name))


def letters(cloud: str) -> list[dict[str, str]]:
    """What LocalStack's SES took, newest first."""
    with urllib.request.urlopen(f"{cloud}/_aws/ses", timeout=10) as response:
        return read(json.load(response)["messages"])


def read(messages: list[dict[str, Any]]) -> list[dict[str, str]]:
    """LocalStack lists oldest first and keeps the order within a second; so do the ids."""
    shaped = [_letter(number, message) for number, message in enumerate(messages, start=1)]
    return shaped[::-1]


def _letter(number: int, message: dict[str, Any]) -> dict[str, str]:
    return {
        "id": f"{number:020}",
        "to": message["Destination"]["ToAddresses"][0],
        "subject": message["Subject"],
        "text": message["Body"]["text_part"] or "",
        "html": message["Body"]["html_part"] or "",
        "sent_at": re.sub(r"(\+00:00|Z)?$", "Z", message["Timestamp"], count=1),
    }


def page(items: list[dict[str, str]]) -> bytes:
    """The letters as text, their links to be followed."""
    shown = "".join(
        f"<h2>{html.escape(item['subject'])}</h2><p>{html.escape(item['to'])} · {item['sent_at']}</p>{_text(item)}" for item in items
    )
    head = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Outbox</title></head>'
    return f"{head}<body><h1>Outbox</h1>{shown or '<p>No letters yet.</p>'}</body></html>".encode()


def _text(item: dict[str, str]) -> str:
    linked = LINK.sub(r'<a href="\g<0>">\g<0></a>', html.escape(item["text"]))
    return f"<pre>{linked}</pre>"


def _is_loopback(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
