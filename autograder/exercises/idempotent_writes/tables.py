"""Small typed tables as JSON, and what their Delta folders say: rows and commits, read without Spark."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.checks import Plain

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

Row = list[Any]
"""The values of one row in the order of its table's columns; dates and timestamps as ISO texts."""
Types = dict[str, str]
"""A table's columns in order: name → string, int, date or timestamp."""

_COMMIT = re.compile(r"(\d{20})\.json")


# --- in ----------------------------------------------------------------------------------------------------


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


# --- out ---------------------------------------------------------------------------------------------------


def rows_at(table: Path, version: int, types: Types) -> list[Row] | str:
    """The table's rows at a version as delta-rs reads them, sorted; its complaint when it cannot.

    QueryBuilder, because delta-rs's pandas reader returns NULLs under column mapping.
    """
    import pyarrow as pa
    from deltalake import DeltaTable, QueryBuilder

    if version < 0:
        return []
    try:
        query = QueryBuilder().register("t", DeltaTable(table, version=version))
        found = pa.table(query.execute("SELECT * FROM t").read_all())
        columns = [_plain(found.column(name)) for name in types]
    except Exception as error:  # a bare Exception is what QueryBuilder raises when a file is gone
        return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'no message'}"
    return sorted((list(row) for row in zip(*columns, strict=True)), key=repr)


def _plain(column: pa.ChunkedArray) -> Row:
    return [v.isoformat() if isinstance(v, date) else v for v in column.to_pylist()]


def commits(table: Path) -> dict[str, Plain]:
    """The table's commits: version → operation, its metrics (integers), rows in added files, read version."""
    return {str(version): _commit(file) for version, file in sorted(_commit_files(table).items())}


def _commit_files(table: Path) -> dict[int, Path]:
    log = table / "_delta_log"
    found = [(_COMMIT.fullmatch(file.name), file) for file in log.iterdir()] if log.is_dir() else []
    return {int(name[1]): file for name, file in found if name}


def _commit(file: Path) -> Plain:
    actions = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    info: Plain = next((action["commitInfo"] for action in actions if "commitInfo" in action), {})
    added = [json.loads(action["add"].get("stats") or "{}") for action in actions if "add" in action]
    metrics = info.get("operationMetrics", {})
    return {
        "operation": info.get("operation"),
        "engine": info.get("engineInfo"),
        "read_version": info.get("readVersion"),
        "rows_added": sum(stats.get("numRecords", 0) for stats in added),
        "metrics": {name: int(value) for name, value in metrics.items() if str(value).lstrip("-").isdigit()},
    }
