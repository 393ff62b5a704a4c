"""LocalStack's community edition as a Python program, with the executor of this repository beside it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from local_cloud.parts.tools import python_3_13, run
from local_cloud.settings import HOST, LOCALSTACK_FOLDER, Settings

PYTHON = (3, 13)
EXECUTOR = LOCALSTACK_FOLDER / "executor"


class LocalStack:
    name = "localstack"
    version = "4.14.0"
    size = "500 MB, some minutes"
    # Later versions of these break 4.14.0.
    bounds = ("cbor2<6", "pyopenssl==25.3.0", "cryptography<47", "service_identity<26")

    def missing(self) -> list[str]:
        sentences = []
        if python_3_13() is None:
            sentences.append(
                "Python 3.13 with ssl, sqlite3 and venv: LocalStack 4.14 runs on no other. It is looked for as LOCALSTACK_PYTHON, python3.13 and "
                "python3 on the path, and among the versions of pyenv (`pyenv install 3.13`) and uv (`uv python install 3.13`)."
            )
        if shutil.which("setpriv") is None:
            sentences.append("`setpriv` of util-linux 2.33 or later: it ties programs to the life of the local cloud.")
        return sentences

    def install(self, folder: Path) -> None:
        python = str(folder / "venv/bin/python")
        run([python_3_13() or "python3.13", "-m", "venv", str(folder / "venv")], folder)
        install = [python, "-m", "pip", "install", "--quiet", "--no-cache-dir", "--disable-pip-version-check"]
        run([*install, f"localstack-core[runtime]=={self.version}", *self.bounds], folder)

    def command(self, folder: Path) -> list[str]:
        return [str(folder / "venv/bin/python"), "-m", "localstack.runtime.main"]

    def environment(self, settings: Settings, scratch: Path, function_logs: Path, dynamodb: list[str]) -> dict[str, str]:
        """All that LocalStack is told. Whatever it writes lies below `scratch`."""
        folders = {
            "FILESYSTEM_ROOT": scratch / "files",
            "TMPDIR": scratch / "tmp",
            "XDG_CACHE_HOME": scratch / "cache",
            "HOME": scratch / "home",
        }
        for folder in folders.values():
            folder.mkdir(parents=True, exist_ok=True)
        return {
            **settings.localstack_environment(),
            **{name: str(folder) for name, folder in folders.items()},
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "PYTHONPATH": str(EXECUTOR),
            "PYTHONDONTWRITEBYTECODE": "1",
            "OVERRIDE_IN_DOCKER": "0",
            "GATEWAY_LISTEN": f"{HOST}:{settings.cloud_port}",
            "FUNCTIONS_LOG_FOLDER": str(function_logs),
            "DYNAMODB_LOCAL_COMMAND": json.dumps(["setpriv", "--pdeathsig", "KILL", "--", *dynamodb]),
        }
