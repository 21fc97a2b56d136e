"""A Delta table seen from outside: its rows by delta-rs, its commits from the log's own JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.worlds.crash import newest_version
from autograder.worlds.frames import Row, Types

if TYPE_CHECKING:
    import pyarrow as pa

_COMMIT = re.compile(r"\d{20}\.json")


def version(path: Path) -> int:
    """The newest version of the table at ``path``, -1 where there is none."""
    return newest_version(path / "_delta_log")


def rows(path: Path, query: str = "SELECT * FROM t") -> list[dict[str, Any]]:
    """The answer to a query on the table ``t`` at ``path``; no rows where there is no table."""
    if version(path) < 0:
        return []
    answer = _ask(path, query)
    columns = {name: answer.column(name).to_pylist() for name in answer.schema.names}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def rows_at(path: Path, number: int, types: Types) -> list[Row] | str:
    """The rows at a version, dates as ISO texts, sorted; delta-rs's complaint when it cannot read them."""
    if number < 0:
        return []
    try:
        answer = _ask(path, "SELECT * FROM t", number)
        columns = [_plain(answer.column(name)) for name in types]
    except Exception as error:  # a bare Exception is what QueryBuilder raises when a file is gone
        return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'no message'}"
    return sorted((list(row) for row in zip(*columns, strict=True)), key=repr)


def commits(path: Path) -> list[dict[str, Any]]:
    """Every commit in order.

    version, operation, engine; metrics (integers by name); txn (application → number); rows_added: rows in
    added files; added, removed: the files that change data, as ``{"path", "partition"}``, so that OPTIMIZE
    shows none.
    """
    return [_commit(file) for file in sorted(_log(path))]


def _ask(path: Path, query: str, number: int | None = None) -> pa.Table:
    """QueryBuilder, because delta-rs's own readers give NULLs under column mapping."""
    import pyarrow as pa
    from deltalake import DeltaTable, QueryBuilder

    builder = QueryBuilder().register("t", DeltaTable(path, version=number))
    return pa.table(builder.execute(query).read_all())


def _plain(column: pa.ChunkedArray) -> Row:
    return [v.isoformat() if isinstance(v, date) else v for v in column.to_pylist()]


def _log(path: Path) -> Iterator[Path]:
    return (file for file in (path / "_delta_log").glob("*.json") if _COMMIT.fullmatch(file.name))


def _commit(file: Path) -> dict[str, Any]:
    actions = [json.loads(line) for line in file.read_text("utf-8").split("\n") if line.strip()]
    info: dict[str, Any] = next((action["commitInfo"] for action in actions if "commitInfo" in action), {})
    metrics = info.get("operationMetrics", {})
    added = [json.loads(action["add"].get("stats") or "{}") for action in actions if "add" in action]
    return {
        "version": int(file.stem),
        "operation": info.get("operation"),
        "engine": info.get("engineInfo"),
        "metrics": {name: int(value) for name, value in metrics.items() if str(value).lstrip("-").isdigit()},
        "txn": {a["txn"]["appId"]: a["txn"]["version"] for a in actions if "txn" in a},
        "rows_added": sum(stats.get("numRecords", 0) for stats in added),
        "added": [_file(a["add"]) for a in actions if _changes_data(a, "add")],
        "removed": [_file(a["remove"]) for a in actions if _changes_data(a, "remove")],
    }


def _changes_data(action: dict[str, Any], kind: str) -> bool:
    return kind in action and bool(action[kind].get("dataChange", True))


def _file(action: dict[str, Any]) -> dict[str, Any]:
    return {"path": action["path"], "partition": action.get("partitionValues") or {}}
