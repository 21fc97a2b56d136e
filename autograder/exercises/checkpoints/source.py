"""A source table that grows while somebody reads it, and runs of the learner's function over it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from autograder.checks import Json, Lab, Runaway, expect, expect_equal, expect_returned
from autograder.exercises.checkpoints.marks import Mark, Marks, Sink, Step, to_text, unheard
from autograder.worlds.crash import CannotFork, killed_at_commit
from autograder.worlds.fetches import noticed
from autograder.worlds.frames import Row, Types, arrow

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

KEY = ["carrier", "flight"]
STAMP = 3  # the mark's place in a row
TARGET, KILLED_TARGET = "silver_flights", "silver_killed"
STEPS = 60  # after so many steps of one run an answer is taken never to end
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


@dataclass(frozen=True)
class World:
    """One source table, and runs of a function from it into a target, each from a state that it is given."""

    answer: Callable[..., Any]
    lab: Lab
    mark_column: str
    table: str
    target: str = TARGET

    @property
    def types(self) -> Types:
        """The source's columns."""
        return types_of(self.mark_column)

    @property
    def source(self) -> str:
        """The source's identifier."""
        return f"{self.lab.database}.{self.table}"

    @property
    def into(self) -> str:
        """The target's identifier."""
        return f"{self.lab.database}.{self.target}"

    @property
    def path(self) -> Path:
        """Where the source lies."""
        return self.lab.table_path(self.table)

    def create(self, rows: list[Row], **properties: str) -> World:
        """The table with its first version."""
        from deltalake import write_deltalake

        from autograder.spark.sql import location

        write_deltalake(str(self.path), arrow(self.types, rows), configuration=dict(properties))
        self.lab.spark.sql(f"CREATE TABLE {self.source} USING delta {location(self.path)}")
        return self

    def grow(self, rows: list[Row]) -> None:
        """One more commit."""
        from deltalake import write_deltalake

        write_deltalake(str(self.path), arrow(self.types, rows), mode="append")

    def marks(self, mark: Mark | None, step: Step = unheard) -> Marks:
        """Checkpoints in which this source has a mark, or none."""
        file = self.lab.root / f"marks-{uuid4()}.json"
        if mark is not None:
            Marks(file).set_checkpoint(self.into, self.source, mark)
        return Marks(file, step)

    def run(
        self,
        name: str,
        mark: Mark | Marks | None,
        write: Callable[..., None] | None = None,
        *,
        on_fetch: Callable[[int], None] | None = None,
        **options: Any,
    ) -> Json:
        """One run: what it returned, what `write` got, where the mark is now.

        ``mark`` is where it begins. Learners find its rows as ``case.NAME``.
        """
        marks = mark if isinstance(mark, Marks) else self.marks(mark)
        write = write or Sink(self.types)
        with noticed(type(self.lab.spark.range(1)), on_fetch) if on_fetch else nullcontext():
            call = self._call(name, marks, write, self._options | options)
        seen = {"call": call, "calls": getattr(write, "calls", []), "mark": self._text_of(marks)}
        self.lab.keep(**{name: handed(seen)}, source=self.source)
        return seen

    @property
    def _options(self) -> Json:
        return {"key_columns": KEY, "mark_column": self.mark_column}

    def _call(self, name: str, marks: Marks, write: Callable[..., None], options: Json) -> Json:
        """What became of a call; learners read it as they would write it."""
        told = ", ".join(f"{option}={value!r}" for option, value in options.items())
        function = getattr(self.answer, "__name__", "run")
        began = f"{name}: the mark is {self._text_of(marks)}"
        code = f"{function}(source, target, marks, write=write, {told})  # {began}"
        done = self.lab.calling(code, self.answer, self.source, self.into, marks, write=write, **options)
        return done.record()

    def _text_of(self, marks: Marks) -> str | None:
        mark = marks.peek(self.into, self.source)
        return None if mark is None else to_text(mark)[1]

    def crashes(self, mark: Mark, held: list[Row]) -> Json:
        """A run that nobody kills, and for each of its steps the run that follows on a death just there.

        Whoever is dead changes nothing more: the mark and the rows of that moment are what a death leaves.
        Where a death leaves what an earlier one has left, the same run follows.
        """
        left: list[tuple[str, Mark | None, list[Row]]] = []

        def step(name: str) -> None:
            if len(left) == STEPS:
                raise Runaway(f"{STEPS} calls in one run: does it ever end?")
            left.append((name, marks.peek(self.into, self.source), list(sink.held.values())))

        marks, sink = self.marks(mark, step), Sink(self.types, held, step=step)
        unharmed = self._followed("unharmed", marks, sink)
        after, deaths = {repr((mark, held)): unharmed}, []
        for name, there, rows in left:
            state, label = repr((there, rows)), f"after_a_death_{name}".replace(" ", "_")
            after[state] = after.get(state) or self._followed(label, there, Sink(self.types, rows))
            deaths.append({"step": name, "rerun": after[state]})
        return {"unharmed": unharmed, "crashes": deaths}

    def _followed(self, name: str, mark: Mark | Marks | None, sink: Sink) -> Json:
        return {"call": self.run(name, mark, sink)["call"], "keys": sink.keys}

    def kill(self, mark: Mark, held: list[Row]) -> Json:
        """A run in a process that dies by SIGKILL as soon as its rows are committed, then another run."""
        replace(self, table=self.target).create(held)
        marks = self.marks(mark)

        def run() -> None:
            self.answer(self.source, self.into, marks, write=upsert, **self._options)

        try:
            crash = killed_at_commit(run, self.lab.table_path(self.target))
        except CannotFork as reason:
            return {"cannot": str(reason)}
        return {"crash": asdict(crash), **self.run("after_a_kill", marks, upsert)}


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


# --- what is right of every run ----------------------------------------------------------------------------


def rows_of(run: str) -> str:
    """Code that shows the calls of a criterion, and what `write` got in one of them."""
    rows = f"case.{run}"
    return f'case.show()\nprint(f"write got {{len({rows})}} rows:", *{rows}[:5], sep="\\n")'


def expect_told(seen: Json, mark_column: str) -> None:
    """`write` was told the target, its key and the column that orders the versions of a row."""
    for call in seen["calls"]:
        told = [call["table"].split(".")[-1], call["keys"], call["order_by"]]
        due = [TARGET, KEY, mark_column]
        expect_equal(told, due, what="target, key_columns and order_by in the call of write")


def expect_pinned(seen: Json, counted: Callable[[list[Row]], list[Row]] = list) -> None:
    """`write` saw the same rows whenever it looked; ``counted`` picks those that count."""
    for call in seen["calls"]:
        before, after = (len(counted(call["looks"][look])) for look in (0, -1))
        expect(
            before == after,
            expected="`write` to see the same rows whenever it looks at its batch",
            got=f"{before} rows at first, {after} when the source had grown",
        )


def expect_all_in(crash: Json, due: list[Any], *, what: str, unit: str) -> None:
    """Whenever the run died, the keys ``due`` are in after the next one."""
    for death in crash["crashes"]:
        step, rerun = death["step"], death["rerun"]
        expect_returned(rerun["call"], what=f"the run after a crash {step} to return")
        lost = [key for key in due if key not in rerun["keys"]]
        expect(
            not lost,
            expected=f"{what} to be in after a crash {step} and another run",
            got=f"{len(lost)} {unit} are missing, and the mark is past them",
        )
