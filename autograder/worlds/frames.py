"""Small typed tables as plain rows, for scenarios and evidence, and as Arrow tables and Spark DataFrames."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

Row = list[Any]
"""The values of one row in the order of its table's columns; dates and timestamps as ISO texts."""
Types = dict[str, str]
"""A table's columns in order: name → string, int, date or timestamp."""


def arrow(types: Types, rows: list[Row]) -> pa.Table:
    """Rows as an Arrow table with exact types, every column nullable."""
    import pyarrow as pa

    arrow_types = {
        "string": pa.string(),
        "int": pa.int32(),
        "date": pa.date32(),
        "timestamp": pa.timestamp("us", tz="UTC"),
    }
    parse = {"date": date.fromisoformat, "timestamp": datetime.fromisoformat}
    columns = []
    for position, kind in enumerate(types.values()):
        read = parse.get(kind, lambda value: value)
        values = [None if row[position] is None else read(row[position]) for row in rows]
        columns.append(pa.array(values, type=arrow_types[kind]))
    return pa.table(columns, names=list(types))


def spark_frame(spark: SparkSession, types: Types, rows: list[Row]) -> DataFrame:
    """Rows as a Spark DataFrame."""
    return spark.createDataFrame(arrow(types, rows))
