"""Deploys the very stack of AWS into LocalStack, and what CloudFormation cannot make there."""

from __future__ import annotations

import base64
import json
import platform
import secrets
import shlex
from dataclasses import dataclass
from pathlib import Path

from local_cloud import aws
from local_cloud.front.api import ApiGateway
from local_cloud.parts.tools import run
from local_cloud.settings import DEFAULT_QUOTA_BYTES, MAIL_FROM, REPOSITORY, STACK, Settings, Unusable

INFRA = REPOSITORY / "infra"
FUNCTIONS = REPOSITORY / "target/lambda"
KEYS_PARAMETER = f"/{STACK}/keys"
# Holds the template while it is deployed; functions run from their own folders.
ASSETS_BUCKET = "cdk-assets"
STAGE = "v1"
OUTPUTS = "outputs.json"


@dataclass(frozen=True)
class Stack:
    """What the deployed stack says of itself, and the key that its API asks for."""

    table: str
    files_bucket: str
    api_id: str
    origin_key: str

    def gateway(self, settings: Settings) -> ApiGateway:
        return ApiGateway(settings.cloud_port, self.api_id, STAGE, self.origin_key)

    def operator_variables(self, settings: Settings) -> str:
        """For a shell: what functions are told, so that the commands of share-cloud find the same stores."""
        told = {
            **settings.signer_environment(),
            "AWS_ENDPOINT_URL_S3": settings.objects,
            "SHARE_CLOUD_TABLE": self.table,
            "SHARE_CLOUD_BUCKET": self.files_bucket,
            "SHARE_CLOUD_BASE_URL": settings.front,
            "SHARE_CLOUD_MAIL_FROM": MAIL_FROM,
        }
        return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in told.items())


def deploy(settings: Settings, run_folder: Path) -> Stack:
    """Makes the keys, deploys, and gives MinIO a bucket of the stack's name: bytes live there, and not in LocalStack."""
    for folder, target in ((FUNCTIONS, "functions"), (INFRA / "build", "infra")):
        if not folder.is_dir():
            raise Unusable(f"{folder} is not there. `make {target}` builds it.")
    make_keys(settings)
    aws.make_bucket(settings, settings.cloud, ASSETS_BUCKET)
    aws.call_query(settings, "email", Action="VerifyEmailIdentity", EmailAddress=MAIL_FROM)
    origin_key = secrets.token_hex(20)
    environment = {**settings.signer_environment(), "HOME": str(run_folder), "CDK_DISABLE_CLI_TELEMETRY": "true"}
    run(command(settings, run_folder, origin_key), INFRA, environment)
    outputs = json.loads((run_folder / OUTPUTS).read_text())[STACK]
    stack = Stack(outputs["TableName"], outputs["FilesBucketName"], outputs["ApiId"], origin_key)
    aws.make_bucket(settings, settings.objects, stack.files_bucket)
    return stack


def make_keys(settings: Settings) -> None:
    """Draws the home's master key. It lives as long as this run's accounts do."""
    keys = [{"id": "1", "secret": base64.b64encode(secrets.token_bytes(32)).decode()}]
    parameter = {"Name": KEYS_PARAMETER, "Type": "SecureString", "Value": json.dumps(keys)}
    aws.call_json(settings, "ssm", "AmazonSSM.PutParameter", parameter)


def command(settings: Settings, run_folder: Path, origin_key: str) -> list[str]:
    context = {
        "home": "local",
        "stackName": STACK,
        "functionsDir": FUNCTIONS,
        "architecture": "arm64" if platform.machine() in ("aarch64", "arm64") else "x86_64",
        "baseUrl": settings.front,
        "endpointUrl": settings.cloud,
        "s3EndpointUrl": settings.objects,
        "assetsBucket": ASSETS_BUCKET,
        "mailFrom": MAIL_FROM,
        "defaultQuotaBytes": DEFAULT_QUOTA_BYTES,
    }
    flags = ["--method=direct", "--require-approval=never", "--no-notices", f"--parameters=OriginKey={origin_key}"]
    places = [f"--output={run_folder / 'cdk.out'}", f"--outputs-file={run_folder / OUTPUTS}"]
    given = [word for name, value in context.items() for word in ("--context", f"{name}={value}")]
    return ["node_modules/.bin/cdk", "deploy", STACK, *flags, *places, *given]
