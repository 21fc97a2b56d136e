"""``process_changes``: the same increment by the source's change data feed; the mark is a version."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
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
)
from autograder.exercises.checkpoints.marks import Sink
from autograder.exercises.checkpoints.source import (
    KEY,
    STAMP,
    TARGET,
    Flights,
    World,
    broken,
    handed,
    keys,
    types_of,
)
from autograder.worlds import lake
from autograder.worlds.frames import Row

SOURCE, FRESH = "bronze_changes", "bronze_with_a_feed"
DELAY = 2
FEED = "delta.enableChangeDataFeed"


class ProcessChanges(Exercise):
    """A table that is appended to and updated, with a feed that was switched on after its first version."""

    name = "process_changes"
    needs_spark = True
    hints = (
        "The log numbers every commit. If the mark is the number of the last version that you have read, "
        "which versions are new, and what does it matter how old the rows' own stamps are?",
        'The newest version first, as before. Then spark.read.option("readChangeFeed", True) with '
        "startingVersion mark + 1 and endingVersion, both included. It fails when the start is later than "
        "the newest version, and for versions from before the feed was switched on: the first run reads "
        "the table itself.",
        "Of the feed keep _change_type insert and update_postimage; of several changes to a key the one "
        "with the greatest _commit_version (row_number over a window); then drop the three columns that "
        "begin with _change or _commit. write, then set_checkpoint(target, source, version).",
    )

    def scenario(self, rng: random.Random) -> Json:
        start = datetime(2013, rng.randint(1, 12), rng.randint(1, 28), 6, tzinfo=UTC)
        flights = Flights(rng, start + timedelta(microseconds=rng.randint(1, 999_999)))
        rows = flights.at(*range(12))
        once, twice, meanwhile = rng.sample(rows, 3)
        return {
            "mark_column": rng.choice(["seen_at", "arrived_at", "loaded_at"]),
            "rows": rows,
            "appended": flights.at(20, 21),
            "late": flights.at(-5000),  # its stamp is older than everything
            "updated": [_delayed(once, 1), _delayed(twice, 1), _delayed(twice, 2)],  # one commit each
            "on_fetch": _delayed(meanwhile, 3),
            "on_write": flights.at(30)[0],
        }

    # --- probes ------------------------------------------------------------------------------------------

    @probe
    def runs(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """First while the table grows; changes while more come; the later changes alone; nothing new."""
        world = _world(answer, lab, scenario)
        world.create(scenario["rows"])
        _switch_on(world)
        marks, options = world.marks(None), {"mark_column": scenario["mark_column"]}
        begin = lake.version(world.path)

        def append() -> None:
            if lake.version(world.path) == begin:
                world.grow(scenario["appended"])

        sink = Sink(world.types, meanwhile=append)
        seen: Json = {"first": world.run(marks, sink, **options) | {"version": begin}}
        append()  # where nothing was written
        _change(world, scenario)
        before = lake.version(world.path)
        arrived: list[int] = []

        def on_fetch(_: int) -> None:
            if not arrived:
                _update(world, scenario["on_fetch"])
                arrived.append(lake.version(world.path))

        def on_write() -> None:
            on_fetch(0)
            world.grow([scenario["on_write"]])
            arrived.append(lake.version(world.path))

        # From here on each run begins where a right one would have ended, so that one slip shows once.
        marks = world.marks(begin)
        seen["second"] = world.run(marks, Sink(world.types, meanwhile=on_write), on_fetch=on_fetch, **options)
        seen["versions"] = [before, *arrived]
        last = lake.version(world.path)
        marks = world.marks(begin + 1)
        seen["third"] = world.run(marks, Sink(world.types), **options) | {"version": last}
        marks = world.marks(last)
        seen["idle"] = world.run(marks, Sink(world.types), **options) | {"version": last}
        return seen

    @probe
    def crash(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """From the first version on, killed at each step and run again."""
        world, first = _world(answer, lab, scenario), 1
        due = keys([*scenario["rows"], *_changed(scenario)])
        return world.crashes(first, scenario["rows"], due, mark_column=scenario["mark_column"])

    @probe
    def failing(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A run from version 0 on, whose `write` raises an ordinary error."""
        world = World(answer.process_changes, lab, types_of(scenario["mark_column"]), FRESH)
        world.create(scenario["rows"], **{FEED: "true"})
        world.grow(scenario["appended"])
        sink = Sink(world.types)

        def write(*args: Any, **options: Any) -> None:
            sink(*args, **options)
            broken()

        seen = world.run(world.marks(0), write, mark_column=scenario["mark_column"])
        return seen | {"calls": sink.calls}

    # --- criteria ----------------------------------------------------------------------------------------

    @criterion(points=3)
    def first_run(self, scenario: Json, runs: Any) -> None:
        """the first run takes the table as it is, and its version becomes the mark

        Find the version before you read, and read that version. The feed knows nothing of the time before
        it was switched on.
        """
        seen, reproduce = (
            runs["first"],
            "a first run over a table whose feed was switched on later, and which grows during `write`",
        )
        expect_returned(seen["call"], what="the first run to return", reproduce=reproduce)
        expect_rows(
            handed(seen), scenario["rows"], what="what `write` gets in the first run", reproduce=reproduce
        )
        expect_equal(seen["mark"], str(seen["version"]), what="the mark, a version", reproduce=reproduce)

    @criterion(points=3, needs=(first_run,))
    def news_only(self, scenario: Json, runs: Any, failing: Any) -> None:
        """every later run takes what the versions after the mark have changed, whatever its stamp, and
        nothing else

        startingVersion is included, so it is the mark + 1. An update stands in the feed twice; the values
        from before it are no news.
        """
        seen, reproduce = (
            runs["third"],
            "append rows, update a row, append a row with an old stamp; run",
        )
        expect_returned(seen["call"], what="a run over new versions to return", reproduce=reproduce)
        got, due = keys(handed(seen)), keys(_changed(scenario, appended=False))
        missing = [key for key in due if key not in got]
        expect(
            got == due,
            expected=f"the {len(due)} flights that new versions have inserted or updated",
            got=f"{len(got)} flights; {len(missing)} changed ones are missing",
            reproduce=reproduce,
        )
        stale = [row for row in handed(seen) if row in scenario["rows"]]
        expect(
            not stale,
            expected="no row as it was before an update",
            got=f"{len(stale)} of them, such as {stale[0] if stale else None}",
            reproduce=reproduce,
        )
        expect_equal(
            keys(handed(failing)),
            keys(scenario["appended"]),
            what="the flights that `write` gets where the mark is 0",
            reproduce="a table whose feed was on from the start: mark 0, one append, then a run",
        )
        for call in seen["calls"]:
            told = [call["table"].split(".")[-1], call["keys"], call["order_by"]]
            due_call = [TARGET, KEY, scenario["mark_column"]]
            expect_equal(told, due_call, what="target, key_columns and order_by in the call of write")

    @criterion(points=2, needs=(first_run, news_only))
    def last_change(self, scenario: Json, runs: Any) -> None:
        """of several changes to one key only the last is handed on

        The stamps of two changes may be equal. _commit_version says which came later.
        """
        seen, reproduce = runs["third"], "update the same flight twice, in two commits, then run"
        what = "what `write` gets: each changed flight once, as it is now"
        expect_rows(handed(seen), _changed(scenario, appended=False), what=what, reproduce=reproduce)

    @criterion(points=3, needs=(first_run, news_only))
    def pinned(self, scenario: Json, runs: Any) -> None:
        """what is committed during a run waits for the next one

        Both ends are fixed before the first row is read: endingVersion is the version that becomes the
        mark.
        """
        seen = runs["second"]
        reproduce = "a `write` that appends to the source before it looks at its batch"
        expect_returned(seen["call"], what="a run to return while its source changes", reproduce=reproduce)
        for call in seen["calls"]:
            before, after = (len(look) for look in call["looks"])
            expect(
                before == after,
                expected="`write` to see the same rows whenever it looks at its batch",
                got=f"{before} rows at first, {after} when the source had grown",
                reproduce=reproduce,
            )
        versions = [str(version) for version in runs["versions"]]
        expect(
            seen["mark"] in versions,
            expected=f"a mark that is one of the versions {', '.join(versions)}",
            got=str(seen["mark"]),
            reproduce=reproduce,
        )
        arrived = versions.index(seen["mark"])
        got = keys(handed(seen))
        lost = [key for key in keys(_changed(scenario, arrived)) if key not in got]
        expect(
            not lost,
            expected=f"all changes up to version {seen['mark']}, which is the mark now",
            got=f"{len(lost)} changes that `write` did not get",
            reproduce=reproduce,
        )
        early = [key for key in keys([scenario["on_fetch"], scenario["on_write"]][arrived:]) if key in got]
        expect(
            not early,
            expected=f"no change after version {seen['mark']}, which is the mark now",
            got=f"{len(early)} of them",
            reproduce=reproduce,
        )

    @criterion(points=2, needs=(first_run,))
    def nothing_new(self, runs: Any) -> None:
        """with no new version a run ends quietly, and the mark stays

        A feed that would start after the newest version is an error,
        DELTA_CDC_START_VERSION_AFTER_LATEST. Ask before you read.
        """
        seen, reproduce = runs["idle"], "run twice, with nothing committed in between"
        expect_returned(seen["call"], what="a run with nothing new to return", reproduce=reproduce)
        expect_equal(seen["mark"], str(seen["version"]), what="the mark", reproduce=reproduce)
        expect_equal(len(handed(seen)), 0, what="rows for `write`", reproduce=reproduce)

    @criterion(points=3, needs=(first_run, news_only, nothing_new))
    def crashes(self, scenario: Json, evidence: Evidence) -> None:
        """killed at any step and run again, every change is in

        Data first, mark second, here as before.
        """
        failed, reproduce = evidence["failing"], "let `write` raise, then look at the mark"
        expect_equal(failed["mark"], "0", what="the mark after `write` has failed", reproduce=reproduce)
        expect_raised(failed["call"], "ConnectionError", what="the error of `write`", reproduce=reproduce)
        due = keys([*scenario["rows"], *_changed(scenario)])
        expect_returned(evidence["crash"]["unharmed"]["call"], what="a run to return")
        for crash in evidence["crash"]["crashes"]:
            reproduce = f"kill the run {crash['step']}, then run again"
            what = f"the run after a crash {crash['step']} to return"
            expect_returned(crash["rerun"]["call"], what=what, reproduce=reproduce)
            lost = [key for key in due if key not in crash["rerun"]["keys"]]
            expect(
                not lost,
                expected=f"all changes to be in after a crash {crash['step']} and another run",
                got=f"{len(lost)} flights are missing, and the mark is past them",
                reproduce=reproduce,
            )


def _world(answer: SimpleNamespace, lab: Lab, scenario: Json) -> World:
    return World(answer.process_changes, lab, types_of(scenario["mark_column"]), SOURCE)


def _switch_on(world: World) -> None:
    from deltalake import DeltaTable

    DeltaTable(world.path).alter.set_table_properties({FEED: "true"})


def _change(world: World, scenario: Json) -> None:
    """Four commits: updates of which two meet one flight, and a row that comes late."""
    for row in scenario["updated"]:
        _update(world, row)
    world.grow(scenario["late"])


def _update(world: World, row: Row) -> None:
    from deltalake import DeltaTable

    where = " AND ".join(f"{name} = {_literal(value)}" for name, value in zip(KEY, row, strict=False))
    DeltaTable(world.path).update(updates={"dep_delay": str(row[DELAY])}, predicate=where)


def _literal(value: Any) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)


def _delayed(row: Row, more: int) -> Row:
    """The same flight with another delay and the same stamp: only the log knows which is newer."""
    return [*row[:DELAY], row[DELAY] + 100 * more, *row[STAMP:]]


def _changed(scenario: Json, arrived: int = 2, *, appended: bool = True) -> list[Row]:
    """The flights that are changed after the first version, as they are then; so many arrivals included.

    Without the appended ones: those that are changed after the second version.
    """
    commits = [
        *(scenario["appended"] if appended else []),
        *scenario["updated"],
        *scenario["late"],
        *[scenario["on_fetch"], scenario["on_write"]][:arrived],
    ]
    return list({(row[0], row[1]): row for row in commits}.values())
