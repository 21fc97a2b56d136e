"""A Delta table seen from outside: its rows by delta-rs, its commits from the log's own JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from autograder.checks import Plain, expect
from autograder.worlds.crash import newest_version


def is_table(path: Path) -> bool:
    """Whether a Delta log with at least one commit lies there."""
    return any((path / "_delta_log").glob("*.json"))


def rows(path: Path, query: str = "SELECT * FROM t") -> list[Plain]:
    """The answer to a query on the table ``t`` at ``path``, by delta-rs; no rows where there is no table.

    QueryBuilder, because the pandas reader gives NULLs under column mapping and refuses deletion vectors.
    """
    from deltalake import DeltaTable, QueryBuilder

    if not is_table(path):
        return []
    answer = QueryBuilder().register("t", DeltaTable(path)).execute(query).read_all()
    columns = {name: answer.column(name).to_pylist() for name in answer.schema.names}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def version(path: Path) -> int:
    """The newest version, -1 where there is no table."""
    return newest_version(path / "_delta_log")


def commits(path: Path) -> list[Plain]:
    """Every commit in order: version, operation, files added and removed, txn (application → number).

    A file stands as ``{"path", "partition"}``; only files that change data count, so OPTIMIZE shows none.
    """
    return [_commit(number, actions) for number, actions in _log(path)]


def expect_rows(got: Iterable[Any], wanted: Iterable[Any], *, what: str, reproduce: str = "") -> None:
    """Fail unless both hold the same rows, each as often; the message names what is missing and too much."""
    have, due = Counter(map(_text, got)), Counter(map(_text, wanted))
    missing, surplus = due - have, have - due
    parts = [
        f"{count.total()} {label}, such as {next(iter(count))}"
        for count, label in ((missing, "missing"), (surplus, "too many"))
        if count
    ]
    expect(not parts, expected=f"{what}: {due.total()} rows", got="; ".join(parts), reproduce=reproduce)


def _text(row: Any) -> str:
    values = row.values() if isinstance(row, dict) else row
    return "(" + ", ".join("NULL" if value is None else str(value) for value in values) + ")"


def _log(path: Path) -> Iterator[tuple[int, list[Plain]]]:
    for file in sorted((path / "_delta_log").glob("*.json")):
        if file.stem.isdigit():
            yield int(file.stem), [json.loads(line) for line in file.read_text("utf-8").splitlines() if line]


def _commit(number: int, actions: list[Plain]) -> Plain:
    return {
        "version": number,
        "operation": next((a["commitInfo"].get("operation") for a in actions if "commitInfo" in a), None),
        "added": [_file(a["add"]) for a in actions if _changes_data(a, "add")],
        "removed": [_file(a["remove"]) for a in actions if _changes_data(a, "remove")],
        "txn": {a["txn"]["appId"]: a["txn"]["version"] for a in actions if "txn" in a},
    }


def _changes_data(action: Plain, kind: str) -> bool:
    return kind in action and bool(action[kind].get("dataChange", True))


def _file(action: Plain) -> dict[str, Any]:
    return {"path": action["path"], "partition": action.get("partitionValues") or {}}
