"""What both functions share: settings, clients and keys at the start, who calls, and Lambda's Runtime API.

AWS's own runtime for Python does more at its start than this loop, so the loop favours Python.
"""

import base64
import hashlib
import hmac
import http.client
import json
import os
import time

import boto3
from boto3.dynamodb.types import TypeDeserializer
from botocore.config import Config

TABLE = os.environ["SHARE_CLOUD_TABLE"]
BUCKET = os.environ["SHARE_CLOUD_BUCKET"]

session = boto3.session.Session()
dynamodb = session.client("dynamodb")
_keys = json.loads(
    session.client("ssm").get_parameter(Name=os.environ["SHARE_CLOUD_KEYS_PARAMETER"], WithDecryption=True)["Parameter"]["Value"]
)
_read = TypeDeserializer().deserialize


def s3():
    """The bucket's client, for what signs tickets."""
    return session.client("s3", config=Config(signature_version="s3v4", s3={"addressing_style": "path"}))


def plain(item):
    """An item without the types of the wire."""
    return {name: _read(value) for name, value in item.items()}


def get_many(keys):
    """Items by kind and id, in one consistent read, by their kind."""
    asked = [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in keys]
    answer = dynamodb.batch_get_item(RequestItems={TABLE: {"Keys": asked, "ConsistentRead": True}})
    return {item["pk"]["S"]: plain(item) for item in answer["Responses"][TABLE]}


def entries(ids):
    """Entries by their ids."""
    found = get_many([(f"ENTRY#{id}", "ENTRY") for id in ids])
    return {pk.partition("#")[2]: item for pk, item in found.items()}


def caller(event):
    """The account that calls, read with its session."""
    header, claims, signature = event["headers"]["authorization"].removeprefix("Bearer ").split(".")
    named = json.loads(_decoded(header))
    key = next(_derived(key) for key in _keys if key["id"] == named["kid"])
    expected = hmac.digest(key, f"{header}.{claims}".encode(), "sha256")
    said = json.loads(_decoded(claims))
    if named["alg"] != "HS256" or not hmac.compare_digest(expected, _decoded(signature)) or said["exp"] <= time.time():
        raise PermissionError("no good token")
    found = get_many([(f"SESSION#{said['sub']}", said["sid"]), (f"ACCOUNT#{said['sub']}", "ACCOUNT")])
    known, account = found[f"SESSION#{said['sub']}"], found[f"ACCOUNT#{said['sub']}"]
    if known.get("epoch", 0) != account["session_epoch"] or account["status"] != "active" or not account["email_verified"]:
        raise PermissionError("no good session")
    return account


def _decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _derived(key):
    parts = [b"share-cloud derived key", b"access-token", key["id"].encode()]
    framed = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    return hmac.digest(base64.b64decode(key["secret"]), framed, hashlib.sha256)


def serve(handler):
    """Answers what the Runtime API asks, until it is gone."""
    api = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    while True:
        api.request("GET", "/2018-06-01/runtime/invocation/next")
        asked = api.getresponse()
        event = json.loads(asked.read())
        answer = json.dumps(handler(event))
        api.request("POST", f"/2018-06-01/runtime/invocation/{asked.headers['lambda-runtime-aws-request-id']}/response", answer)
        api.getresponse().read()
