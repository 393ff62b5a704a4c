"""Passes requests on to API Gateway in LocalStack as CloudFront does on AWS: with its key, and with the visitor's address."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from typing import Protocol

from local_cloud.front.answer import Answer
from local_cloud.settings import HOST

# RFC 9110, section 7.6.1, and what each side decides for itself.
HOP_BY_HOP = {
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "host",
    "content-length",
}
# What only CloudFront may say.
EDGE_ONLY = {"x-api-key"}
EDGE_ONLY_PREFIX = "cloudfront-"
# API Gateway's own limit.
MAX_BODY_BYTES = 10 * 1024 * 1024
# API Gateway gives a function 29 seconds.
ANSWER_S = 35
# What LocalStack adds about itself, and what the front says anew.
NOT_PASSED_BACK = HOP_BY_HOP | {"server", "date"}


class Fields(Protocol):
    def items(self) -> list[tuple[str, str]]: ...


@dataclass(frozen=True)
class ApiGateway:
    """A deployed REST API, reached at its own path of LocalStack's gateway."""

    port: int
    api_id: str
    stage: str
    api_key: str

    def path(self, target: str) -> str:
        return f"/_aws/execute-api/{self.api_id}/{self.stage}{target}"

    def pass_on(self, method: str, target: str, headers: Fields, body: bytes, visitor: tuple[str, int]) -> Answer:
        """The API's answer, or 502 when there is none."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=ANSWER_S)
        try:
            connection.putrequest(method, self.path(target), skip_accept_encoding=True)
            for name, value in [*_passed(headers), *self._edge_headers(visitor), ("Content-Length", str(len(body)))]:
                connection.putheader(name, value)
            connection.endheaders(body)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as failed:
            return Answer.text(502, f"API Gateway in LocalStack does not answer: {failed}")
        finally:
            connection.close()
        return Answer(answer.status, content, [pair for pair in answer.getheaders() if pair[0].lower() not in NOT_PASSED_BACK])

    def _edge_headers(self, visitor: tuple[str, int]) -> list[tuple[str, str]]:
        address, port = visitor
        return [("x-api-key", self.api_key), ("CloudFront-Viewer-Address", f"{address}:{port}")]


def _passed(headers: Fields) -> list[tuple[str, str]]:
    refused = HOP_BY_HOP | EDGE_ONLY
    return [
        (name, value) for name, value in headers.items() if name.lower() not in refused and not name.lower().startswith(EDGE_ONLY_PREFIX)
    ]
