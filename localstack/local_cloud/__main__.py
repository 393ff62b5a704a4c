"""`python3 -m local_cloud up`, or `test COMMAND …` or `stores COMMAND …`, which run a command and stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from local_cloud import compose_runner, process_runner
from local_cloud.aws import make_bucket
from local_cloud.front import outbox
from local_cloud.front.server import Front, FrontServer
from local_cloud.front.web_files import WebFiles
from local_cloud.processes import end_descendants
from local_cloud.run_folder import run_folder
from local_cloud.seed import seed
from local_cloud.settings import ACCESS_KEY, HOST, REGION, REPOSITORY, Settings, Unusable, caches, free_ports, require_free
from local_cloud.stack import deploy

TEST_BUCKET = "share-cloud-test"
# Variables for a shell, by which the commands of share-cloud find this run's stores.
OPERATOR = "operator.sh"
LOOK_S = 0.5


class Stopped(Exception):
    """Somebody pressed Ctrl-C or sent SIGTERM."""


def main() -> int:
    what, command = sys.argv[1:2], sys.argv[2:]
    if what not in (["up"], ["test"], ["stores"]) or bool(command) != (what != ["up"]):
        print(f"How to call it: {__doc__}", file=sys.stderr)
        return 2
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        if what == ["up"]:
            return up()
        return (test if what == ["test"] else stores)(command)
    except Unusable as problem:
        print(problem, file=sys.stderr)
        return 1
    except Stopped:
        return 0 if what == ["up"] else 130
    finally:
        end_descendants()


def stop(*_: object) -> None:
    """Ends the run once; what comes while everything is put away changes nothing."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise Stopped


def up() -> int:
    settings = Settings.of(os.environ)
    require_free(settings)
    with running(settings) as (run, require_alive):
        seeded = seed(settings.front)
        say(f"The local cloud is ready: {settings.front}")
        say(f"Letters land in the outbox: {settings.front}/outbox")
        say(f"Sign in as {seeded.login} with the password {seeded.password!r}. A shared link: {seeded.link}")
        say(f"LocalStack: {settings.cloud}  MinIO: {settings.objects}  Logs, until it stops: {run}")
        say(f"Commands on it, in a shell of your own, after make build: . {run / OPERATOR} && target/release/share-cloud audit --cloud aws")
        say("Ctrl-C stops it. Nothing of it stays.")
        while True:
            require_alive()
            time.sleep(LOOK_S)


def test(command: list[str]) -> int:
    settings = Settings.anywhere()
    with running(settings) as (run, _):
        named = {"SHARE_CLOUD_TEST_HOME": settings.front, "SHARE_CLOUD_TEST_OPERATOR": str(run / OPERATOR)}
        return subprocess.run(command, cwd=REPOSITORY, env={**os.environ, **named}, check=False).returncode


def stores(command: list[str]) -> int:
    settings = Settings.anywhere()
    (port,) = free_ports(1)
    with run_folder(caches()) as run, process_runner.stores(settings, port, caches(), run, say):
        make_bucket(settings, settings.objects, TEST_BUCKET)
        named = {
            "SHARE_CLOUD_TEST_DYNAMODB": f"http://{HOST}:{port}",
            "SHARE_CLOUD_TEST_S3_ENDPOINT": settings.objects,
            "SHARE_CLOUD_TEST_S3_ACCESS_KEY": ACCESS_KEY,
            "SHARE_CLOUD_TEST_S3_SECRET_KEY": settings.secret_key,
            "SHARE_CLOUD_TEST_S3_REGION": REGION,
            "SHARE_CLOUD_TEST_S3_BUCKET": TEST_BUCKET,
        }
        return subprocess.run(command, cwd=REPOSITORY, env={**os.environ, **named}, check=False).returncode


@contextmanager
def running(settings: Settings) -> Iterator[tuple[Path, Callable[[], None]]]:
    """The whole local cloud behind its front, from the first part to the last."""
    with run_folder(caches()) as run:
        is_docker = compose_runner.is_there()
        cloud = compose_runner.cloud(settings, say) if is_docker else process_runner.cloud(settings, caches(), run, say)
        began = time.monotonic()
        with cloud as require_alive:
            say(f"LocalStack and MinIO: ready after {time.monotonic() - began:.1f} s")
            began = time.monotonic()
            stack = deploy(settings, run)
            (run / OPERATOR).write_text(stack.operator_variables(settings))
            say(f"The stack: deployed in {time.monotonic() - began:.1f} s")
            files = WebFiles(REPOSITORY / "frontend/dist")
            front = Front(settings.front, settings.objects, files, stack.gateway(settings), partial(outbox.letters, settings.cloud))
            with FrontServer(front, settings.front_port):
                yield run, require_alive


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
