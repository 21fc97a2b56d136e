"""Other time zones, for a while: this process's own, and the Spark session's."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SESSION_ZONE = "spark.sql.session.timeZone"


@contextmanager
def process_zone(zone: str) -> Iterator[None]:
    """Put this process in a zone (an IANA name): what naive datetimes, and so `collect()`, mean by now."""
    before = os.environ.get("TZ")
    _set(zone)
    try:
        yield
    finally:
        _set(before)


@contextmanager
def session_zone(spark: SparkSession, zone: str) -> Iterator[None]:
    """Put a Spark session in a zone (an IANA name): what its literals, casts and `hour()` mean."""
    before = str(spark.conf.get(SESSION_ZONE))
    spark.conf.set(SESSION_ZONE, zone)
    try:
        yield
    finally:
        spark.conf.set(SESSION_ZONE, before)


def _set(zone: str | None) -> None:
    if zone is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = zone
    time.tzset()
