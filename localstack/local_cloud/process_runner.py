"""Runs the parts as programs of this machine: for machines without a container engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from local_cloud import parts, wait
from local_cloud.parts.dynamodb_local import DynamoDbLocal
from local_cloud.parts.localstack import LocalStack
from local_cloud.parts.minio import Minio
from local_cloud.processes import Processes
from local_cloud.settings import Settings

MINIO, DYNAMODB, LOCALSTACK = Minio(), DynamoDbLocal(), LocalStack()
# MinIO and DynamoDB Local take two seconds, LocalStack five; a busy machine many more.
READY_S = 120
PATH = "/usr/local/bin:/usr/bin:/bin"

Say = Callable[[str], None]


@contextmanager
def cloud(settings: Settings, cache: Path, run: Path, say: Say) -> Iterator[Callable[[], None]]:
    """LocalStack and MinIO, ready. Gives what raises Unusable once one of them has ended."""
    parts.prepare([DYNAMODB, LOCALSTACK, MINIO], cache, say)
    (logs := run / "logs").mkdir()
    (function_logs := run / "functions").mkdir()
    with Processes(logs) as processes:
        start_minio(processes, settings, cache, run)
        dynamodb = DYNAMODB.command(parts.folder_of(DYNAMODB, cache), run)
        environment = LOCALSTACK.environment(settings, run / "localstack", function_logs, dynamodb)
        processes.start("localstack", LOCALSTACK.command(parts.folder_of(LOCALSTACK, cache)), environment, run)
        wait_for_minio(processes, settings)
        wait_for(processes, "LocalStack", f"{settings.cloud}/_localstack/health")
        yield processes.require_alive


@contextmanager
def stores(settings: Settings, dynamodb_port: int, cache: Path, run: Path, say: Say) -> Iterator[None]:
    """DynamoDB Local and MinIO alone, ready."""
    parts.prepare([DYNAMODB, MINIO], cache, say)
    (logs := run / "logs").mkdir()
    with Processes(logs) as processes:
        start_minio(processes, settings, cache, run)
        command = [*DYNAMODB.command(parts.folder_of(DYNAMODB, cache), run), "-port", str(dynamodb_port), "-inMemory", "-sharedDb"]
        processes.start("dynamodb-local", command, {"PATH": PATH, "HOME": str(run)}, run)
        wait_for_minio(processes, settings)
        wait.until("The start of DynamoDB Local", lambda: alive(processes) and wait.listens(dynamodb_port), READY_S)
        yield


def start_minio(processes: Processes, settings: Settings, cache: Path, run: Path) -> None:
    (data := run / "minio").mkdir()
    environment = {**settings.minio_environment(), "PATH": PATH, "HOME": str(run)}
    processes.start("minio", MINIO.command(parts.folder_of(MINIO, cache), settings.objects_port, data), environment, run)


def wait_for_minio(processes: Processes, settings: Settings) -> None:
    wait_for(processes, "MinIO", f"{settings.objects}/minio/health/ready")


def wait_for(processes: Processes, name: str, url: str) -> None:
    wait.until(f"The start of {name}", lambda: alive(processes) and wait.answers(url), READY_S)


def alive(processes: Processes) -> bool:
    processes.require_alive()
    return True
