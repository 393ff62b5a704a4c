"""What the runner tells the stack, and what it expects back."""

from __future__ import annotations

import re
import subprocess
import unittest
from pathlib import Path

from local_cloud import stack
from local_cloud.settings import REPOSITORY, Settings

INFRA = REPOSITORY / "infra"


class TheStack(unittest.TestCase):
    def setUp(self) -> None:
        self.settings = Settings.of({})
        self.stack = stack.Stack("the-table", "the-bucket", "abc", "the'key")

    def test_infra_reads_everything_that_it_is_told(self) -> None:
        read = (INFRA / "lib/settings.ts").read_text()
        words = stack.command(self.settings, Path("/run"), "key")
        told = [words[at + 1].split("=")[0] for at, word in enumerate(words) if word == "--context"]
        self.assertGreater(len(told), 5)
        for name in told:
            self.assertIn(f"'{name}'", read)
        self.assertIn("--parameters=OriginKey=key", words)
        self.assertIn("'OriginKey'", (INFRA / "lib/stack.ts").read_text())

    def test_infra_says_everything_that_is_expected_of_it(self) -> None:
        expected = re.findall(r'outputs\["(\w+)"\]', Path(stack.__file__).read_text())
        self.assertEqual(len(expected), 3)
        said = (INFRA / "lib/stack.ts").read_text()
        for name in expected:
            self.assertRegex(said, rf"\b{name}:")

    def test_stage_and_keys_are_where_infra_puts_them(self) -> None:
        self.assertIn(f"STAGE = '{stack.STAGE}'", (INFRA / "lib/api/api.ts").read_text())
        template = stack.KEYS_PARAMETER.replace(stack.STACK, "${stackName}")
        self.assertIn(f"`{template}`", (INFRA / "lib/settings.ts").read_text())
        self.assertEqual(self.stack.gateway(self.settings).path("/api/health"), "/_aws/execute-api/abc/v1/api/health")

    def test_a_shell_learns_where_the_stores_are(self) -> None:
        script = (
            self.stack.operator_variables(self.settings)
            + 'echo "$AWS_ENDPOINT_URL $AWS_ENDPOINT_URL_S3 $SHARE_CLOUD_TABLE $SHARE_CLOUD_BUCKET"'
        )
        said = subprocess.run(["sh", "-ec", script], capture_output=True, text=True, check=True).stdout
        self.assertEqual(said, "http://127.0.0.1:4566 http://127.0.0.1:9000 the-table the-bucket\n")


if __name__ == "__main__":
    unittest.main()
