"""Installing, without the registries: small programs stand where the big ones do."""

from __future__ import annotations

import os
import unittest.mock
from pathlib import Path

from local_cloud import parts
from local_cloud.parts.dynamodb_local import DynamoDbLocal
from local_cloud.parts.localstack import LocalStack
from local_cloud.parts.minio import Minio
from local_cloud.parts.tools import first_version, python_3_13, run
from local_cloud.settings import Unusable
from tests.test_processes import FolderCase


class Touch:
    """A part that writes a file, or fails once."""

    name, version, size = "touch", "1", "a byte"

    def __init__(self, fails: bool = False, missing: tuple[str, ...] = ()) -> None:
        self.fails = fails
        self.sentences = list(missing)
        self.installed = 0

    def missing(self) -> list[str]:
        return self.sentences

    def install(self, folder: Path) -> None:
        (folder / ".building/fetched").touch()
        (folder / "half").touch()
        if self.fails:
            raise Unusable("the registry is away")
        self.installed += 1


class Preparing(FolderCase):
    def setUp(self) -> None:
        super().setUp()
        self.lines: list[str] = []

    def prepare(self, *wanted: Touch) -> None:
        parts.prepare(list(wanted), self.folder / "cache", self.lines.append)

    def test_each_part_is_installed_once_with_its_lines(self) -> None:
        part = Touch()
        self.prepare(part)
        self.prepare(part)
        self.assertEqual(part.installed, 1)
        self.assertRegex("\n".join(self.lines), r"^touch 1: installing \(a byte\) .*\ntouch 1: installed in \d+ s\ntouch 1: there$")
        self.assertFalse((self.folder / "cache/touch-1/.building").exists())

    def test_a_part_that_cannot_be_installed_leaves_nothing(self) -> None:
        with self.assertRaisesRegex(Unusable, "the registry is away"):
            self.prepare(Touch(fails=True))
        self.assertFalse((self.folder / "cache/touch-1").exists())

    def test_what_a_killed_installer_left_is_installed_anew(self) -> None:
        (self.folder / "cache/touch-1/.building").mkdir(parents=True)
        part = Touch()
        self.prepare(part)
        self.assertEqual(part.installed, 1)

    def test_all_that_the_machine_lacks_is_said_together_before_anything_is_installed(self) -> None:
        first = Touch(missing=("Java.",))
        with self.assertRaises(Unusable) as raised:
            self.prepare(first, Touch(missing=("Go.", "Java.")))
        self.assertEqual(str(raised.exception).splitlines()[1:], ["  - Go.", "  - Java."])
        self.assertFalse((self.folder / "cache").exists())


class Lacking(FolderCase):
    def program(self, name: str, says: str, code: int = 0) -> None:
        file = self.folder / name
        file.write_text(f"#!/bin/sh\necho '{says}'\nexit {code}\n")
        file.chmod(0o755)

    def with_programs(self) -> unittest.mock._patch_dict:
        alone = {"PATH": str(self.folder), "HOME": str(self.folder)}
        return unittest.mock.patch.dict(os.environ, alone, clear=True)

    def test_a_machine_with_nothing_is_told_everything(self) -> None:
        with self.with_programs():
            said = "\n".join(Minio().missing() + DynamoDbLocal().missing() + LocalStack().missing())
        for word in ("Go 1.24", "JDK 17", "Maven", "Python 3.13", "setpriv"):
            self.assertIn(word, said)

    def test_versions_that_are_too_old_do_not_count(self) -> None:
        self.program("go", "go version go1.21.5 linux/amd64")
        self.program("javac", "javac 11.0.2")
        self.program("mvn", "Apache Maven 3.8.7")
        with self.with_programs():
            self.assertEqual(len(Minio().missing()), 1)
            self.assertEqual([sentence[:5] for sentence in DynamoDbLocal().missing()], ["A JDK"])
            self.program("go", "go version go1.26.8 linux/amd64")
            self.program("javac", "javac 17.0.15")
            self.assertEqual(Minio().missing() + DynamoDbLocal().missing(), [])

    def test_a_python_that_does_not_run_is_none(self) -> None:
        self.program("python3.13", "pyenv: python3.13: command not found", 127)
        self.program("python3", "3.11.7")
        with self.with_programs():
            self.assertIsNone(python_3_13())
            versions = self.folder / ".pyenv/versions/3.13.0/bin"
            versions.mkdir(parents=True)
            self.program(".pyenv/versions/3.13.0/bin/python3.13", "3.13.0")
            self.assertEqual(python_3_13(), str(versions / "python3.13"))

    def test_a_program_that_fails_is_told_of_with_its_last_lines(self) -> None:
        self.program("go", "no such module", 1)
        with self.with_programs(), self.assertRaisesRegex(Unusable, "(?s)failed with 1.*no such module"):
            run(["go", "install"], self.folder)
        self.assertEqual(first_version([str(self.folder / "nothing")]), ())


if __name__ == "__main__":
    unittest.main()
