"""LocalStack's runtime executor that runs a function's `bootstrap` as a process of this machine.

For one's own code only: nothing is walled off. As on AWS are the cold start, the warm reuse, the timeout, the crash, the
limit on a response and the lines START, END and REPORT. Not there are Lambda's file system (`/var/task` is
`LAMBDA_TASK_ROOT`, `/tmp` the machine's), limits of memory, layers, extensions and other runtimes than `provided.*`.

Settings, in the environment of LocalStack:
  LAMBDA_RUNTIME_EXECUTOR=process       chooses this executor
  FUNCTIONS_ACCESS_KEY_ID, FUNCTIONS_SECRET_ACCESS_KEY
                                        who functions sign as, in place of their role: MinIO knows no roles of LocalStack's
  FUNCTIONS_LOG_FOLDER                  each function's output is also added to a file of its name there
"""

from __future__ import annotations

import os
from concurrent.futures import CancelledError
from pathlib import Path

from localstack import config
from localstack.services.lambda_.invocation.executor_endpoint import (
    ShutdownDuringStartup,
    StatusErrorException,
)
from localstack.services.lambda_.invocation.lambda_models import FunctionVersion, InvocationResult
from localstack.services.lambda_.invocation.runtime_executor import LambdaRuntimeException, RuntimeExecutor

from process_executor.environment import Environment, Function
from process_executor.function_log import FunctionLog
from process_executor.runtime_api import HOST, InitError, Invocation, deadline_in


class ProcessRuntimeExecutor(RuntimeExecutor):
    def __init__(self, id: str, function_version: FunctionVersion) -> None:
        super().__init__(id=id, function_version=function_version)
        folder = os.environ.get("FUNCTIONS_LOG_FOLDER")
        file = Path(folder, f"{function_version.id.function_name}.log") if folder else None
        self._log = FunctionLog(file)
        self._environment: Environment | None = None

    @classmethod
    def prepare_version(cls, function_version: FunctionVersion) -> None:
        runtime = function_version.config.runtime or "an image"
        if not runtime.startswith("provided"):
            raise LambdaRuntimeException(f"only provided.* runtimes can run as processes, not {runtime}")
        if function_version.config.code:
            function_version.config.code.prepare_for_execution()

    @classmethod
    def cleanup_version(cls, function_version: FunctionVersion) -> None:
        """The code's folder is LocalStack's, or with hot reload the builder's."""

    def get_address(self) -> str:
        return HOST

    def get_endpoint_from_executor(self) -> str:
        return HOST

    def get_runtime_endpoint(self) -> str:
        # Only the init of a container would use it: a process is told AWS_LAMBDA_RUNTIME_API.
        return f"http://{HOST}:{config.GATEWAY_LISTEN[0].port}/_localstack_lambda/{self.id}"

    def get_logs(self) -> str:
        return self._log.text()

    def start(self, env_vars: dict[str, str]) -> None:
        version = self.function_version
        function = Function(
            name=version.id.function_name,
            task_root=version.config.code.get_unzipped_code_location(),
            timeout_s=int(version.config.timeout),
            memory_mebibytes=int(version.config.memory_size),
            version=version.id.qualifier,
        )
        self._environment = Environment(function, variables_of(env_vars), self._log)
        try:
            self._environment.start()
        except InitError as failed:
            raise StatusErrorException("The function did not start", payload=failed.payload) from failed
        except CancelledError as stopped:
            raise ShutdownDuringStartup("stopped while it started") from stopped

    def stop(self) -> None:
        if self._environment:
            self._environment.stop()

    def invoke(self, payload: dict[str, str]) -> InvocationResult:
        if self._environment is None:
            raise RuntimeError("an environment is started before it is asked")
        invocation = Invocation(
            request_id=payload["invoke-id"],
            payload=payload["payload"].encode(),
            deadline_ms=deadline_in(self._environment.function.timeout_s),
            function_arn=payload["invoked-function-arn"],
            trace_id=payload.get("trace-id"),
        )
        reply = self._environment.invoke(invocation)
        return InvocationResult(invocation.request_id, reply.payload, is_error=reply.is_error, logs=self.get_logs())


def variables_of(env_vars: dict[str, str]) -> dict[str, str]:
    """What a function's process is told: LocalStack's variables and, if we are to, other credentials; nothing of this machine."""
    variables = {"LANG": "en_US.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin"}
    variables |= {name: str(value) for name, value in env_vars.items()}
    if "FUNCTIONS_ACCESS_KEY_ID" in os.environ:
        variables["AWS_ACCESS_KEY_ID"] = os.environ["FUNCTIONS_ACCESS_KEY_ID"]
        variables["AWS_SECRET_ACCESS_KEY"] = os.environ["FUNCTIONS_SECRET_ACCESS_KEY"]
        variables.pop("AWS_SESSION_TOKEN", None)
    return variables
