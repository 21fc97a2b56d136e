"""What a run of an increment meets in a check: checkpoints, a `write`, and a death at any step of theirs."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.pipeline import UNSET, CheckpointConflict
from autograder.worlds.fetches import unnoticed
from autograder.worlds.frames import Row, Types

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

Mark = str | int | date | datetime
Step = Callable[[str], None]
"""Hears of each step of a run, before and after it takes effect."""


def unheard(_: str) -> None:
    """Nobody listens."""


class Marks:
    """Checkpoints as CheckpointManager's contract has them, kept in a file that outlives the process."""

    def __init__(self, file: Path, step: Step = unheard) -> None:
        self.file, self.step = file, step

    def get_checkpoint(self, pipeline: str, key: str) -> Mark | None:
        """The mark, None where there is none."""
        self.step("before get_checkpoint")
        found = self.peek(pipeline, key)
        self.step("after get_checkpoint")
        return found

    def set_checkpoint(
        self, pipeline: str, key: str, value: Mark, expected: Any = UNSET, *, force: bool = False
    ) -> None:
        """Store a mark. CheckpointConflict as the contract says; ValueError for a time without a zone."""
        self.step("before set_checkpoint")
        text = to_text(value)
        stored = self.peek(pipeline, key)
        if expected is not UNSET and expected != stored:
            raise CheckpointConflict(f"the mark is {stored}, not {expected}")
        if stored is not None and not force and (to_text(stored)[0] != text[0] or value < stored):  # type: ignore[operator]
            raise CheckpointConflict(f"the mark is {stored}; {value} would be backwards")
        kept = self._kept()
        kept[json.dumps([pipeline, key])] = text
        self.file.write_text(json.dumps(kept), "utf-8")
        self.step("after set_checkpoint")

    def peek(self, pipeline: str, key: str) -> Mark | None:
        """The mark, without a step."""
        text = self._kept().get(json.dumps([pipeline, key]))
        return None if text is None else from_text(*text)

    def _kept(self) -> dict[str, Any]:
        known: dict[str, Any] = json.loads(self.file.read_text("utf-8")) if self.file.exists() else {}
        return known


class Sink:
    """A `write` as its contract promises: an upsert by key, here into memory. Notes what it is handed."""

    def __init__(
        self,
        types: Types,
        rows: Sequence[Row] = (),
        *,
        step: Step = unheard,
        meanwhile: Callable[[], None] | None = None,
    ) -> None:
        self.types, self.step, self.meanwhile = types, step, meanwhile
        self.held = {(row[0], row[1]): row for row in rows}
        self.calls: list[dict[str, Any]] = []

    def __call__(
        self, df: DataFrame, table_name: str, key_columns: Sequence[str], order_by: str = "updated_at"
    ) -> None:
        """Look at the batch, let the world move on, look again as a MERGE does, then commit."""
        self.step("before write has committed")
        looks = [look(df, self.types)]
        told = {"table": table_name, "keys": list(key_columns), "order_by": order_by}
        self.calls.append({**told, "looks": looks})
        if self.meanwhile:
            self.meanwhile()
            looks.append(look(df, self.types))
        self.held.update({(row[0], row[1]): row for row in looks[-1]})
        self.step("after write has committed")

    @property
    def keys(self) -> list[list[Any]]:
        """The keys that are in."""
        return [list(key) for key in sorted(self.held, key=repr)]


def look(df: DataFrame, types: Types) -> list[Row]:
    """The rows as plain values, times as ISO texts in UTC. ValueError when a column is missing or extra."""
    if sorted(df.columns) != sorted(types):
        raise ValueError(f"write got a batch with the columns {df.columns}; the source has {list(types)}")
    with unnoticed():
        found = df.select(*types).collect()
    return sorted(([_plain(value) for value in row] for row in found), key=repr)


def utc(moment: datetime) -> str:
    """A moment as an ISO text in UTC; one without a zone is the process's, as `collect` gives it."""
    return moment.astimezone(UTC).isoformat()


def to_text(mark: Any) -> list[str]:
    """Kind and text of a mark. ValueError for a time without a zone, TypeError for what is no mark."""
    if isinstance(mark, datetime):
        if mark.tzinfo is None:
            raise ValueError(f"{mark} has no zone: nobody knows which moment it is")
        return ["timestamp", utc(mark)]
    for kind, known in (("int", int), ("string", str)):
        if isinstance(mark, known) and not isinstance(mark, bool):
            return [kind, str(mark)]
    if isinstance(mark, date):
        return ["date", mark.isoformat()]
    raise TypeError(f"a mark is a string, an int, a date or a timestamp, not {mark!r}")


def from_text(kind: str, text: str) -> Mark:
    """The mark that ``to_text`` was given; a timestamp comes back in UTC."""
    read: dict[str, Callable[[str], Mark]] = {
        "int": int,
        "string": str,
        "date": date.fromisoformat,
        "timestamp": datetime.fromisoformat,
    }
    return read[kind](text)


def _plain(value: Any) -> Any:
    return utc(value) if isinstance(value, datetime) else value
