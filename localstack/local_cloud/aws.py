"""Single calls to AWS's protocols, signed with Signature Version 4, for the little that happens before there is a stack.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

import hashlib
import hmac
import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from local_cloud.settings import ACCESS_KEY, REGION, Settings, Unusable

# LocalStack loads a service at its first call, which takes half a minute on a busy machine.
ANSWER_S = 120


@dataclass(frozen=True)
class Request:
    service: str
    method: str
    url: str
    headers: dict[str, str]
    body: bytes


def signed_headers(request: Request, access_key: str, secret_key: str, region: str, now: datetime) -> dict[str, str]:
    """The request's headers with its date, the hash of its body and its signature."""
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    scope = f"{stamp[:8]}/{region}/{request.service}/aws4_request"
    parts = urllib.parse.urlsplit(request.url)
    payload_hash = hashlib.sha256(request.body).hexdigest()
    headers = {**request.headers, "host": parts.netloc, "x-amz-date": stamp}
    if request.service == "s3":
        headers["x-amz-content-sha256"] = payload_hash
    lines = sorted((name.lower(), " ".join(value.split())) for name, value in headers.items())
    names = ";".join(name for name, _ in lines)
    query = urllib.parse.urlencode(sorted(urllib.parse.parse_qsl(parts.query, keep_blank_values=True)), quote_via=urllib.parse.quote)
    whole = "\n".join([request.method, parts.path or "/", query, *(f"{name}:{value}" for name, value in lines), "", names, payload_hash])
    to_sign = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(whole.encode()).hexdigest()])
    key = f"AWS4{secret_key}".encode()
    for step in scope.split("/"):
        key = hmac.digest(key, step.encode(), "sha256")
    signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
    authorization = f"AWS4-HMAC-SHA256 Credential={access_key}/{scope}, SignedHeaders={names}, Signature={signature}"
    return {**headers, "authorization": authorization}


def call(settings: Settings, request: Request) -> bytes:
    """The answer's body. Raises Unusable with what the service says when it refuses."""
    headers = signed_headers(request, ACCESS_KEY, settings.secret_key, REGION, datetime.now(UTC))
    headers.pop("host")
    whole = urllib.request.Request(request.url, request.body or None, headers, method=request.method)
    try:
        with urllib.request.urlopen(whole, timeout=ANSWER_S) as response:
            return response.read()
    except urllib.error.HTTPError as refused:
        said = refused.read().decode(errors="replace")
        raise Unusable(f"{request.service} refused {request.method} {request.url}: {refused.code} {said}") from refused
    except OSError as away:
        raise Unusable(f"{request.service} does not answer {request.method} {request.url}: {away}") from away


def make_bucket(settings: Settings, endpoint: str, name: str) -> None:
    """Makes a bucket in MinIO or in LocalStack."""
    call(settings, Request("s3", "PUT", f"{endpoint}/{name}", {}, b""))


def call_json(settings: Settings, service: str, target: str, content: dict[str, Any]) -> dict[str, Any]:
    """Calls an action of a service that speaks JSON, as `AmazonSSM.PutParameter`."""
    headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": target}
    return json.loads(call(settings, Request(service, "POST", f"{settings.cloud}/", headers, json.dumps(content).encode())) or b"{}")


def call_query(settings: Settings, service: str, **fields: str) -> bytes:
    """Calls an action of a service that speaks the query protocol."""
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return call(settings, Request(service, "POST", f"{settings.cloud}/", headers, urllib.parse.urlencode(fields).encode()))
