"""An execution environment, with real processes behind it."""

from __future__ import annotations

import json
import tempfile
import threading
import unittest
from concurrent.futures import CancelledError
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from process_executor.environment import Environment, Function
from process_executor.function_log import FunctionLog
from process_executor.runtime_api import InitError, Invocation, Reply, deadline_in
from tests import bootstraps
from tests.waiting import eventually, is_running

PID = '{"pid": os.getpid()}'


class EnvironmentCase(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def environment(self) -> Environment:
        function = Function("a-function", self.folder, timeout_s=60, memory_mebibytes=128)
        environment = Environment(function, {"PATH": "/usr/bin:/bin", "GREETING": "안녕"}, FunctionLog())
        self.addCleanup(environment.stop)
        return environment

    def started(self) -> Environment:
        environment = self.environment()
        environment.start()
        return environment

    @staticmethod
    def ask(environment: Environment, event: object = None) -> Reply:
        payload = json.dumps(event).encode()
        return environment.invoke(Invocation(str(uuid4()), payload, deadline_in(60), "arn:aws:lambda:::function:a-function", "Root=1"))

    def pid(self, environment: Environment) -> int:
        reply = self.ask(environment)
        self.assertFalse(reply.is_error, reply)
        return json.loads(reply.payload)["pid"]


class Invoking(EnvironmentCase):
    def test_a_function_is_asked_and_answers(self) -> None:
        bootstraps.write(self.folder, '[event, os.environ["GREETING"], headers["Lambda-Runtime-Trace-Id"], os.environ["LAMBDA_TASK_ROOT"]]')
        reply = self.ask(self.started(), {"a": "한글"})
        self.assertFalse(reply.is_error)
        self.assertEqual(json.loads(reply.payload), [{"a": "한글"}, "안녕", "Root=1", str(self.folder)])

    def test_a_function_learns_nothing_of_this_machine(self) -> None:
        bootstraps.write(self.folder, "sorted(os.environ)")
        names = set(json.loads(self.ask(self.started()).payload))
        # What Python itself sets in a C locale is not ours.
        self.assertEqual(names - {"LC_CTYPE"}, {"PATH", "GREETING", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR", "AWS_LAMBDA_RUNTIME_API"})

    def test_one_process_answers_again_and_again(self) -> None:
        bootstraps.write(self.folder)
        environment = self.started()
        self.assertEqual(self.pid(environment), self.pid(environment))

    def test_an_error_that_a_function_reports_is_an_error(self) -> None:
        bootstraps.write(self.folder, body='post("/invocation/" + request_id + "/error", b\'{"errorType": "Mine"}\')')
        self.assertEqual(self.ask(self.started()), Reply(b'{"errorType": "Mine"}', is_error=True))

    def test_a_reply_that_is_too_long_is_refused(self) -> None:
        bootstraps.write(self.folder, '"x" * (6 * 1024 * 1024 + 101)')
        reply = self.ask(self.started())
        self.assertTrue(reply.is_error)
        self.assertEqual(json.loads(reply.payload)["errorType"], "Function.ResponseSizeTooLarge")

    def test_a_reply_to_another_request_is_refused(self) -> None:
        bootstraps.write(
            self.folder, body='status = post("/invocation/another/response", b"{}"); ' + bootstraps.ANSWER.format(answer="status")
        )
        self.assertEqual(self.ask(self.started()).payload, b"400")

    def test_what_a_function_writes_stands_between_lambdas_own_lines(self) -> None:
        bootstraps.write(self.folder, body='print("one line", file=sys.stderr); ' + bootstraps.ANSWER.format(answer="1"))
        environment = self.started()
        for has_started in (True, False):
            self.ask(environment)
            lines = environment.log.text().splitlines()
            self.assertEqual([line.split()[0] for line in lines], ["START", "one", "END", "REPORT"])
            self.assertEqual("Init Duration" in lines[-1], has_started)


class Ending(EnvironmentCase):
    def test_a_function_that_takes_too_long_is_killed_and_started_anew(self) -> None:
        bootstraps.write(self.folder, body='time.sleep(60) if event == "slow" else ' + bootstraps.ANSWER.format(answer=PID))
        environment = self.started()
        first = self.pid(environment)
        # A second is for this one alone: on a busy machine the others may need more.
        usual, environment.function = environment.function, replace(environment.function, timeout_s=1)
        reply = self.ask(environment, "slow")
        environment.function = usual
        self.assertTrue(reply.is_error)
        self.assertIn("Task timed out after 1.00 seconds", json.loads(reply.payload)["errorMessage"])
        self.assertFalse(is_running(first))
        self.assertNotEqual(self.pid(environment), first)

    def test_a_crash_is_said_and_the_next_invocation_starts_anew(self) -> None:
        bootstraps.write(self.folder, body='os._exit(3) if event == "crash" else ' + bootstraps.ANSWER.format(answer=PID))
        environment = self.started()
        reply = self.ask(environment, "crash")
        self.assertTrue(reply.is_error)
        self.assertIn("exit status 3", json.loads(reply.payload)["errorMessage"])
        self.pid(environment)

    def test_a_reply_counts_though_the_process_ends_with_it(self) -> None:
        bootstraps.write(self.folder, body=bootstraps.ANSWER.format(answer="1") + "; os._exit(0)")
        environment = self.started()
        for _ in range(5):
            self.assertEqual(self.ask(environment), Reply(b"1", is_error=False))

    def test_a_function_that_says_it_cannot_start_is_believed(self) -> None:
        bootstraps.write(self.folder, before='post("/init/error", b\'{"errorType": "NoSettings"}\'); sys.exit(1)')
        with self.assertRaises(InitError) as raised:
            self.environment().start()
        self.assertEqual(raised.exception.payload, b'{"errorType": "NoSettings"}')

    def test_a_function_that_dies_while_starting_is_told_of(self) -> None:
        bootstraps.write(self.folder, before="sys.exit(7)")
        with self.assertRaisesRegex(InitError, "exit status 7"):
            self.environment().start()

    def test_a_bootstrap_that_may_not_be_run_is_told_of(self) -> None:
        bootstraps.write(self.folder).chmod(0o644)
        with self.assertRaisesRegex(InitError, "Runtime.InvalidEntrypoint"):
            self.environment().start()

    def test_stopping_cancels_what_runs_and_leaves_no_process(self) -> None:
        bootstraps.write(
            self.folder,
            before="import subprocess; below = subprocess.Popen(['sleep', '60'])",
            body="open('asked', 'w').write(f'{os.getpid()} {below.pid}'); time.sleep(60)",
        )
        environment = self.started()
        raised: list[BaseException] = []

        def ask() -> None:
            try:
                self.ask(environment)
            except CancelledError as cancelled:
                raised.append(cancelled)

        thread = threading.Thread(target=ask)
        thread.start()
        asked = self.folder / "asked"
        pids = [int(word) for word in str(eventually(lambda: asked.exists() and asked.read_text())).split()]
        environment.stop()
        thread.join(60)
        self.assertEqual(len(raised), 1)
        eventually(lambda: not any(is_running(pid) for pid in pids))


class BuildingAgain(EnvironmentCase):
    def test_a_binary_that_was_built_again_answers_the_next_invocation(self) -> None:
        bootstraps.write(self.folder, '"old"')
        environment = self.started()
        self.assertEqual(self.ask(environment).payload, b'"old"')
        bootstraps.write(self.folder, '"new"')
        self.assertEqual(self.ask(environment).payload, b'"new"')

    def test_a_binary_that_was_written_in_place_is_noticed_too(self) -> None:
        bootstrap = bootstraps.write(self.folder, '"old"')
        environment = self.started()
        bootstrap.write_text(bootstrap.read_text().replace('"old"', '"other"'))
        self.assertEqual(self.ask(environment).payload, b'"other"')

    def test_a_binary_that_is_missing_for_a_moment_is_said_and_then_found(self) -> None:
        bootstraps.write(self.folder, '"old"')
        environment = self.started()
        (self.folder / "bootstrap").unlink()
        self.assertTrue(self.ask(environment).is_error)
        bootstraps.write(self.folder, '"new"')
        self.assertEqual(self.ask(environment), Reply(b'"new"', is_error=False))


if __name__ == "__main__":
    unittest.main()
