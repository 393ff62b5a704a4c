"""The runner for Docker, with a small program in Docker's place that writes down what it is asked."""

from __future__ import annotations

import os
import unittest
import unittest.mock

from local_cloud import compose_runner
from local_cloud.settings import Settings, Unusable
from tests.test_processes import FolderCase


class Docker(FolderCase):
    def setUp(self) -> None:
        super().setUp()
        self.lines: list[str] = []
        path = unittest.mock.patch.dict(os.environ, {"PATH": f"{self.folder}:/usr/bin:/bin"})
        path.start()
        self.addCleanup(path.stop)

    def docker(self, script: str) -> None:
        file = self.folder / "docker"
        file.write_text(f'#!/bin/sh\necho "$@" >> {self.folder}/asked\n{script}\n')
        file.chmod(0o755)

    def asked(self) -> list[str]:
        return (self.folder / "asked").read_text().splitlines()

    def test_an_engine_that_does_not_answer_is_not_there(self) -> None:
        self.docker("echo 'Cannot connect to the Docker daemon' >&2; exit 1")
        self.assertFalse(compose_runner.is_there())
        self.docker("exit 0")
        self.assertTrue(compose_runner.is_there())
        self.assertEqual(self.asked(), ["info", "info"])

    def test_what_cannot_start_is_told_of_and_put_away_all_the_same(self) -> None:
        self.docker('case "$*" in *" up "*) echo "no such image" >&2; exit 17;; esac')
        settings = Settings.anywhere()
        with self.assertRaisesRegex(Unusable, "(?s)failed with 17.*no such image"), compose_runner.cloud(settings, self.lines.append):
            self.fail("it started")
        up, down = self.asked()
        self.assertIn(" up --detach", up)
        self.assertRegex(down, "--file .*compose.yaml down --volumes --remove-orphans$")
        self.assertEqual(up.split(" up ")[0], down.split(" down ")[0])

    def test_containers_that_answer_no_more_are_noticed(self) -> None:
        with self.assertRaisesRegex(Unusable, "MinIO does not answer any more"):
            compose_runner.require_answers(Settings.anywhere())


if __name__ == "__main__":
    unittest.main()
