"""Does this machine run the course? Each check says what it saw and what to do when it fails."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from tempfile import TemporaryDirectory

from autograder import paths

NEEDED_DISK = 1 << 30  # bytes: the lessons write little, Spark's scratch files want some room


@dataclass(frozen=True)
class Finding:
    """One check of the environment; ``todo`` is empty when all is well."""

    what: str
    saw: str
    todo: str = ""


def check_environment() -> list[Finding]:
    """Run every check; none of them raises."""
    return [_guarded(check) for check in (_python, _packages, _data, _disk, _spark)]


def _guarded(check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except Exception as error:
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        return Finding(check.__name__.strip("_"), first, f"Run `{paths.command('setup')}` again.")


def _python() -> Finding:
    found = ".".join(str(part) for part in sys.version_info[:3])
    fine = (3, 11) <= sys.version_info[:2] < (3, 14)
    todo = f"Start the notebook with `{paths.command('lab')}` on Python 3.11 to 3.13."
    return Finding("python", found, "" if fine else todo)


def _packages() -> Finding:
    try:
        found = [f"{name} {version(name)}" for name in ("pyspark", "delta-spark", "deltalake", "nbgrader")]
    except PackageNotFoundError as missing:
        todo = f"Run `{paths.command('setup')}`, then `{paths.command('lab')}`."
        return Finding("packages", f"{missing.name} is missing", todo)
    return Finding("packages", ", ".join(found))


def _data() -> Finding:
    from autograder import flights

    rows = len(flights.flights())
    return Finding("data", f"{rows:,} flights")


def _disk() -> Finding:
    there = next(folder for folder in (paths.ROOT, *paths.ROOT.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    todo = "" if free > NEEDED_DISK else "Free at least 1 GB on this disk."
    return Finding("disk", f"{free / 1e9:.0f} GB free", todo)


def _spark() -> Finding:
    """A session, a Delta write and a MERGE: what every Spark lesson needs."""
    from autograder.spark import get_spark

    began = time.perf_counter()
    spark = get_spark()
    with TemporaryDirectory(prefix="course-") as folder:
        spark.range(3).write.format("delta").save(f"{folder}/t")
        source = "(SELECT 3L AS id) s ON t.id = s.id"
        spark.sql(f"MERGE INTO delta.`{folder}/t` t USING {source} WHEN NOT MATCHED THEN INSERT *")
        rows = spark.read.format("delta").load(f"{folder}/t").count()
    seconds = time.perf_counter() - began
    return Finding("spark", f"Spark {spark.version} wrote and merged {rows} rows in {seconds:.0f} s")
