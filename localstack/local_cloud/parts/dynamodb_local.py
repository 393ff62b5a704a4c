"""DynamoDB Local from Maven Central, on loopback: LocalStack speaks to it, and so does `make test-real`."""

from __future__ import annotations

from pathlib import Path

from local_cloud.parts.tools import first_version, java_tool, run

SOURCE = Path(__file__).with_name("LoopbackRunner.java")
JAVA = 17
POM = """<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>share-cloud</groupId><artifactId>dynamodb-local</artifactId><version>1</version>
  <dependencies><dependency>
    <groupId>software.amazon.dynamodb</groupId><artifactId>DynamoDBLocal</artifactId><version>{version}</version>
  </dependency></dependencies>
</project>
"""


class DynamoDbLocal:
    name = "dynamodb-local"
    version = "3.1.0"
    size = "50 MB, half a minute"

    def missing(self) -> list[str]:
        sentences = []
        javac = java_tool("javac")
        if javac is None or first_version([javac, "-version"]) < (JAVA,):
            sentences.append(f"A JDK {JAVA} or later, `java` and `javac` on the path or in JAVA_HOME: DynamoDB Local runs on it.")
        if not first_version(["mvn", "--version"]):
            sentences.append("Maven, as `mvn` on the path: it fetches DynamoDB Local.")
        return sentences

    def install(self, folder: Path) -> None:
        building = folder / ".building"
        (building / "pom.xml").write_text(POM.format(version=self.version))
        copy = ["mvn", "-B", "-q", f"-Dmaven.repo.local={building / 'repository'}", "dependency:copy-dependencies"]
        run([*copy, f"-DoutputDirectory={folder / 'libs'}", "-DincludeScope=runtime"], building)
        run([java_tool("javac") or "javac", "-cp", f"{folder / 'libs'}/*", "-d", str(folder / "classes"), str(SOURCE)], building)

    def command(self, folder: Path, temporary: Path) -> list[str]:
        """Without a port and a kind of storage, which whoever starts it adds."""
        libs = folder / "libs"
        return [
            java_tool("java") or "java",
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            f"-Djava.library.path={libs}",
            # It unpacks a library at each start and leaves it behind: below a folder that goes with the run.
            f"-Djava.io.tmpdir={temporary}",
            "-cp",
            f"{folder / 'classes'}:{libs}/*",
            "LoopbackRunner",
            "-disableTelemetry",
        ]
