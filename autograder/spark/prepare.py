"""Set-up for Spark: Delta's JARs and the class archive, made once and again only when something changed."""

import fcntl
import hashlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from autograder import paths
from autograder.spark import jvm, settings
from autograder.spark.archive import build_archive
from autograder.spark.hadoop_defaults import write_hadoop_defaults
from autograder.spark.jars import bring_jars, have_jars

STAMP = paths.BUILD / "spark-ready.json"


@dataclass(frozen=True)
class Stamp:
    """What JARs and archive were made for."""

    delta: str  # Maven coordinates: they name Spark's and Delta's version
    java: str
    class_path: str  # digest: an archive is valid for exactly these files


def prepare() -> None:
    """Make Spark ready to start offline and fast. Does nothing, without a JVM, when all is in place.

    Raises:
        SparkNotReady: no Java, or the JARs could not be brought here; the message says what to do.
        OSError: build/ cannot be written.
    """
    java = jvm.find_java()
    with _one_at_a_time():
        write_hadoop_defaults()
        if _recorded() != _current(java) or not have_jars():
            _make(java)
    _say("Spark and Delta are ready.")


def _make(java: jvm.Java) -> None:
    STAMP.unlink(missing_ok=True)
    if not have_jars():
        _say(f"Downloading Delta's JARs ({settings.delta_package()}) …")
        bring_jars()
    _say("Archiving Spark's classes, so that sessions start in a third of the time …")
    build_archive()
    STAMP.write_text(json.dumps(asdict(_current(java)), indent=2) + "\n")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    paths.BUILD.mkdir(parents=True, exist_ok=True)
    with open(paths.BUILD / "spark-prepare.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _recorded() -> Stamp | None:
    try:
        return Stamp(**json.loads(STAMP.read_text()))
    except (OSError, ValueError, TypeError):
        return None


def _current(java: jvm.Java) -> Stamp:
    return Stamp(settings.delta_package(), _identity(java), _digest(_class_path()))


def _identity(java: jvm.Java) -> str:
    library = java.home / "lib" / "server" / "libjvm.so"  # an archive is tied to this very file
    stat = library.stat() if library.exists() else java.home.stat()
    return f"{java.home} {java.version} {stat.st_size} {stat.st_mtime_ns}"


def _class_path() -> list[Path]:
    return [*settings.first_jars(), *sorted((settings.spark_home() / "jars").glob("*.jar"))]


def _digest(files: list[Path]) -> str:
    stats = ((file, file.stat()) for file in files)
    lines = [f"{file} {stat.st_size} {stat.st_mtime_ns}" for file, stat in stats]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
