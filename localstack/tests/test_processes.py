"""Programs end with whoever started them, however that ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import unittest
import unittest.mock
from pathlib import Path

from local_cloud.processes import Processes
from local_cloud.settings import LOCALSTACK_FOLDER, Unusable
from tests import bootstraps
from tests.waiting import eventually, is_running

SHELL = {"PATH": "/usr/bin:/bin"}
PYTHON = {**SHELL, "PYTHONPATH": f"{LOCALSTACK_FOLDER}:{LOCALSTACK_FOLDER / 'executor'}", "PYTHONDONTWRITEBYTECODE": "1"}


class FolderCase(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def written_pids(self, *names: str) -> list[int]:
        def read() -> list[int] | None:
            files = [self.folder / name for name in names]
            return (
                [int(file.read_text()) for file in files]
                if all(file.exists() and file.read_text().endswith("\n") for file in files)
                else None
            )

        return eventually(read)  # type: ignore[return-value]


class Stopping(FolderCase):
    def test_what_a_program_started_and_left_goes_too(self) -> None:
        with Processes(self.folder) as processes:
            script = "setsid sleep 300 & echo $! > below; echo $$ > own; wait"
            processes.start("shell", ["sh", "-c", script], SHELL, self.folder)
            pids = self.written_pids("below", "own")
            self.assertTrue(all(is_running(pid) for pid in pids))
        self.assertFalse(any(is_running(pid) for pid in pids))

    def test_a_program_that_hears_no_sigterm_is_killed(self) -> None:
        script = "trap '' TERM; echo $$ > own; while :; do sleep 0.05; done"
        processes = Processes(self.folder)
        processes.start("deaf", ["sh", "-c", script], SHELL, self.folder)
        (pid,) = self.written_pids("own")
        with unittest.mock.patch("local_cloud.processes.STOP_S", 0.2):
            processes.stop()
        self.assertFalse(is_running(pid))

    def test_a_program_that_has_ended_is_told_of_with_its_last_lines(self) -> None:
        with Processes(self.folder) as processes:
            process = processes.start("short", ["sh", "-c", "echo a reason; exit 3"], SHELL, self.folder)
            process.wait()
            with self.assertRaisesRegex(Unusable, "(?s)short ended with 3.*a reason"):
                processes.require_alive()


class Killed(FolderCase):
    def kill_after(self, script: str, *names: str) -> list[int]:
        """Runs a Python program until the pids are written, then kills it as kill -9 does."""
        program = subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], env=PYTHON, cwd=self.folder)
        self.addCleanup(program.wait)
        self.addCleanup(program.kill)
        pids = self.written_pids(*names)
        self.assertTrue(all(is_running(pid) for pid in pids))
        os.kill(program.pid, signal.SIGKILL)
        return pids

    def test_programs_end_when_their_runner_is_killed(self) -> None:
        pids = self.kill_after(
            """
            import signal
            from pathlib import Path
            from local_cloud.processes import Processes
            Processes(Path()).start("one", ["sh", "-c", "echo $$ > own; while :; do sleep 0.05; done"], {"PATH": "/usr/bin:/bin"}, Path())
            signal.pause()
            """,
            "own",
        )
        eventually(lambda: not any(is_running(pid) for pid in pids))

    def test_functions_end_when_localstack_is_killed_though_their_threads_were_gone(self) -> None:
        bootstraps.write(self.folder, before='open("own", "w").write(f"{os.getpid()}\\n")')
        pids = self.kill_after(
            """
            import signal, threading
            from pathlib import Path
            from process_executor.environment import Environment, Function
            from process_executor.function_log import FunctionLog
            environment = Environment(Function("one", Path.cwd(), 20, 128), {"PATH": "/usr/bin:/bin"}, FunctionLog())
            thread = threading.Thread(target=environment.start)
            thread.start()
            thread.join()
            # The thread that asked is gone, and the function is not.
            Path("started").write_text(f"{environment._started.process.pid}\\n")
            signal.pause()
            """,
            "own",
            "started",
        )
        self.assertEqual(len(set(pids)), 1)
        eventually(lambda: not any(is_running(pid) for pid in pids))


if __name__ == "__main__":
    unittest.main()
