"""The folder of one run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from local_cloud.run_folder import LOCK, run_folder
from tests.test_processes import PYTHON
from tests.waiting import eventually


class RunFolder(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.cache = Path(folder.name)

    def folders(self) -> list[Path]:
        runs = self.cache / "runs"
        return [folder for folder in runs.iterdir() if folder.name != LOCK] if runs.exists() else []

    def test_it_goes_with_the_run(self) -> None:
        with run_folder(self.cache) as folder:
            (folder / "bytes").write_bytes(b"x")
        self.assertEqual(self.folders(), [])

    def test_two_runs_have_a_folder_each(self) -> None:
        with run_folder(self.cache) as one, run_folder(self.cache) as other:
            self.assertEqual(sorted(self.folders()), sorted([one, other]))

    def test_what_a_killed_run_left_goes_with_the_next_start(self) -> None:
        imports = "import signal; from pathlib import Path; from local_cloud.run_folder import run_folder"
        script = f"{imports}; f = run_folder(Path({str(self.cache)!r})); f.__enter__(); signal.pause()"
        program = subprocess.Popen([sys.executable, "-c", script], env=PYTHON)
        self.addCleanup(program.wait)
        eventually(lambda: any((folder / LOCK).exists() for folder in self.folders()))
        os.kill(program.pid, signal.SIGKILL)
        program.wait()
        self.assertEqual(len(self.folders()), 1)
        with run_folder(self.cache) as folder:
            self.assertEqual(self.folders(), [folder])


if __name__ == "__main__":
    unittest.main()
