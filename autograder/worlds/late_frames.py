"""Spark Connect's timing on a classic session: a table's errors come out at the first look at its schema.

On Spark Connect `spark.table(name)` only writes the name down. The server analyses it when something needs
the schema or the rows, and only then is a missing table an error. Inside `late_tables` a classic session
behaves alike (compared with pyspark 4.2's Connect client): reading a table gives a `LateFrame`;
transformations give more of them; the schema, the columns and every action resolve it, or raise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pyspark.sql import DataFrame, SparkSession

# What stays a plan on Connect; everything else asks the server.
_LAZY = frozenset(
    {"alias", "coalesce", "crossJoin", "distinct", "drop", "dropDuplicates", "dropna", "exceptAll"}
    | {"fillna", "filter", "hint", "intersect", "join", "limit", "orderBy", "repartition", "replace"}
    | {"sample", "select", "selectExpr", "sort", "subtract", "toDF", "union", "unionAll", "unionByName"}
    | {"where", "withColumn", "withColumnRenamed", "withColumns", "withColumnsRenamed"}
)
_ACTIONS = frozenset(
    {"checkpoint", "collect", "count", "first", "foreach", "foreachPartition", "head", "isEmpty"}
    | {"localCheckpoint", "show", "summary", "tail", "take", "toArrow", "toLocalIterator", "toPandas"}
)


@dataclass
class Looks:
    """What made frames resolve, in order: ``schema``, ``columns``, ``count`` …"""

    names: list[str] = field(default_factory=list)

    @property
    def actions(self) -> list[str]:
        """Those that run a query, unlike a look at the schema."""
        return [name for name in self.names if name in _ACTIONS]


class LateFrame(DataFrame):
    """A DataFrame that is defined but not analysed; ``define`` makes the real one, or raises."""

    def __new__(cls, define: Callable[[], DataFrame], spark: SparkSession, looks: Looks) -> LateFrame:
        return object.__new__(cls)

    def __init__(self, define: Callable[[], DataFrame], spark: SparkSession, looks: Looks) -> None:
        vars(self).update(_define=define, _spark=spark, _looks=looks)

    def __getattribute__(self, name: str) -> Any:
        own = object.__getattribute__(self, "__dict__")
        if name.startswith("__"):
            return object.__getattribute__(self, name)
        if name == "sparkSession":
            return own["_spark"]
        if name in _LAZY:
            return lambda *args, **kwargs: _later(self, name, args, kwargs)
        own["_looks"].names.append(name)
        return getattr(resolved(self), name)

    def __getitem__(self, item: Any) -> Any:
        from pyspark.sql import functions as F

        return F.col(item) if isinstance(item, str) else _later(self, "__getitem__", (item,), {})

    def __repr__(self) -> str:
        return "DataFrame[not analysed yet]"


def resolved(frame: Any) -> Any:
    """The real frame behind a late one, unnoticed; anything else as it is. Raises what analysis raises."""
    while isinstance(frame, LateFrame):
        frame = vars(frame)["_define"]()
    return frame


def _later(frame: LateFrame, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> LateFrame:
    own = vars(frame)

    def define() -> DataFrame:
        transform = getattr(resolved(frame), name)
        real: DataFrame = transform(*map(resolved, args), **{k: resolved(v) for k, v in kwargs.items()})
        return real

    return LateFrame(define, own["_spark"], own["_looks"])


@contextmanager
def late_tables(spark: SparkSession) -> Iterator[Looks]:
    """While the body runs, ``spark.table`` and ``spark.read.table`` give late frames; who looks is noted.

    ``spark.sql`` and the catalog answer at once, as they do on Connect.
    """
    looks = Looks()
    classes = (type(spark), type(spark.read))
    originals = [(owner, owner.table) for owner in classes]
    try:
        for owner, table in originals:
            owner.table = _late(table, spark, looks)  # type: ignore[method-assign]
        yield looks
    finally:
        for owner, table in originals:
            owner.table = table  # type: ignore[method-assign]


def _late(table: Callable[..., DataFrame], spark: SparkSession, looks: Looks) -> Callable[..., DataFrame]:
    def later(self: Any, *args: Any, **kwargs: Any) -> DataFrame:
        return LateFrame(lambda: table(self, *args, **kwargs), spark, looks)

    return later
