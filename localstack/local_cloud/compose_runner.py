"""Runs LocalStack and MinIO from images by `compose.yaml`: for people with Docker."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from local_cloud import wait
from local_cloud.parts.tools import run
from local_cloud.settings import LOCALSTACK_FOLDER, Settings, Unusable
from local_cloud.stack import FUNCTIONS

# Images are fetched while this waits.
READY_S = 600


def is_there() -> bool:
    """Whether a container engine answers."""
    try:
        return subprocess.run(["docker", "info"], capture_output=True, timeout=30, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


@contextmanager
def cloud(settings: Settings, say: Callable[[str], None]) -> Iterator[Callable[[], None]]:
    """LocalStack and MinIO, ready. Gives what raises Unusable once one of them has ended."""
    variables = environment(settings)
    compose = [
        "docker",
        "compose",
        "--project-name",
        f"share-cloud-{settings.front_port}",
        "--file",
        str(LOCALSTACK_FOLDER / "compose.yaml"),
    ]
    say("LocalStack and MinIO: fetching images where they are missing, and starting containers …")
    try:
        run([*compose, "up", "--detach", "--quiet-pull"], LOCALSTACK_FOLDER, variables)
        wait.until("The start of MinIO", lambda: wait.answers(f"{settings.objects}/minio/health/ready"), READY_S)
        wait.until("The start of LocalStack", lambda: wait.answers(f"{settings.cloud}/_localstack/health"), READY_S)
        yield lambda: require_answers(settings)
    finally:
        subprocess.run(
            [*compose, "down", "--volumes", "--remove-orphans"], env={**os.environ, **variables}, capture_output=True, check=False
        )


def require_answers(settings: Settings) -> None:
    for name, url in (("MinIO", f"{settings.objects}/minio/health/ready"), ("LocalStack", f"{settings.cloud}/_localstack/health")):
        if not wait.answers(url):
            raise Unusable(f"{name} does not answer any more at {url}. `docker ps --all` shows how its container ended.")


def environment(settings: Settings) -> dict[str, str]:
    """What `compose.yaml` asks for."""
    decided = settings.localstack_environment() | settings.minio_environment()
    ports = {"CLOUD_PORT": str(settings.cloud_port), "OBJECTS_PORT": str(settings.objects_port)}
    return {**decided, **ports, "FUNCTIONS_FOLDER": str(FUNCTIONS)}
