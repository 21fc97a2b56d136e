"""Set-up for Spark: bring Delta's JARs here once, and archive the classes that lessons load."""

import fcntl
import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from autograder import paths
from autograder.spark import jvm, session, settings
from autograder.spark.jvm import SparkNotReady

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

STAMP = paths.BUILD / "spark-ready.json"
SPACE = "Setting up Spark needs about 600 MB in build/: free some, then run `make setup` again."


@dataclass(frozen=True)
class Stamp:
    """What the JARs and the archive were made for: they are made again when any of this changes."""

    delta: str  # Maven coordinates: names Spark's and Delta's version
    java: str
    class_path: str  # digest: an archive is valid for exactly these files


def prepare() -> None:
    """Make Spark ready to start offline and fast. Does nothing, without a JVM, when all is in place.

    Raises:
        SparkNotReady: no Java, or the JARs could not be brought here; the message says what to do.
    """
    java = jvm.find_java()
    with _one_at_a_time():
        if _recorded() == _current(java):
            _say("Spark and Delta are ready.")
            return
        if not _has_jars():
            _say(f"Downloading Delta's JARs ({settings.delta_package()}) …")
            _bring_jars()
        _say("Archiving Spark's classes, so that sessions start in a third of the time …")
        _build_archive()
        _record(_current(java))
        _say("Spark and Delta are ready.")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    paths.BUILD.mkdir(parents=True, exist_ok=True)
    with open(paths.BUILD / "spark-prepare.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# --- the stamp ---------------------------------------------------------------------------------------------


def _current(java: jvm.Java) -> Stamp:
    return Stamp(settings.delta_package(), _identity(java), _digest(_class_path()))


def _identity(java: jvm.Java) -> str:
    library = java.home / "lib" / "server" / "libjvm.so"  # an archive is tied to this very file
    stat = library.stat() if library.exists() else java.home.stat()
    return f"{java.home} {java.version} {stat.st_size} {stat.st_mtime_ns}"


def _class_path() -> list[Path]:
    return [*settings.delta_jars(), *sorted((settings.spark_home() / "jars").glob("*.jar"))]


def _digest(files: list[Path]) -> str:
    stats = ((file, file.stat()) for file in files)
    lines = [f"{file} {stat.st_size} {stat.st_mtime_ns}" for file, stat in stats]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _recorded() -> Stamp | None:
    try:
        return Stamp(**json.loads(STAMP.read_text()))
    except (OSError, ValueError, TypeError):
        return None


def _record(stamp: Stamp) -> None:
    STAMP.write_text(json.dumps(asdict(stamp), indent=2) + "\n")


# --- Delta's JARs ------------------------------------------------------------------------------------------


def _has_jars() -> bool:
    wanted = f"-{version('delta-spark')}.jar"
    return any(jar.name.endswith(wanted) and "delta-spark" in jar.name for jar in settings.delta_jars())


def _bring_jars() -> None:
    _resolve()
    found = sorted((settings.IVY / "jars").glob(f"io.delta_*-{version('delta-spark')}.jar"))
    if not found:
        raise SparkNotReady(
            f"Spark's resolver left no io.delta JAR in {settings.IVY / 'jars'}; delete {settings.IVY}"
        )
    with _replacing(paths.JARS) as folder:
        for jar in found:
            shutil.copy2(jar, folder / jar.name)


@contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    """Yield an empty folder that takes `target`'s place if the body succeeds: never a half-filled one."""
    fresh = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-"))
    try:
        yield fresh
        fresh.chmod(0o755)
        if target.exists():
            shutil.rmtree(target)
        os.rename(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _resolve() -> None:
    """Let Spark's own resolver download Delta and all it needs (87 MB) into build/ivy."""
    settings.set_environment()
    wanted = {"spark.jars.packages": settings.delta_package(), "spark.jars.ivy": str(settings.IVY)}
    jvm.stop_gateway(jvm.start_gateway(wanted))


# --- the class archive -------------------------------------------------------------------------------------


def _build_archive() -> None:
    fresh = paths.CLASS_ARCHIVE.with_suffix(".tmp")
    fresh.unlink(missing_ok=True)
    spark = session.start_for_archive(fresh)
    _train(spark)
    from pyspark import SparkContext

    gateway = SparkContext._gateway
    session.stop_spark()
    jvm.stop_gateway(gateway)
    if fresh.exists():
        fresh.rename(paths.CLASS_ARCHIVE)
    else:
        _say("The archive could not be made (this Java may not support it); sessions will start more slowly.")


def _train(spark: "SparkSession") -> None:
    """Do what lessons do, so that their classes are in the archive: write, MERGE, history, UDF, stream."""
    from delta.tables import DeltaTable
    from pyspark.sql import DataFrame
    from pyspark.sql import functions as F

    folder = Path(tempfile.mkdtemp(prefix="autograder-train-"))

    def upsert(batch: DataFrame, _: int) -> None:
        (
            DeltaTable.forName(batch.sparkSession, "silver")
            .alias("t")
            .merge(batch.alias("s"), "t.id = s.id")
            .whenMatchedUpdateAll(condition="NOT (t.day <=> s.day)")
            .whenNotMatchedInsertAll()
            .execute()
        )

    try:
        rows = spark.createDataFrame(
            [(i, f"2013-01-{1 + i % 9:02}", float(i)) for i in range(50)], "id long, day string, delay double"
        )
        rows.write.format("delta").save(str(folder / "bronze"))
        rows.limit(20).write.format("delta").partitionBy("day").saveAsTable("silver")
        upsert(rows, 0)
        stream = spark.readStream.format("delta").load(str(folder / "bronze"))
        writer = stream.writeStream.foreachBatch(upsert).option(
            "checkpointLocation", str(folder / "checkpoint")
        )
        writer.trigger(availableNow=True).start().awaitTermination()
        DeltaTable.forName(spark, "silver").history().collect()
        spark.table("silver").groupBy("day").agg(F.avg("delay"), F.count("*")).orderBy("day").collect()
        spark.table("silver").select(F.udf(lambda day: day.upper())("day")).collect()
        spark.sql("SELECT * FROM silver WHERE id > :low", args={"low": 3}).toPandas()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
