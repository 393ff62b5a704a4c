"""MinIO, built from source: its releases are images, and Go's module proxy has the source of each."""

from __future__ import annotations

from pathlib import Path

from local_cloud.parts.tools import first_version, run
from local_cloud.settings import HOST

MODULE = "github.com/minio/minio"
GO = (1, 24)


class Minio:
    name = "minio"
    version = "v0.0.0-20260212201848-7aac2a2c5b7c"
    size = "150 MB, several minutes of two cores"

    def missing(self) -> list[str]:
        if first_version(["go", "version"]) >= GO:
            return []
        return [f"Go {GO[0]}.{GO[1]} or later, as `go` on the path: it builds MinIO."]

    def install(self, folder: Path) -> None:
        building = folder / ".building"
        # Its modules and objects are ten times its size, and nobody else needs them: they go with the building folder.
        places = {"GOBIN": str(folder), "GOMODCACHE": str(building / "modules"), "GOCACHE": str(building / "objects")}
        run(["go", "install", "-ldflags=-s -w", f"{MODULE}@{self.version}"], building, {**places, "GOFLAGS": "-modcacherw"})

    def command(self, folder: Path, port: int, data: Path) -> list[str]:
        return [str(folder / "minio"), "server", "--quiet", "--address", f"{HOST}:{port}", str(data)]
