"""The one Spark and the one Delta that the course runs on, and the SHA-256 of each JAR that Spark lacks."""

from __future__ import annotations

from dataclasses import dataclass

SPARK = "4.2.0"
DELTA = "4.4.0"
GROUP = "io.delta"
MAIN = f"delta-spark_{SPARK.rpartition('.')[0]}_2.13"  # as `configure_spark_with_delta_pip` names it
PACKAGE = f"{GROUP}:{MAIN}:{DELTA}"

SHA256 = {
    "delta-kernel-api": "ee9b5a14ac3b7efdff4d61a58478fe8eb0e5a3fbca43889dca7290795fe79a11",
    "delta-kernel-defaults": "225c975199e4718b38ee5b7e6da7f19e9585024262b2cec2656b32151a856b0b",
    "delta-kernel-unitycatalog": "cea22dfb4ac562b3cd27bf652697750e8336009d73fb06631363aaaad5345ffa",
    MAIN: "27d4fd8b1f879535c573ed1c718177d6a27f24d3e626ba02e216369725721ead",
    "delta-storage": "c46735481fa8e326b0957be02b4420cbcab4b325bb08009b7f2045a95133f1cc",
}


@dataclass(frozen=True)
class Jar:
    """One JAR of Delta's and the SHA-256 that it must have, in hexadecimal digits."""

    artifact: str
    sha256: str

    @property
    def name(self) -> str:
        """Its file name, as Spark's resolver writes it: two groups may use the same artifact's name."""
        return f"{GROUP}_{self.artifact}-{DELTA}.jar"

    @property
    def path(self) -> str:
        """Where it lies in a Maven repository, local or not."""
        return "/".join((GROUP.replace(".", "/"), self.artifact, DELTA, f"{self.artifact}-{DELTA}.jar"))


JARS = tuple(Jar(artifact, sha256) for artifact, sha256 in SHA256.items())
