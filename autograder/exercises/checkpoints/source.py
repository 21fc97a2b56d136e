"""A source table that grows while somebody reads it, and runs of the learner's function over it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from autograder.checks import CannotRun, Json, Lab
from autograder.exercises.checkpoints.marks import Mark, Marks, Sink, Steps, to_text
from autograder.worlds.crash import CannotFork, killed_at_commit
from autograder.worlds.fetches import noticed
from autograder.worlds.frames import Row, Types, arrow

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

KEY = ["carrier", "flight"]
STAMP = 3  # the mark's place in a row
TARGET, KILLED_TARGET = "silver_flights", "silver_killed"
ONE_STEP = timedelta(minutes=1)


def types_of(mark_column: str) -> Types:
    """The source's columns in order."""
    return {"carrier": "string", "flight": "int", "dep_delay": "int", mark_column: "timestamp"}


class Flights:
    """Draws rows of flights that are all different; a row's mark is a number of minutes after ``start``."""

    def __init__(self, rng: random.Random, start: datetime) -> None:
        self.rng, self.start = rng, start
        self._numbers = iter(rng.sample(range(1, 9000), 400))

    def at(self, *minutes: float) -> list[Row]:
        """A row for each mark."""
        return [self._row(self.stamp(minute)) for minute in minutes]

    def stamp(self, minute: float) -> str:
        """The mark of a minute, an ISO text in UTC."""
        return (self.start + minute * ONE_STEP).isoformat()

    def _row(self, stamp: str) -> Row:
        carrier = self.rng.choice(("AA", "B6", "DL", "UA"))
        return [carrier, next(self._numbers), self.rng.randint(-10, 90), stamp]


class World:
    """One source table, and runs of a function over it, each from the state that it is given."""

    def __init__(self, run: Callable[..., Any], lab: Lab, types: Types, source: str) -> None:
        self._run, self.lab, self.types = run, lab, types
        self.path, self.source = lab.table_path(source), f"{lab.database}.{source}"
        self.target = f"{lab.database}.{TARGET}"

    def create(self, rows: list[Row], **properties: str) -> None:
        """The table with its first version."""
        from deltalake import write_deltalake

        write_deltalake(str(self.path), arrow(self.types, rows), configuration=dict(properties))
        self.lab.spark.sql(f"CREATE TABLE {self.source} USING delta LOCATION '{self.path.as_uri()}'")

    def grow(self, rows: list[Row]) -> None:
        """One more commit."""
        from deltalake import write_deltalake

        write_deltalake(str(self.path), arrow(self.types, rows), mode="append")

    def marks(self, mark: Mark | None, steps: Steps | None = None) -> Marks:
        """Checkpoints in which this source has a mark, or none."""
        file = self.lab.root / f"marks-{uuid4()}.json"
        if mark is not None:
            Marks(file).set_checkpoint(self.target, self.source, mark)
        return Marks(file, steps or (lambda _: None))

    def run(
        self,
        marks: Marks,
        sink: Callable[..., None],
        *,
        on_fetch: Callable[[int], None] | None = None,
        **options: Any,
    ) -> Json:
        """One run: what it returned, what `write` got, where the mark is now."""
        watched = noticed(type(self.lab.spark.range(1)), on_fetch) if on_fetch else nullcontext()
        with watched:
            done = self.lab.call(
                self._run, self.source, self.target, marks, key_columns=KEY, write=sink, **options
            )
        return {"call": done.record(), "calls": getattr(sink, "calls", []), "mark": self.mark(marks)}

    def mark(self, marks: Marks) -> str | None:
        """The mark's text."""
        mark = marks.peek(self.target, self.source)
        return None if mark is None else to_text(mark)[1]

    def crashes(self, mark: Mark | None, held: list[Row], due: list[Any], **options: Any) -> Json:
        """Runs from one state, each killed at another step, and the run after each; first one unharmed.

        What a run finds is the mark and the rows that are in, so equal states are run once. An answer whose
        unharmed run does not bring in the keys ``due`` has other troubles, and is not killed.
        """
        steps = Steps()
        unharmed = self._one(mark, held, steps, options)
        afterwards: dict[str, Json] = {}
        found = []
        for number in range(1, len(steps.taken) + 1) if unharmed["keys"] == due else ():
            dying = Steps(at=number)
            marks, sink = self.marks(mark, dying), Sink(self.types, held, step=dying)
            self.run(marks, sink, **options)
            left = marks.peek(self.target, self.source)
            state = repr((left, sink.keys))
            if state not in afterwards:
                afterwards[state] = self._one(left, list(sink.held.values()), Steps(), options)
            found.append({"step": steps.taken[number - 1], "rerun": afterwards[state]})
        return {"unharmed": unharmed, "crashes": found}

    def _one(self, mark: Mark | None, held: list[Row], steps: Steps, options: Json) -> Json:
        marks, sink = self.marks(mark, steps), Sink(self.types, held, step=steps)
        seen = self.run(marks, sink, **options)
        return {"call": seen["call"], "mark": seen["mark"], "keys": sink.keys}

    def kill(self, mark: Mark, held: list[Row], **options: Any) -> Json:
        """A run in a process that dies by SIGKILL as soon as its rows are committed, then another run."""
        from deltalake import write_deltalake

        path, target = self.lab.table_path(KILLED_TARGET), f"{self.lab.database}.{KILLED_TARGET}"
        write_deltalake(str(path), arrow(self.types, held))
        self.lab.spark.sql(f"CREATE TABLE {target} USING delta LOCATION '{path.as_uri()}'")
        self.target, before = target, self.target
        marks = self.marks(mark)

        def run() -> None:
            self._run(self.source, target, marks, key_columns=KEY, write=upsert, **options)

        try:
            crash = asdict(killed_at_commit(run, path))
            left = self.mark(marks)
            again = self.lab.call(run).record()
        except CannotFork as reason:
            raise CannotRun(str(reason)) from None
        finally:
            self.target = before
        final = marks.peek(target, self.source)
        return {
            "crash": crash,
            "left": left,
            "again": again,
            "mark": None if final is None else to_text(final)[1],
        }


def upsert(
    df: DataFrame, table_name: str, key_columns: Iterable[str] = KEY, order_by: str = "updated_at"
) -> None:
    """A real MERGE by key into a table that is there."""
    same = " AND ".join(f"t.{key} = s.{key}" for key in key_columns)
    df.sparkSession.sql(
        f"MERGE INTO {table_name} t USING {{s}} s ON {same} "
        "WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *",
        s=df,
    )


def broken(*_: Any, **__: Any) -> None:
    """A `write` that fails as a lost connection does."""
    raise ConnectionError("the warehouse is away")


def handed(seen: Json) -> list[Row]:
    """The rows that `write` got in a run, the last look at each batch."""
    return [row for call in seen["calls"] for row in call["looks"][-1]]


def keys(rows: Iterable[Row]) -> list[list[Any]]:
    """The keys of rows, each once, sorted."""
    return [list(key) for key in sorted({(row[0], row[1]) for row in rows}, key=repr)]


def names(rows: Iterable[Row]) -> str:
    """A few rows, for people."""
    few = [f"{row[0]} {row[1]} ({row[STAMP]})" for row in list(rows)[:2]]
    return ", ".join(few) or "none"
