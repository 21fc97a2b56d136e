"""``process_increment``: the rows since the last mark, each of them for sure, whatever happens meanwhile."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from autograder.checks import (
    Evidence,
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
    witness,
)
from autograder.exercises.checkpoints.marks import Sink
from autograder.exercises.checkpoints.source import (
    KEY,
    KILLED_TARGET,
    STAMP,
    TARGET,
    Flights,
    World,
    broken,
    handed,
    keys,
    names,
    types_of,
)
from autograder.worlds import lake
from autograder.worlds.frames import Row
from autograder.worlds.zones import zones

SOURCE, EMPTY = "bronze_flights", "bronze_empty"
NO_FORKS = "Forked process detected"  # what delta-rs says in the copy of a process that is to be killed
LOW, HIGH = 60, 120  # minutes: the mark of the last run, the newest row
ZONES = ("America/New_York", "Asia/Tokyo", "Asia/Kolkata", "Pacific/Auckland")
DRIVER_ROWS = 20  # rows that may reach the driver in one fetch


class ProcessIncrement(Exercise):
    """One source that grows while it is read; runs over it from many states, all through fakes but one."""

    name = "process_increment"
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

    # --- probes ------------------------------------------------------------------------------------------

    @probe
    def first(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A run without a mark, with an overlap; how many rows it brings to the driver at once."""
        world, most = _world(answer, lab, scenario), [0]
        world.create(scenario["rows"])

        def count(rows: int) -> None:
            most[0] = max(most[0], rows)

        options = _options(scenario, overlap=scenario["overlap"])
        seen = world.run(world.marks(None), Sink(world.types), on_fetch=count, **options)
        return seen | {"most": most[0]}

    @probe
    def overlapping(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A run with an overlap; one whose mark is later than all that is there, as after a clean-up."""
        world = _world(answer, lab, scenario)
        options = _options(scenario, overlap=scenario["overlap"])
        marks = {"late": scenario["low"], "only_late": scenario["past"]}
        return {
            name: world.run(world.marks(_moment(mark)), Sink(world.types), **options)
            for name, mark in marks.items()
        }

    @probe
    def crash(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """The same run killed at each of its steps, each followed by another run; at last a real kill -9."""
        world, low = _world(answer, lab, scenario), _moment(scenario["low"])
        held, due = _up_to(scenario["rows"], scenario["low"]), keys(scenario["rows"])
        seen = world.crashes(low, held, due, **_options(scenario))
        if seen["crashes"] and all(crash["rerun"]["keys"] == due for crash in seen["crashes"]):
            seen["kill"] = world.kill(low, held, **_options(scenario))
        return seen

    @probe
    def failing(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A run whose `write` raises an ordinary error."""
        world = _world(answer, lab, scenario)
        return world.run(world.marks(_moment(scenario["low"])), broken, **_options(scenario))

    @probe
    def zoned(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A run in which the session is in one zone and the process in another."""
        world = _world(answer, lab, scenario)
        marks = world.marks(_moment(scenario["low"]))
        with zones(lab.spark, **scenario["zones"]):
            return world.run(marks, Sink(world.types), **_options(scenario))

    @probe
    def growing(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A run while the source grows, twice; one that a faster run overtakes; one with a tie only."""
        world = _world(answer, lab, scenario)
        arrived: list[str] = []

        def arrive(when: str) -> None:
            if when not in arrived:
                arrived.append(when)
                world.grow(scenario[when])

        marks, options = world.marks(_moment(scenario["low"])), _options(scenario)
        sink = Sink(world.types, meanwhile=lambda: arrive("on_write"))
        seen: Json = {"run": world.run(marks, sink, on_fetch=lambda _: arrive("on_fetch"), **options)}
        seen["arrived"] = list(arrived)
        for when in ("on_fetch", "on_write"):
            arrive(when)
        # The next runs begin from a mark of their own, so that one slip shows once.
        marks = world.marks(_moment(scenario["low"]))

        def overtake() -> None:
            marks.set_checkpoint(world.target, world.source, _moment(scenario["past"]))

        seen["overtaken"] = world.run(marks, Sink(world.types, meanwhile=overtake), **options)
        newest = _moment(max(row[STAMP] for row in scenario["on_write"]))
        world.grow(scenario["tie"])
        seen["tie"] = world.run(world.marks(newest), Sink(world.types), **options)
        return seen

    @probe
    def idle(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Runs that find nothing: in an empty source, and in one that holds less than it did."""
        empty = World(answer.process_increment, lab, types_of(scenario["mark_column"]), EMPTY)
        empty.create([])
        world, options = _world(answer, lab, scenario), _options(scenario)
        return {
            "empty": empty.run(empty.marks(None), Sink(empty.types), **options),
            "emptied": empty.run(empty.marks(_moment(scenario["low"])), Sink(empty.types), **options),
            "ahead": world.run(world.marks(_moment(scenario["past"])), Sink(world.types), **options),
        }

    @witness
    def witness(self, scenario: Json, root: Path) -> Json:
        """The rows that the killed run and its successor left."""
        path = root / "tables" / KILLED_TARGET
        found = lake.rows_at(path, lake.version(path), types_of(scenario["mark_column"]))
        return {"rows": found}

    # --- criteria ----------------------------------------------------------------------------------------

    @criterion(points=4)
    def pinned(self, scenario: Json, growing: Any) -> None:
        """hi is read once, before the rows and from the same version of the source; that value becomes
        the mark

        Two reads of a table are two versions of it. Read with versionAsOf, find hi there, and store that
        hi, not what the source or the clock says when the write is over.
        """
        seen = growing["run"]
        reproduce = "a `write` that appends newer rows to the source before it looks at its batch"
        expect_returned(seen["call"], what="a run to return while its source grows", reproduce=reproduce)
        low = scenario["low"]
        expect(
            seen["calls"],
            expected="the new rows to be handed to `write`",
            got="no call of write",
            reproduce=reproduce,
        )
        for call in seen["calls"]:
            before, after = (len(_after(look, low)) for look in call["looks"])
            expect(
                before == after,
                expected="`write` to see the same rows whenever it looks at its batch",
                got=f"{before} rows at first, {after} when the source had grown",
                reproduce=reproduce,
            )
        found = keys(_after(handed(seen), low))
        for version in _versions(scenario, growing["arrived"]):
            hi = max(row[STAMP] for row in version)
            if found == keys(_after(version, low)):
                expect(
                    seen["mark"] == hi,
                    expected=f"the mark {hi}: the greatest in the version that the rows were read from",
                    got=str(seen["mark"]),
                    reproduce=reproduce,
                )
                return
        wanted = keys(_after(scenario["rows"], low))
        expect(
            False,
            expected=f"all rows after {low} that one version of the source holds, such as its first "
            f"{len(wanted)}",
            got=f"{len(found)} rows, which no version held",
            reproduce=reproduce,
        )

    @criterion(points=3)
    def bounds(self, scenario: Json, growing: Any) -> None:
        """the rows are those from lo to hi, both included: a later row that ties with the mark is not
        lost

        A row with exactly the mark's stamp may arrive after the mark was set. Read >= lo: write is an
        upsert and does not mind the rows that come again.
        """
        low = scenario["low"]
        seen = growing["run"]
        reproduce = "append a row whose mark equals the stored one, then run"
        _expect_edge(seen, scenario["rows"], low, "the rows that tie with the mark", reproduce)
        early = [row for row in handed(seen) if row[STAMP] < low]
        expect(
            not early,
            expected="no row before the mark where overlap is 0",
            got=f"{len(early)} of them, such as {names(early)}",
            reproduce="a run with a mark and no overlap; print what `write` gets",
        )
        everything = [*scenario["rows"], *scenario["on_fetch"], *scenario["on_write"], *scenario["tie"]]
        newest = max(row[STAMP] for row in everything)
        seen = growing["tie"]
        expect_returned(seen["call"], what="a run to return", reproduce=reproduce)
        label = "the rows that tie with the mark, where no row is newer"
        _expect_edge(seen, everything, newest, label, reproduce)

    @criterion(points=3, needs=(bounds,))
    def overlap(self, scenario: Json, overlapping: Any) -> None:
        """late rows within the overlap come too, once each, to the right write

        The lower bound is lo - overlap, itself included. Call write(rows, target, key_columns,
        order_by=mark_column), so that a row which comes again replaces itself.
        """
        late, minutes = overlapping["late"], scenario["overlap"]
        reproduce = (
            f"process_increment(…, overlap=timedelta(minutes={minutes})) with the mark {scenario['low']}"
        )
        expect_returned(late["call"], what="a run with an overlap to return", reproduce=reproduce)
        floor = (_moment(scenario["low"]) - timedelta(minutes=minutes)).isoformat()
        wanted = _between(scenario["rows"], floor, max(row[STAMP] for row in scenario["rows"]))
        what = f"what `write` gets with an overlap of {minutes} minutes"
        expect_rows(handed(late), wanted, what=what, reproduce=reproduce)
        for call in late["calls"]:
            told = [call["table"].split(".")[-1], call["keys"], call["order_by"]]
            due = [TARGET, KEY, scenario["mark_column"]]
            expect_equal(told, due, what="target, key_columns and order_by in the call of write")
        only = overlapping["only_late"]
        past = (_moment(scenario["past"]) - timedelta(minutes=minutes)).isoformat()
        wanted = _between(scenario["rows"], past, scenario["past"])
        what = "what `write` gets when all rows are older than the mark, some within the overlap"
        expect_rows(handed(only), wanted, what=what, reproduce="a mark that is later than all rows")

    @criterion(points=4, needs=(pinned, bounds))
    def crashes(self, scenario: Json, evidence: Evidence) -> None:
        """killed at any step and run again, every row is in, once

        Data first, mark second. A crash between the two repeats rows, which write absorbs; the other way
        round it loses them. Nothing may set the mark in a finally.
        """
        due = keys(scenario["rows"])
        unharmed = evidence["crash"]["unharmed"]
        expect_returned(unharmed["call"], what="a run to return")
        expect_equal(len(unharmed["keys"]), len(due), what="rows that are in after a run that nobody kills")
        for crash in evidence["crash"]["crashes"]:
            reproduce = f"kill the run {crash['step']}, then run again"
            rerun = crash["rerun"]
            expect_returned(
                rerun["call"], what=f"the run after a crash {crash['step']} to return", reproduce=reproduce
            )
            lost = [key for key in due if key not in rerun["keys"]]
            expect(
                not lost,
                expected=f"all {len(due)} rows to be in after a crash {crash['step']} and another run",
                got=f"{len(lost)} rows are missing, and the mark is past them",
                reproduce=reproduce,
            )
        failed, reproduce = evidence["failing"], "let `write` raise, then look at the mark"
        expect_equal(
            failed["mark"], scenario["low"], what="the mark after `write` has failed", reproduce=reproduce
        )
        expect_raised(failed["call"], "ConnectionError", what="the error of `write`", reproduce=reproduce)
        seen = evidence["crash"]["kill"]
        reproduce = "kill -9 the process when the rows are committed, then run again"
        if NO_FORKS in (seen["crash"]["error"] or ""):
            return  # an engine with threads of its own; the deaths at every step have to do
        expect(
            seen["crash"]["state"] == "killed",
            expected="a run that commits rows to the target and can be killed then",
            got=f"{seen['crash']['state']}: {seen['crash']['error']}",
            reproduce=reproduce,
        )
        expect_returned(seen["again"], what="the run after a kill -9 to return", reproduce=reproduce)
        rows = evidence["witness"]["rows"]
        expect(isinstance(rows, list), expected="a readable target", got=rows)
        expect_rows(
            rows, scenario["rows"], what="the target after kill -9 and another run", reproduce=reproduce
        )
        hi = max(row[STAMP] for row in scenario["rows"])
        expect_equal(seen["mark"], hi, what="the mark after kill -9 and another run", reproduce=reproduce)

    @criterion(points=2)
    def nothing_new(self, scenario: Json, idle: Any, growing: Any) -> None:
        """the mark never moves back: a run that finds nothing new, or that another overtakes, leaves it

        The greatest mark of no rows is NULL, and after a clean-up of the source it is earlier than lo.
        Neither is a new mark. Another run may have set a later one meanwhile: never use force here.
        """
        seen = idle
        cases = {
            "empty": ("a first run over an empty source", None),
            "emptied": ("a run over a source that was emptied", scenario["low"]),
            "ahead": ("a run over a source whose rows are all older than the mark", scenario["past"]),
        }
        for name, (label, mark) in cases.items():
            expect_returned(seen[name]["call"], what=f"{label} to return", reproduce=label)
            expect_equal(seen[name]["mark"], mark, what=f"the mark after {label}", reproduce=label)
        expect_equal(
            growing["overtaken"]["mark"],
            scenario["past"],
            what="the mark after a run during which another one has set a later mark",
            reproduce="a `write` during which another run sets a mark later than hi",
        )

    @criterion(points=2)
    def first_run(self, scenario: Json, first: Any) -> None:
        """the first run takes everything and sets the mark

        get_checkpoint returns None then: no lower bound at all, whatever the overlap. Some rows are older
        than any default that you may think of.
        """
        seen, reproduce = first, "process_increment without a mark, with an overlap"
        expect_returned(seen["call"], what="the first run to return", reproduce=reproduce)
        expect_rows(
            handed(seen), scenario["rows"], what="what `write` gets in the first run", reproduce=reproduce
        )
        hi = max(row[STAMP] for row in scenario["rows"])
        expect_equal(seen["mark"], hi, what="the mark after the first run", reproduce=reproduce)

    @criterion(points=3, core=False, needs=(pinned, bounds))
    def zones(self, scenario: Json, zoned: Any) -> None:
        """the zones of session and process change nothing

        collect() gives a moment without a zone, in the zone of the *process*; a text in a query is read
        in the zone of the *session*. Compare the column with the datetime itself, zone and all.
        """
        seen, where = zoned, scenario["zones"]
        reproduce = (
            f'spark.conf.set("spark.sql.session.timeZone", "{where["session"]}"); '
            f'os.environ["TZ"] = "{where["process"]}"; time.tzset(); then a run'
        )
        expect_returned(seen["call"], what="a run in other zones to return", reproduce=reproduce)
        hi = max(row[STAMP] for row in scenario["rows"])
        wanted = _between(scenario["rows"], scenario["low"], hi)
        expect_rows(handed(seen), wanted, what="what `write` gets", reproduce=reproduce)
        expect_equal(seen["mark"], hi, what="the mark, in UTC", reproduce=reproduce)

    @criterion(points=1, core=False, needs=(first_run,))
    def in_cluster(self, first: Any) -> None:
        """the rows stay in the cluster

        Hand the DataFrame itself to write. What you fetch is one number and one mark.
        """
        most = first["most"]
        expect(
            most <= DRIVER_ROWS,
            expected=f"at most {DRIVER_ROWS} rows brought to the driver at once",
            got=f"{most} rows",
            reproduce="look for collect, toPandas and the like in your code",
        )


# --- the world ---------------------------------------------------------------------------------------------


def _world(answer: SimpleNamespace, lab: Lab, scenario: Json) -> World:
    return World(answer.process_increment, lab, types_of(scenario["mark_column"]), SOURCE)


def _options(scenario: Json, overlap: int | None = None) -> dict[str, Any]:
    """The mark's column; the overlap where there is one, in minutes."""
    late = {} if overlap is None else {"overlap": timedelta(minutes=overlap)}
    return {"mark_column": scenario["mark_column"], **late}


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


# --- what is right -----------------------------------------------------------------------------------------


def _versions(scenario: Json, arrived: list[str]) -> Iterator[list[Row]]:
    """The source's rows at each version, from the first on. Texts of one zone compare like moments."""
    rows = list(scenario["rows"])
    yield rows
    for when in arrived:
        rows = rows + scenario[when]
        yield rows


def _between(rows: list[Row], lo: str, hi: str) -> list[Row]:
    return [row for row in rows if lo <= row[STAMP] <= hi]


def _after(rows: list[Row], mark: str) -> list[Row]:
    return [row for row in rows if row[STAMP] > mark]


def _up_to(rows: list[Row], mark: str) -> list[Row]:
    return [row for row in rows if row[STAMP] <= mark]


def _expect_edge(seen: Json, rows: list[Row], mark: str, label: str, reproduce: str) -> None:
    """The rows that have exactly this mark are among those handed to `write`."""
    due = [row for row in rows if row[STAMP] == mark]
    got = keys(handed(seen))
    missing = [key for key in keys(due) if key not in got]
    expect(
        not missing,
        expected=f"{label} ({mark}) to be handed to `write`: {len(due)} rows",
        got=f"{len(due) - len(missing)} of them",
        reproduce=reproduce,
    )
