"""Another zone for this process, and another for its Spark session: neither may change what a time means."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SESSION = "spark.sql.session.timeZone"


@contextmanager
def zones(spark: SparkSession, *, session: str, process: str) -> Iterator[None]:
    """Put both there while the body runs (names such as Asia/Tokyo); afterwards they are what they were."""
    before, tz = spark.conf.get(SESSION), os.environ.get("TZ")
    try:
        spark.conf.set(SESSION, session)
        _move(process)
        yield
    finally:
        _move(tz)
        spark.conf.set(SESSION, before or "UTC")


def _move(zone: str | None) -> None:
    if zone is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = zone
    time.tzset()
