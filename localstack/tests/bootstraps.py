"""Small functions that speak the Runtime API, as programs of their own."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

LOOP = """#!{python}
import json, os, sys, time, urllib.request
API = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime"
def post(path, body):
    try:
        return urllib.request.urlopen(urllib.request.Request(API + path, body, method="POST")).status
    except urllib.error.HTTPError as refused:
        return refused.code
{before}
while True:
    with urllib.request.urlopen(API + "/invocation/next") as asked:
        event, headers = json.load(asked), asked.headers
    request_id = headers["Lambda-Runtime-Aws-Request-Id"]
    {body}
"""
ANSWER = 'post("/invocation/" + request_id + "/response", json.dumps({answer}).encode())'


def write(folder: Path, answer: str = '{"pid": os.getpid()}', before: str = "", body: str = "") -> Path:
    """Writes a bootstrap as a builder does: beside the old one and then in its place."""
    text = LOOP.format(python=sys.executable, before=before, body=body or ANSWER.format(answer=answer))
    with tempfile.NamedTemporaryFile("w", dir=folder, delete=False) as file:
        file.write(text)
    os.chmod(file.name, 0o755)
    os.replace(file.name, folder / "bootstrap")
    return folder / "bootstrap"
