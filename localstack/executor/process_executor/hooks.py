"""What LocalStack does otherwise while it starts: its own DynamoDB Local is a download, and its gateway listens everywhere.

Setting, in the environment of LocalStack:
  DYNAMODB_LOCAL_COMMAND   a JSON list: the command that runs DynamoDB Local, to which the port and the kind of storage are
                           added. Without it LocalStack runs its own.
"""

from __future__ import annotations

import json
import os
from types import SimpleNamespace
from typing import Any

from localstack.runtime import hooks


@hooks.on_infra_start()
def run_our_dynamodb_local() -> None:
    if not (text := os.environ.get("DYNAMODB_LOCAL_COMMAND")):
        return
    command = json.loads(text)

    from localstack.services.dynamodb.packages import DynamoDBLocalPackageInstaller
    from localstack.services.dynamodb.server import DynamodbServer

    def whole_command(server: DynamodbServer) -> list[str]:
        storage = ["-inMemory"] if server.in_memory else ["-dbPath", server.db_path]
        return [*command, "-port", str(server.port), *storage]

    DynamodbServer._create_shell_command = whole_command
    DynamoDBLocalPackageInstaller.install = lambda *_arguments, **_named: None
    DynamoDBLocalPackageInstaller.get_java_env_vars = lambda _self: {}


@hooks.on_infra_start()
def listen_where_we_are_told() -> None:
    """The gateway of LocalStack 4.14 reads only the port of GATEWAY_LISTEN for IPv4, and listens on every address."""
    from localstack import config
    from localstack.runtime.server import twisted

    endpoints = twisted.endpoints
    hosts = {entry.port: entry.host for entry in config.GATEWAY_LISTEN}

    def tcp4(reactor: Any, port: int, **named: Any) -> Any:
        return endpoints.TCP4ServerEndpoint(reactor, port, **{"interface": hosts[port], **named})

    twisted.endpoints = SimpleNamespace(TCP4ServerEndpoint=tcp4, TCP6ServerEndpoint=endpoints.TCP6ServerEndpoint)
