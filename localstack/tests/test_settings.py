"""One configuration for two runners."""

from __future__ import annotations

import re
import socket
import unittest
from pathlib import Path

from local_cloud import compose_runner
from local_cloud.parts.localstack import LocalStack
from local_cloud.settings import HOST, LOCALSTACK_FOLDER, Settings, Unusable, caches, require_free
from tests.test_processes import FolderCase

COMPOSE = (LOCALSTACK_FOLDER / "compose.yaml").read_text()


class Ports(unittest.TestCase):
    def test_people_find_it_at_the_same_place_each_time(self) -> None:
        settings = Settings.of({})
        self.assertEqual(
            (settings.front, settings.cloud, settings.objects), ("http://127.0.0.1:8090", "http://127.0.0.1:4566", "http://127.0.0.1:9000")
        )

    def test_the_environment_names_other_ports(self) -> None:
        self.assertEqual(Settings.of({"LOCALSTACK_OBJECTS_PORT": "9100", "LOCALSTACK_FRONT_PORT": ""}).objects, "http://127.0.0.1:9100")
        for text in ("0", "65536", "-1", "http", "²"):
            with self.assertRaisesRegex(Unusable, "LOCALSTACK_CLOUD_PORT"):
                Settings.of({"LOCALSTACK_CLOUD_PORT": text})

    def test_a_port_that_is_taken_is_named_with_what_to_do(self) -> None:
        settings = Settings.anywhere()
        require_free(settings)
        with (
            socket.create_server((HOST, settings.cloud_port)),
            self.assertRaisesRegex(Unusable, f"{settings.cloud_port}.*LOCALSTACK_CLOUD_PORT"),
        ):
            require_free(settings)

    def test_each_run_draws_its_own_secret_and_shows_it_nowhere(self) -> None:
        one, other = Settings.of({}), Settings.of({})
        self.assertNotEqual(one.secret_key, other.secret_key)
        self.assertNotIn(one.secret_key, repr(one))

    def test_the_cache_is_where_the_desktop_keeps_caches(self) -> None:
        self.assertEqual(caches({"XDG_CACHE_HOME": "/caches"}), Path("/caches/share-cloud"))
        self.assertEqual(caches({}), Path.home() / ".cache/share-cloud")


class BothRunners(FolderCase):
    def test_compose_is_given_every_variable_that_it_asks_for(self) -> None:
        asked = set(re.findall(r"\$\{(\w+)\}", COMPOSE))
        self.assertEqual(asked - set(compose_runner.environment(Settings.of({}))), set())
        self.assertNotRegex(COMPOSE, r"\$\{\w+[^\w}]")

    def test_compose_passes_on_all_that_the_other_runner_tells_minio_and_localstack(self) -> None:
        settings = Settings.of({})
        of_file = re.findall(r"(?m)^(\w+)=", (LOCALSTACK_FOLDER / "localstack.env").read_text())
        for name in settings.minio_environment().keys() | (settings.localstack_environment().keys() - set(of_file)):
            self.assertIn(f"{name}: ", COMPOSE)
        self.assertIn("env_file: localstack.env", COMPOSE)

    def test_everything_listens_on_loopback_alone(self) -> None:
        published = re.findall(r'(?m)^      - "(.*_PORT.*)"$', COMPOSE)
        self.assertEqual(len(published), 2)
        self.assertTrue(all(port.startswith("127.0.0.1:") for port in published), published)
        environment = LocalStack().environment(Settings.of({}), self.folder, self.folder, ["java"])
        self.assertEqual(environment["GATEWAY_LISTEN"], "127.0.0.1:4566")

    def test_functions_sign_with_minios_keys(self) -> None:
        settings = Settings.of({})
        localstack, minio = settings.localstack_environment(), settings.minio_environment()
        self.assertEqual(localstack["FUNCTIONS_ACCESS_KEY_ID"], minio["MINIO_ROOT_USER"])
        self.assertEqual(localstack["FUNCTIONS_SECRET_ACCESS_KEY"], minio["MINIO_ROOT_PASSWORD"])

    def test_localstack_writes_below_the_run_alone_and_knows_nothing_of_this_machine(self) -> None:
        environment = LocalStack().environment(Settings.of({}), self.folder, self.folder, ["java"])
        for name in ("FILESYSTEM_ROOT", "TMPDIR", "XDG_CACHE_HOME", "HOME"):
            self.assertTrue(Path(environment[name]).is_relative_to(self.folder), name)
            self.assertTrue(Path(environment[name]).is_dir(), name)
        self.assertEqual(environment["PATH"], "/usr/local/bin:/usr/bin:/bin")


if __name__ == "__main__":
    unittest.main()
