"""``process_changes``: the same increment by the source's change data feed; the mark is a version."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from autograder.checks import (
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
)
from autograder.exercises.checkpoints.marks import Sink
from autograder.exercises.checkpoints.source import (
    KEY,
    STAMP,
    Flights,
    World,
    broken,
    expect_all_in,
    expect_pinned,
    expect_told,
    handed,
    keys,
    rows_of,
)
from autograder.worlds import lake
from autograder.worlds.frames import Row

SOURCE, FRESH = "bronze_changes", "bronze_with_a_feed"
DELAY = 2
FEED = "delta.enableChangeDataFeed"
FIRST = 1  # the version that switches the feed on, and that the first run reads


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
        once, twice, busy = rng.sample(rows, 3)
        return {
            "mark_column": rng.choice(["seen_at", "arrived_at", "loaded_at"]),
            "rows": rows,
            "appended": flights.at(20, 21),
            "late": flights.at(-5000),  # its stamp is older than everything
            "updated": [_delayed(once, 1), _delayed(twice, 1), _delayed(twice, 2)],  # one commit each
            "on_fetch": _delayed(busy, 3),
            "on_write": flights.at(30)[0],
        }

    def world(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> World:
        """The source as the first run finds it: a version with rows, then one that switches the feed on."""
        world = World(answer.process_changes, lab, scenario["mark_column"], SOURCE)
        _switch_on(world.create(scenario["rows"]))
        return world

    # --- probes ------------------------------------------------------------------------------------------
    # Each run begins where a right one would have ended, so that one slip shows once.

    @probe
    def first(self, scenario: Json, world: World) -> Json:
        """A first run, while the table grows."""

        def append() -> None:
            if lake.version(world.path) == FIRST:
                world.grow(scenario["appended"])

        seen = world.run("first", None, Sink(world.types, meanwhile=append))
        append()  # where nothing was written
        return seen

    @probe
    def changed(self, scenario: Json, world: World, first: Json) -> Json:
        """Then four commits: updates of which two meet one flight, and a row that comes late."""
        for row in scenario["updated"]:
            _update(world, row)
        world.grow(scenario["late"])
        return world.run("changed", FIRST + 1)

    @probe
    def fresh(self, scenario: Json, world: World) -> Json:
        """A run from version 0 on, over a table that had its feed from the start; its `write` fails."""
        source = replace(world, table=FRESH).create(scenario["rows"], **{FEED: "true"})
        source.grow(scenario["appended"])
        return source.run("fresh", 0, Sink(world.types, meanwhile=broken))

    @probe
    def meanwhile(self, scenario: Json, world: World, changed: Json) -> Json:
        """A run over all changes so far, while more come: at its first fetch, and while it writes."""
        versions = [lake.version(world.path)]

        def on_fetch(_: int) -> None:
            if len(versions) == 1:
                _update(world, scenario["on_fetch"])
                versions.append(lake.version(world.path))

        def on_write() -> None:
            on_fetch(0)
            world.grow([scenario["on_write"]])
            versions.append(lake.version(world.path))

        sink = Sink(world.types, meanwhile=on_write)
        seen = world.run("meanwhile", FIRST, sink, on_fetch=on_fetch)
        return seen | {"versions": versions}

    @probe
    def idle(self, world: World) -> Json:
        """A run where no version is new."""
        last = lake.version(world.path)
        return world.run("idle", last) | {"version": last}

    @probe
    def crash(self, scenario: Json, world: World, changed: Json) -> Json:
        """A run over all changes that dies at each of its steps, each time followed by another run."""
        return world.crashes(FIRST, scenario["rows"])

    # --- criteria ----------------------------------------------------------------------------------------

    @criterion(points=3)
    def first_run(self, scenario: Json, first: Json) -> None:
        """the first run takes the table as it is, and its version becomes the mark

        Find the version before you read, and read that version. The feed knows nothing of the time before
        it was switched on.
        """
        with seeing(rows_of("first")):
            expect_returned(first["call"], what="the first run to return")
            expect_rows(handed(first), scenario["rows"], what="what `write` gets in the first run")
            expect_equal(first["mark"], str(FIRST), what="the mark, a version")

    @criterion(points=3, needs=(first_run,))
    def news_only(self, scenario: Json, changed: Json, fresh: Json) -> None:
        """every later run takes what the versions after the mark have changed, whatever its stamp, and
        nothing else

        startingVersion is included, so it is the mark + 1. An update stands in the feed twice; the values
        from before it are no news.
        """
        with seeing(rows_of("changed")):
            expect_returned(changed["call"], what="a run over new versions to return")
            got, due = keys(handed(changed)), keys(_changes(scenario, appended=False))
            missing = [key for key in due if key not in got]
            expect(
                got == due,
                expected=f"the {len(due)} flights that new versions have inserted or updated",
                got=f"{len(got)} flights; {len(missing)} changed ones are missing",
            )
            stale = [row for row in handed(changed) if row in scenario["rows"]]
            expect(
                not stale,
                expected="no row as it was before an update",
                got=f"{len(stale)} of them, such as {stale[0] if stale else None}",
            )
        with seeing(rows_of("fresh")):
            what = "the flights that `write` gets where the mark is 0"
            expect_equal(keys(handed(fresh)), keys(scenario["appended"]), what=what)
            expect_told(fresh, scenario["mark_column"])

    @criterion(points=2, needs=(first_run, news_only))
    def last_change(self, scenario: Json, changed: Json) -> None:
        """of several changes to one key only the last is handed on

        The stamps of two changes may be equal. _commit_version says which came later.
        """
        what = "what `write` gets: each changed flight once, as it is now"
        with seeing(rows_of("changed")):
            expect_rows(handed(changed), _changes(scenario, appended=False), what=what)

    @criterion(points=3, needs=(first_run, news_only))
    def pinned(self, scenario: Json, meanwhile: Json) -> None:
        """what is committed during a run waits for the next one

        Both ends are fixed before the first row is read: endingVersion is the version that becomes the
        mark.
        """
        with seeing(rows_of("meanwhile")):
            expect_returned(meanwhile["call"], what="a run to return while its source changes")
            expect_pinned(meanwhile)
            versions, mark = [str(version) for version in meanwhile["versions"]], meanwhile["mark"]
            expect(
                mark in versions,
                expected=f"a mark that is one of the versions {', '.join(versions)}",
                got=str(mark),
            )
            arrived, got = versions.index(mark), keys(handed(meanwhile))
            changes = [*_changes(scenario), scenario["on_fetch"], scenario["on_write"]]
            due = len(changes) - 2 + arrived
            lost = [key for key in keys(changes[:due]) if key not in got]
            expect(
                not lost,
                expected=f"all changes up to version {mark}, which is the mark now",
                got=f"{len(lost)} changes that `write` did not get",
            )
            early = [key for key in keys(changes[due:]) if key in got]
            expect(
                not early,
                expected=f"no change after version {mark}, which is the mark now",
                got=f"{len(early)} of them",
            )

    @criterion(points=2, needs=(first_run,))
    def nothing_new(self, idle: Json) -> None:
        """with no new version a run ends quietly, and the mark stays

        A feed that would start after the newest version is an error,
        DELTA_CDC_START_VERSION_AFTER_LATEST. Ask before you read.
        """
        expect_returned(idle["call"], what="a run with nothing new to return")
        expect_equal(idle["mark"], str(idle["version"]), what="the mark")
        expect_equal(len(handed(idle)), 0, what="rows for `write`")

    @criterion(points=3, needs=(first_run, news_only, nothing_new))
    def crashes(self, scenario: Json, fresh: Json, crash: Json) -> None:
        """killed at any step and run again, every change is in

        Data first, mark second, here as before.
        """
        expect_equal(fresh["mark"], "0", what="the mark after `write` has failed")
        expect_raised(fresh["call"], "ConnectionError", what="the error of `write`")
        expect_returned(crash["unharmed"]["call"], what="a run to return")
        due = keys([*scenario["rows"], *_changes(scenario)])
        expect_all_in(crash, due, what="all changes", unit="flights")


def _switch_on(world: World) -> None:
    from deltalake import DeltaTable

    DeltaTable(world.path).alter.set_table_properties({FEED: "true"})


def _update(world: World, row: Row) -> None:
    from deltalake import DeltaTable

    where = " AND ".join(f"{name} = {_literal(value)}" for name, value in zip(KEY, row, strict=False))
    DeltaTable(world.path).update(updates={"dep_delay": str(row[DELAY])}, predicate=where)


def _literal(value: Any) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)


def _delayed(row: Row, more: int) -> Row:
    """The same flight with another delay and the same stamp: only the log knows which is newer."""
    return [*row[:DELAY], row[DELAY] + 100 * more, *row[STAMP:]]


def _changes(scenario: Json, *, appended: bool = True) -> list[Row]:
    """The flights that are changed after the first version, as they are then; arrivals are left out.

    Without the appended ones: those that are changed after the second version.
    """
    commits = [*(scenario["appended"] if appended else []), *scenario["updated"], *scenario["late"]]
    return list({(row[0], row[1]): row for row in commits}.values())
