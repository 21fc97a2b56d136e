"""``process_increment``: the rows since the last mark, each of them for sure, whatever happens meanwhile."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from autograder.checks import (
    CannotRun,
    Exercise,
    Json,
    Lab,
    criterion,
    expect,
    expect_equal,
    expect_raised,
    expect_returned,
    expect_rows,
    probe,
    seeing,
    witness,
)
from autograder.exercises.checkpoints.marks import Sink
from autograder.exercises.checkpoints.source import (
    KILLED_TARGET,
    STAMP,
    Flights,
    World,
    broken,
    expect_all_in,
    expect_pinned,
    expect_told,
    handed,
    keys,
    names,
    rows_of,
    types_of,
)
from autograder.worlds import lake
from autograder.worlds.frames import Row
from autograder.worlds.zones import zones

NO_FORKS = "Forked process detected"  # what delta-rs says in the copy of a process that is to be killed
LOW, HIGH = 60, 120  # minutes: the mark of the last run, the newest row
ZONES = ("America/New_York", "Asia/Tokyo", "Asia/Kolkata", "Pacific/Auckland")
DRIVER_ROWS = 20  # rows that may reach the driver in one fetch


class ProcessIncrement(Exercise):
    """One source that grows while it is read; runs over it from many states, all through fakes but one."""

    name = "process_increment"
    testimony = "the rows that a killed run and its successor left"
    needs_spark = True
    hints = (
        "The source grows while you work. Which value do you know before you read the first row, so that "
        "every row up to it is in what you read, and every row after it is left for the next run?",
        "Find the source's newest version first and read everything from that one: hi is its greatest "
        "mark, the rows are those from lo - overlap to hi, both included. Hand them to write, then store "
        "hi.",
        'DeltaTable.forName(spark, source).history(1).first()["version"]; then '
        'spark.read.option("versionAsOf", version).table(source). hi = max, as the process knows it: '
        "hi.astimezone(UTC) gives it a zone. No rows: return. No lo: no lower bound. set_checkpoint only "
        "after write, and only when hi is later than lo.",
    )

    def scenario(self, rng: random.Random) -> Json:
        start = datetime(2013, rng.randint(1, 12), rng.randint(1, 28), rng.randint(0, 23), tzinfo=UTC)
        start += timedelta(minutes=rng.randint(0, 59), microseconds=rng.randint(1, 999_999))
        flights = Flights(rng, start)
        ancient = [*flights.at(0)[0][:STAMP], "1900-01-01T00:00:00+00:00"]
        rows = [ancient, *flights.at(*range(LOW), LOW, LOW, *range(LOW + 1, HIGH), HIGH, HIGH, HIGH)]
        rng.shuffle(rows)
        return {
            "mark_column": rng.choice(["seen_at", "arrived_at", "loaded_at"]),
            "rows": rows,
            "low": flights.stamp(LOW),
            "past": flights.stamp(HIGH + 15),  # a mark later than all rows
            "overlap": rng.randint(15, 25),
            "on_fetch": flights.at(LOW + 0.5, HIGH, HIGH + 1),
            "on_write": flights.at(LOW + 1.5, HIGH, HIGH + 2),
            "tie": flights.at(HIGH + 2),
            "zones": {"session": rng.choice(ZONES), "process": rng.choice(ZONES)},
        }

    def world(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Sources:
        return Sources(scenario, answer.process_increment, lab)

    # --- probes ------------------------------------------------------------------------------------------

    @probe
    def growing(self, scenario: Json, world: Sources) -> Json:
        """A run while the source grows: after its first fetch, and before `write` looks again."""
        source, arrived = world.growing, []

        def arrive(when: str) -> None:
            if when not in arrived:
                arrived.append(when)
                source.grow(scenario[when])

        sink = Sink(source.types, meanwhile=lambda: arrive("on_write"))
        seen = source.run("growing", world.low, sink, on_fetch=lambda _: arrive("on_fetch"))
        seen["arrived"] = list(arrived)
        for when in ("on_fetch", "on_write"):  # the next run finds them all
            arrive(when)
        return seen

    @probe
    def tie(self, scenario: Json, world: Sources, growing: Json) -> Json:
        """Then a run that finds only a row which ties with the mark; that mark is the check's own."""
        world.growing.grow(scenario["tie"])
        return world.growing.run("tie", _moment(_newest(scenario["on_write"])))

    @probe
    def overlapping(self, world: Sources) -> Json:
        """A run with an overlap; one whose mark is later than all that is there, as after a clean-up."""
        marks = {"late": world.low, "only_late": world.past}
        return {name: world.steady.run(name, mark, overlap=world.overlap) for name, mark in marks.items()}

    @probe
    def idle(self, world: Sources) -> Json:
        """Runs that find nothing: in an empty source, and in one that holds less than it did."""
        return {
            "empty": world.empty.run("empty", None),
            "emptied": world.empty.run("emptied", world.low),
            "ahead": world.steady.run("ahead", world.past),
        }

    @probe
    def overtaken(self, world: Sources) -> Json:
        """A run during which a faster one sets a later mark."""
        source = world.steady
        marks = source.marks(world.low)

        def overtake() -> None:
            marks.set_checkpoint(source.into, source.source, world.past)

        return source.run("overtaken", marks, Sink(source.types, meanwhile=overtake))

    @probe
    def first(self, world: Sources) -> Json:
        """A run without a mark, with an overlap; how many rows it brings to the driver at once."""
        fetched = [0]
        seen = world.steady.run("first", None, on_fetch=fetched.append, overlap=world.overlap)
        return seen | {"most": max(fetched)}

    @probe
    def zoned(self, scenario: Json, world: Sources, lab: Lab) -> Json:
        """A run in which the session is in one zone and the process in another."""
        source = world.steady
        with zones(lab.spark, **scenario["zones"]):
            return source.run("zoned", world.low)

    @probe
    def failing(self, world: Sources) -> Json:
        """A run whose `write` raises an ordinary error."""
        return world.steady.run("failing", world.low, broken)

    @probe
    def crash(self, scenario: Json, world: Sources) -> Json:
        """A run that dies at each of its steps, each time followed by another run."""
        return world.steady.crashes(world.low, _up_to(scenario["rows"], scenario["low"]))

    @probe
    def killed(self, scenario: Json, world: Sources) -> Json:
        """The same with a real kill -9, when the rows are in and the mark is not."""
        victim = replace(world.steady, target=KILLED_TARGET)
        return victim.kill(world.low, _up_to(scenario["rows"], scenario["low"]))

    @witness
    def killed_rows(self, scenario: Json, killed: Json, root: Path) -> list[Row] | str:
        """The rows that the killed run and its successor left."""
        path = root / "tables" / KILLED_TARGET
        return lake.rows_at(path, lake.version(path), types_of(scenario["mark_column"]))

    # --- criteria ----------------------------------------------------------------------------------------

    @criterion(points=4)
    def pinned(self, scenario: Json, growing: Json) -> None:
        """hi is read once, before the rows and from the same version of the source; that value becomes
        the mark

        Two reads of a table are two versions of it. Read with versionAsOf, find hi there, and store that
        hi, not what the source or the clock says when the write is over.
        """
        low = scenario["low"]
        with seeing(rows_of("growing")):
            expect_returned(growing["call"], what="a run to return while its source grows")
            expect(growing["calls"], expected="the new rows to be handed to `write`", got="no call of write")
            expect_pinned(growing, lambda look: _after(look, low))
            found = keys(_after(handed(growing), low))
            for version in _versions(scenario, growing["arrived"]):
                hi = _newest(version)
                if found == keys(_after(version, low)):
                    expect(
                        growing["mark"] == hi,
                        expected=f"the mark {hi}: the greatest in the version that the rows were read from",
                        got=str(growing["mark"]),
                    )
                    return
            wanted = keys(_after(scenario["rows"], low))
            expect(
                False,
                expected=f"all rows after {low} that one version of the source holds, such as its first "
                f"{len(wanted)}",
                got=f"{len(found)} rows, which no version held",
            )

    @criterion(points=3)
    def bounds(self, scenario: Json, growing: Json, tie: Json) -> None:
        """the rows are those from lo to hi, both included: a later row that ties with the mark is not
        lost

        A row with exactly the mark's stamp may arrive after the mark was set. Read >= lo: write is an
        upsert and does not mind the rows that come again.
        """
        low = scenario["low"]
        with seeing(rows_of("growing")):
            _expect_edge(growing, scenario["rows"], low, "the rows that tie with the mark")
            early = [row for row in handed(growing) if row[STAMP] < low]
            expect(
                not early,
                expected="no row before the mark where overlap is 0",
                got=f"{len(early)} of them, such as {names(early)}",
            )
        everything = [*scenario["rows"], *scenario["on_fetch"], *scenario["on_write"], *scenario["tie"]]
        with seeing(rows_of("tie")):
            expect_returned(tie["call"], what="a run to return")
            label = "the rows that tie with the mark, where no row is newer"
            _expect_edge(tie, everything, _newest(everything), label)

    @criterion(points=3, needs=(bounds,))
    def overlap(self, scenario: Json, overlapping: Json) -> None:
        """late rows within the overlap come too, once each, to the right write

        The lower bound is lo - overlap, itself included. Call write(rows, target, key_columns,
        order_by=mark_column), so that a row which comes again replaces itself.
        """
        late, minutes = overlapping["late"], scenario["overlap"]
        with seeing(rows_of("late")):
            expect_returned(late["call"], what="a run with an overlap to return")
            wanted = _since(scenario["rows"], scenario["low"], minutes)
            expect_rows(handed(late), wanted, what=f"what `write` gets with an overlap of {minutes} minutes")
            expect_told(late, scenario["mark_column"])
        with seeing(rows_of("only_late")):
            wanted = _since(scenario["rows"], scenario["past"], minutes)
            what = "what `write` gets when all rows are older than the mark, some within the overlap"
            expect_rows(handed(overlapping["only_late"]), wanted, what=what)

    @criterion(points=4, needs=(pinned, bounds))
    def crashes(
        self, scenario: Json, failing: Json, crash: Json, killed: Json, killed_rows: list[Row] | str
    ) -> None:
        """killed at any step and run again, every row is in, once

        Data first, mark second. A crash between the two repeats rows, which write absorbs; the other way
        round it loses them. Nothing may set the mark in a finally.
        """
        due, unharmed = keys(scenario["rows"]), crash["unharmed"]
        expect_returned(unharmed["call"], what="a run to return")
        expect_equal(len(unharmed["keys"]), len(due), what="rows that are in after a run that nobody kills")
        expect_all_in(crash, due, what=f"all {len(due)} rows", unit="rows")
        expect_equal(failing["mark"], scenario["low"], what="the mark after `write` has failed")
        expect_raised(failing["call"], "ConnectionError", what="the error of `write`")
        if "cannot" in killed:
            raise CannotRun(killed["cannot"])
        if NO_FORKS not in (killed["crash"]["error"] or ""):  # else the deaths at every step have to do
            _expect_survived(killed, killed_rows, scenario["rows"])

    @criterion(points=2)
    def nothing_new(self, scenario: Json, idle: Json, overtaken: Json) -> None:
        """the mark never moves back: a run that finds nothing new, or that another overtakes, leaves it

        The greatest mark of no rows is NULL, and after a clean-up of the source it is earlier than lo.
        Neither is a new mark. Another run may have set a later one meanwhile: never use force here.
        """
        cases = {
            "empty": ("a first run over an empty source", None),
            "emptied": ("a run over a source that was emptied", scenario["low"]),
            "ahead": ("a run over a source whose rows are all older than the mark", scenario["past"]),
        }
        for name, (label, mark) in cases.items():
            expect_returned(idle[name]["call"], what=f"{label} to return")
            expect_equal(idle[name]["mark"], mark, what=f"the mark after {label}")
        what = "the mark after a run during which another one has set a later mark"
        expect_equal(overtaken["mark"], scenario["past"], what=what)

    @criterion(points=2)
    def first_run(self, scenario: Json, first: Json) -> None:
        """the first run takes everything and sets the mark

        get_checkpoint returns None then: no lower bound at all, whatever the overlap. Some rows are older
        than any default that you may think of.
        """
        with seeing(rows_of("first")):
            expect_returned(first["call"], what="the first run to return")
            expect_rows(handed(first), scenario["rows"], what="what `write` gets in the first run")
            expect_equal(first["mark"], _newest(scenario["rows"]), what="the mark after the first run")

    @criterion(points=3, core=False, needs=(pinned, bounds))
    def zones(self, scenario: Json, zoned: Json) -> None:
        """the zones of session and process change nothing

        collect() gives a moment without a zone, in the zone of the *process*; a text in a query is read
        in the zone of the *session*. Compare the column with the datetime itself, zone and all.
        """
        with seeing(rows_of("zoned") + '\nprint(case.scenario["zones"])'):
            expect_returned(zoned["call"], what="a run in other zones to return")
            expect_rows(handed(zoned), _since(scenario["rows"], scenario["low"]), what="what `write` gets")
            expect_equal(zoned["mark"], _newest(scenario["rows"]), what="the mark, in UTC")

    @criterion(points=1, core=False, needs=(first_run,))
    def in_cluster(self, first: Json) -> None:
        """the rows stay in the cluster

        Hand the DataFrame itself to write. What you fetch is one number and one mark.
        """
        expect(
            first["most"] <= DRIVER_ROWS,
            expected=f"at most {DRIVER_ROWS} rows brought to the driver at once (by collect, toPandas, …)",
            got=f"{first['most']} rows",
        )


# --- the world ---------------------------------------------------------------------------------------------


class Sources:
    """A source that stays as it is, one that grows, and an empty one, each made when it is first used."""

    def __init__(self, scenario: Json, answer: Callable[..., Any], lab: Lab) -> None:
        self.low, self.past = _moment(scenario["low"]), _moment(scenario["past"])
        self.overlap = timedelta(minutes=scenario["overlap"])
        self._scenario, self._answer, self._lab = scenario, answer, lab

    @cached_property
    def steady(self) -> World:
        """All rows, in one version."""
        return self._source("bronze_flights", self._scenario["rows"])

    @cached_property
    def growing(self) -> World:
        """The same rows at first."""
        return self._source("bronze_growing", self._scenario["rows"])

    @cached_property
    def empty(self) -> World:
        """No row."""
        return self._source("bronze_empty", [])

    def _source(self, name: str, rows: list[Row]) -> World:
        return World(self._answer, self._lab, self._scenario["mark_column"], name).create(rows)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


# --- what is right -----------------------------------------------------------------------------------------
# Texts of one zone compare like moments.


def _versions(scenario: Json, arrived: list[str]) -> Iterator[list[Row]]:
    """The source's rows at each version, from the first on."""
    rows = list(scenario["rows"])
    yield rows
    for when in arrived:
        rows = rows + scenario[when]
        yield rows


def _newest(rows: list[Row]) -> str:
    return max(row[STAMP] for row in rows)  # type: ignore[no-any-return]


def _since(rows: list[Row], mark: str, minutes: int = 0) -> list[Row]:
    """The rows from so many minutes before a mark on."""
    floor = (_moment(mark) - timedelta(minutes=minutes)).isoformat()
    return [row for row in rows if row[STAMP] >= floor]


def _after(rows: list[Row], mark: str) -> list[Row]:
    return [row for row in rows if row[STAMP] > mark]


def _up_to(rows: list[Row], mark: str) -> list[Row]:
    return [row for row in rows if row[STAMP] <= mark]


def _expect_edge(seen: Json, rows: list[Row], mark: str, label: str) -> None:
    """The rows that have exactly this mark are among those handed to `write`."""
    due, got = keys(row for row in rows if row[STAMP] == mark), keys(handed(seen))
    there = [key for key in due if key in got]
    expect(
        there == due,
        expected=f"{label} ({mark}) to be handed to `write`: {len(due)} rows",
        got=f"{len(there)} of them",
    )


def _expect_survived(killed: Json, rows: list[Row] | str, due: list[Row]) -> None:
    """After kill -9 and another run the rows are in, once, and the mark is theirs."""
    expect(
        killed["crash"]["state"] == "killed",
        expected="a run that commits rows to the target and can be killed then",
        got=f"{killed['crash']['state']}: {killed['crash']['error']}",
    )
    expect_returned(killed["call"], what="the run after a kill -9 to return")
    expect(isinstance(rows, list), expected="a readable target", got=rows)
    expect_rows(rows, due, what="the target after kill -9 and another run")
    expect_equal(killed["mark"], _newest(due), what="the mark after kill -9 and another run")
