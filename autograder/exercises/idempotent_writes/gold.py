"""``refresh_gold(spark, silver_table, gold_table, days)``: recompute some days of a summary."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from autograder.checks import (
    Exercise,
    Json,
    Lab,
    criterion,
    expect,
    expect_returned,
    expect_rows,
    probe,
    seeing,
    witness,
)
from autograder.worlds import lake
from autograder.worlds.frames import arrow

SILVER = {"flight_date": "date", "carrier": "string", "flight": "int", "origin": "string", "dep_delay": "int"}
GOLD = ("flight_date", "origin", "flights", "departed", "on_time", "on_time_rate")
ON_TIME = 15  # minutes: the US Bureau of Transportation Statistics calls a flight late from 15 on
CLOSE = 6  # decimals of a rate that count

BOTH = """for table in (case.silver, case.gold):
    lesson.spark.table(table).orderBy("flight_date", "origin").show(100)"""
COMMITS = """gold = DeltaTable.forName(lesson.spark, case.gold)
print("partitioned by", gold.detail().first().partitionColumns)
gold.history().select("version", "operation", "operationParameters").show(truncate=False)"""


class RefreshGold(Exercise):
    """Silver changes on every date; gold is asked to follow on some of them."""

    name = "refresh_gold"
    testimony = "the commits in gold's log"
    needs_spark = True
    hints = (
        "What must become of a date in gold that has no flights in silver any more, and which kind of write "
        "takes rows away as well as putting rows in?",
        "An overwrite limited by a condition: Delta replaces the rows that meet it, by the rows you give, in "
        "one commit. The same condition selects the dates to read from silver.",
        'chosen = F.col("flight_date").isin(list(days)); figures from silver.filter(chosen).groupBy('
        '"flight_date", "origin"); then figures.writeTo(gold).overwrite(chosen), or mode("overwrite") '
        'with the option replaceWhere. The first time: create it, partitionedBy("flight_date").',
    )

    def scenario(self, rng: random.Random) -> Json:
        start = date(2013, rng.randint(1, 11), rng.randint(1, 20))
        dates = [(start + timedelta(days=n)).isoformat() for n in range(6)]
        before = {day: _flights(rng, day, ("EWR", "JFK", "LGA")) for day in dates}
        after = {day: _flights(rng, day, ("EWR", "JFK", "LGA")) for day in dates}
        changed, emptied, grounded = dates[1], dates[3], dates[4]
        after[changed] = _flights(rng, changed, ("EWR", "JFK"))  # the third airport's flights are gone
        after[emptied] = []
        for rows in (before[rng.choice(dates)], after[grounded]):  # a day of snow
            rows[:] = [[*row[:-1], None] for row in rows]
        asked = rng.sample([changed, emptied, grounded], 3)
        return {"dates": dates, "before": before, "after": after, "asked": asked, "emptied": emptied}

    def world(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> World:
        return World(scenario, answer, lab)

    @probe
    def created(self, scenario: Json, world: World) -> Json:
        """All dates, into a table not there yet."""
        return world.refresh("before", scenario["dates"])

    @probe
    def refreshed(self, scenario: Json, world: World, created: Any) -> Json:
        """Then some dates, one of them twice, from another silver."""
        return world.refresh("after", [*scenario["asked"], scenario["asked"][0]])

    @probe
    def repeated(self, scenario: Json, world: World, refreshed: Any) -> Json:
        """The same call again."""
        return world.refresh("after", [*scenario["asked"], scenario["asked"][0]])

    @probe
    def idle(self, world: World, created: Any) -> Json:
        """A call without days, when silver is not what gold was made from."""
        return {"before": world.look(), "after": world.refresh("after", [])}

    @witness
    def refresh(self, created: Any, refreshed: Any, root: Path) -> list[Json]:
        """The commits of the call for some dates."""
        return _commits(root, created, refreshed)

    @witness
    def repetition(self, refreshed: Any, repeated: Any, root: Path) -> list[Json]:
        """The commits of the same call again."""
        return _commits(root, refreshed, repeated)

    @criterion(points=3)
    def figures(self, scenario: Json, created: Any) -> None:
        """counts right: flights, departed, on time (less than 15 minutes late), and their share

        A cancelled flight has no delay: it is in flights, in neither departed nor on_time. Exactly 15
        minutes is late. Where nothing departed there is no share: NULL.
        """
        expect_returned(created["call"], what="refresh_gold to return")
        columns = created["columns"]
        with seeing(BOTH):
            what, got = "the columns " + ", ".join(GOLD), ", ".join(columns) or "no rows in the gold table"
            expect(columns == sorted(GOLD), expected=what, got=got)
            _expect_days(created, scenario["before"], scenario["dates"], "gold after its first refresh")

    @criterion(points=3, needs=(figures,))
    def other_days_untouched(self, scenario: Json, refreshed: Any, refresh: Any, repetition: Any) -> None:
        """rewrites the days asked for, and no file of any other day

        The condition names each day: a range from the first to the last covers days that nobody asked
        for. With flight_date as the partition, no file holds two days.
        """
        asked = sorted(scenario["asked"])
        others = [day for day in scenario["dates"] if day not in asked]
        with seeing(BOTH):
            _expect_days(refreshed, scenario["before"], others, "the days not asked for, as they were")
        for commit in refresh + repetition:
            touched = {f["partition"].get("flight_date") for f in commit["added"] + commit["removed"]}
            version = f"version {commit['version']}"
            with seeing(COMMITS):
                got = f"{version} with files of no date"
                expect(None not in touched, expected="files partitioned by flight_date", got=got)
                strangers = ", ".join(sorted(touched - set(asked)))
                got = f"{version} ({commit['operation']}) touching {strangers}"
                expect(not strangers, expected=f"files of {', '.join(asked)} only", got=got)

    @criterion(points=3, needs=(figures,))
    def replaced(self, scenario: Json, refreshed: Any, repeated: Any) -> None:
        """makes the days asked for say what silver says now, and the same when it runs again

        The figures of a day replace that day's rows and are not added to them. (If Spark speaks of
        corrupted table metadata: say partitionBy only where you create the table.)
        """
        asked = sorted(scenario["asked"])
        for step, when in ((refreshed, ""), (repeated, ", after the same call again")):
            expect_returned(step["call"], what="refresh_gold to return when the gold table is there" + when)
            what = f"{', '.join(asked)} in gold, where silver has flights{when}"
            with seeing(BOTH):
                _expect_days(step, scenario["after"], asked, what, vanished=False)
        expect_rows(repeated["rows"], refreshed["rows"], what="gold after the same call again")

    @criterion(points=2, needs=(figures, replaced))
    def emptied(self, scenario: Json, refreshed: Any) -> None:
        """empties a day, and an airport's row, that silver no longer has

        A dynamic partition overwrite and a MERGE by key only see rows that come: nobody comes for a day
        that is gone. A condition names it.
        """
        asked = sorted(scenario["asked"])
        what = f"the rows of {', '.join(asked)}, none of them on {scenario['emptied']}"
        with seeing(BOTH):
            _expect_days(refreshed, scenario["after"], asked, what)

    @criterion(points=2, needs=(figures,))
    def one_commit(self, scenario: Json, refresh: Any, repetition: Any) -> None:
        """replaces all the days in one commit

        Between a delete and an append a reader finds the day empty, and a crash leaves it so.
        """
        for commits in (refresh, repetition):
            got = ", ".join(f"{c['operation']} (version {c['version']})" for c in commits)
            with seeing(COMMITS):
                expect(len(commits) <= 1, expected=f"one commit for {len(scenario['asked'])} days", got=got)

    @criterion(points=1, core=False, needs=(figures,))
    def no_days(self, idle: Any) -> None:
        """does nothing when there are no days

        A condition glued together from no days is no condition, and an overwrite without one replaces the
        whole table. What does isin([]) say?
        """
        with seeing(f"refresh_gold(lesson.spark, case.silver, case.gold, [])\n{COMMITS}"):
            expect_returned(idle["after"]["call"], what="a call without days to return")
            expect_rows(idle["after"]["rows"], idle["before"]["rows"], what="gold after a call without days")


class World:
    """Silver, which changes, and gold, which is asked to follow."""

    def __init__(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> None:
        self.scenario, self.refresh_gold, self.lab = scenario, answer.refresh_gold, lab
        self.silver, self.gold = f"{lab.database}.silver", f"{lab.database}.gold"

    def refresh(self, silver: str, days: list[str]) -> Json:
        """One call, when silver holds what the scenario has under this name."""
        self.write_silver([row for rows in self.scenario[silver].values() for row in rows])
        self.lab.keep(silver=self.silver, gold=self.gold)
        dates = [date.fromisoformat(day) for day in days]
        code = f"refresh_gold(lesson.spark, case.silver, case.gold, {dates})".replace("datetime.", "")
        done = self.lab.calling(code, self.refresh_gold, self.lab.spark, self.silver, self.gold, dates)
        return {"call": done.record(), **self.look()}

    def look(self) -> Json:
        """What gold is now, its rates rounded."""
        path = self.lab.table_path("gold")
        found = lake.rows(path)
        rows = [[round(v, CLOSE) if isinstance(v, float) else v for v in map(row.get, GOLD)] for row in found]
        return {"version": lake.version(path), "columns": sorted(found[0]) if found else [], "rows": rows}

    def write_silver(self, rows: list[list[Any]]) -> None:
        from deltalake import write_deltalake

        from autograder.spark.sql import location

        path = self.lab.table_path("silver")
        write_deltalake(path, arrow(SILVER, rows), mode="overwrite")
        self.lab.spark.sql(f"CREATE TABLE IF NOT EXISTS {self.silver} USING delta {location(path)}")


def _flights(rng: random.Random, day: str, origins: tuple[str, ...]) -> list[list[Any]]:
    """A few flights from each airport: on time, late, exactly at the limit, cancelled."""
    rows = []
    for number, origin in enumerate(origins):
        drawn = [rng.randint(-10, 60) for _ in range(rng.randint(1, 3))]
        delays = [*drawn, ON_TIME, ON_TIME - 1, None][rng.randint(0, 1) :]
        rows += [[day, "UA", 100 * number + n, origin, delay] for n, delay in enumerate(delays)]
    return rows


def _commits(root: Path, start: Json, end: Json) -> list[Json]:
    """Those that changed data after one call and up to another."""
    commits = lake.commits(root / "tables" / "gold")
    inside = [c for c in commits if start["version"] < c["version"] <= end["version"]]
    return [c for c in inside if c["added"] or c["removed"]]


def summary(flights: list[list[Any]]) -> list[list[Any]]:
    """The gold rows that these silver rows stand for, worked out without Spark."""
    groups: dict[tuple[str, str], list[Any]] = {}
    for day, _, _, origin, delay in flights:
        groups.setdefault((day, origin), []).append(delay)
    return [[*group, *_figures(delays)] for group, delays in groups.items()]


def _figures(delays: list[int | None]) -> list[Any]:
    departed = [delay for delay in delays if delay is not None]
    on_time = sum(delay < ON_TIME for delay in departed)
    return [len(delays), len(departed), on_time, round(on_time / len(departed), CLOSE) if departed else None]


def _expect_days(step: Json, silver: Json, days: list[str], what: str, *, vanished: bool = True) -> None:
    """The rows of ``days`` are what silver says; without ``vanished`` only where silver has any."""
    due = summary([row for day in days for row in silver[day]])
    groups = [row[:2] for row in due]
    rows = [row for row in step["rows"] if row[0] in days and (vanished or row[:2] in groups)]
    expect_rows(rows, due, what=what)
