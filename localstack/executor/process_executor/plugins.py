"""What LocalStack finds by the entry points of this package."""

from localstack.services.lambda_.invocation.plugins import RuntimeExecutorPlugin


class ProcessRuntimeExecutorPlugin(RuntimeExecutorPlugin):
    """Chosen with LAMBDA_RUNTIME_EXECUTOR=process."""

    name = "process"

    def load(self, *_args: object, **_named: object) -> type:
        from process_executor.executor import ProcessRuntimeExecutor

        return ProcessRuntimeExecutor
