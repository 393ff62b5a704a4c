"""What the two runners and their parts agree on: addresses, who signs, names."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

HOST = "127.0.0.1"
REGION = "us-east-1"
ACCESS_KEY = "local-cloud"
MAIL_FROM = "no-reply@share-cloud.test"
DEFAULT_QUOTA_BYTES = 10 * 1024**3
STACK = "share-cloud"

REPOSITORY = Path(__file__).resolve().parents[2]
LOCALSTACK_FOLDER = REPOSITORY / "localstack"

# The environment's name of each port, and the port where it names none.
PORTS = {"front": ("LOCALSTACK_FRONT_PORT", 8090), "cloud": ("LOCALSTACK_CLOUD_PORT", 4566), "objects": ("LOCALSTACK_OBJECTS_PORT", 9000)}


class Unusable(Exception):
    """Something that a person can put right: the message says what happened and what to do."""


@dataclass(frozen=True)
class Settings:
    """One run's addresses and keys. The secret is drawn for each run, so that no page on this machine knows it."""

    front_port: int
    cloud_port: int
    objects_port: int
    secret_key: str = field(default_factory=lambda: secrets.token_hex(20), repr=False)

    @property
    def front(self) -> str:
        return f"http://{HOST}:{self.front_port}"

    @property
    def cloud(self) -> str:
        """LocalStack's gateway."""
        return f"http://{HOST}:{self.cloud_port}"

    @property
    def objects(self) -> str:
        """MinIO, as browsers and functions reach it: tickets are signed for this host."""
        return f"http://{HOST}:{self.objects_port}"

    @staticmethod
    def of(environment: Mapping[str, str]) -> Settings:
        """The ports that people know, or those that the environment names."""
        return Settings(*(_port(environment, name, otherwise) for name, otherwise in PORTS.values()))

    @staticmethod
    def anywhere() -> Settings:
        """Free ports, for tests that run beside a local cloud."""
        return Settings(*free_ports(len(PORTS)))

    def minio_environment(self) -> dict[str, str]:
        """What MinIO is told, in either runner."""
        return {
            "MINIO_ROOT_USER": ACCESS_KEY,
            "MINIO_ROOT_PASSWORD": self.secret_key,
            "MINIO_API_CORS_ALLOW_ORIGIN": self.front,
            "MINIO_BROWSER": "off",
            "MINIO_UPDATE": "off",
        }

    def localstack_environment(self) -> dict[str, str]:
        """What LocalStack is told, in either runner: `localstack.env`, and what this run decides."""
        decided = {
            "LOCALSTACK_HOST": f"localhost:{self.cloud_port}",
            "FUNCTIONS_ACCESS_KEY_ID": ACCESS_KEY,
            "FUNCTIONS_SECRET_ACCESS_KEY": self.secret_key,
        }
        return read_variables(LOCALSTACK_FOLDER / "localstack.env") | decided

    def signer_environment(self) -> dict[str, str]:
        """What programs need that speak to this cloud with an SDK or the CDK."""
        return {
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL": self.cloud,
            "AWS_ENDPOINT_URL_S3": self.cloud,
        }


def read_variables(file: Path) -> dict[str, str]:
    """Lines of `NAME=value`; a line that begins with # is a remark."""
    lines = (line.strip() for line in file.read_text().splitlines())
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def free_ports(count: int) -> list[int]:
    """Ports that were free a moment ago, each another."""
    sockets = [socket.create_server((HOST, 0)) for _ in range(count)]
    ports = [taken.getsockname()[1] for taken in sockets]
    for taken in sockets:
        taken.close()
    return ports


def require_free(settings: Settings) -> None:
    """Raises Unusable naming the first port that something else has."""
    for (variable, _), port in zip(PORTS.values(), (settings.front_port, settings.cloud_port, settings.objects_port), strict=True):
        try:
            socket.create_server((HOST, port)).close()
        except OSError as taken:
            raise Unusable(f"{HOST}:{port} cannot be listened on ({taken.strerror}). Set {variable} to another port.") from taken


def _port(environment: Mapping[str, str], name: str, otherwise: int) -> int:
    text = environment.get(name) or str(otherwise)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Unusable(f"{name} is {text!r} and should be a port, from 1 to 65535.")
    return int(text)


def caches(environment: Mapping[str, str] = os.environ) -> Path:
    """Where installed parts stay between runs."""
    return Path(environment.get("XDG_CACHE_HOME") or Path.home() / ".cache", "share-cloud")
