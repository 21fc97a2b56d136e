"""``refresh_gold(spark, silver_table, gold_table, days)``: recompute some days of a summary."""

from __future__ import annotations

import random
from datetime import date, timedelta
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
    expect_returned,
    expect_rows,
    probe,
    witness,
)
from autograder.worlds import lake
from autograder.worlds.frames import arrow

SILVER = {"flight_date": "date", "carrier": "string", "flight": "int", "origin": "string", "dep_delay": "int"}
GOLD = ("flight_date", "origin", "flights", "departed", "on_time", "on_time_rate")
ON_TIME = 15  # minutes: the US Bureau of Transportation Statistics calls a flight late from 15 on
CLOSE = 6  # decimals of a rate that count


class RefreshGold(Exercise):
    """Silver changes on every date; gold is asked to follow on some of them."""

    name = "refresh_gold"
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

    @probe
    def refreshes(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> list[Json]:
        """All dates into a table not there yet; then, from another silver: some, the same again, none."""
        some, everything = scenario["asked"], scenario["dates"]
        steps = [("before", everything), ("after", some), ("after", [*some, some[0]]), ("after", [])]
        return [self._one(silver, days, scenario, answer, lab) for silver, days in steps]

    @witness
    def witness(self, root: Path) -> Json:
        return {"commits": lake.commits(root / "tables" / "gold")}

    @criterion(points=3)
    def figures(self, scenario: Json, refreshes: Any) -> None:
        """counts right: flights, departed, on time (less than 15 minutes late), and their share

        A cancelled flight has no delay: it is in flights, in neither departed nor on_time. Exactly 15
        minutes is late. Where nothing departed there is no share: NULL.
        """
        first = refreshes[0]
        expect_returned(first["call"], what="refresh_gold to return")
        columns = sorted(first["rows"][0]) if first["rows"] else []
        what = "the columns " + ", ".join(GOLD)
        expect(columns == sorted(GOLD), expected=what, got=", ".join(columns) or "no rows in the gold table")
        _expect_days(first, scenario["before"], scenario["dates"], "gold after its first refresh")

    @criterion(points=3, needs=(figures,))
    def other_days_untouched(self, scenario: Json, evidence: Evidence) -> None:
        """rewrites the days asked for, and no file of any other day

        The condition names each day: a range from the first to the last covers days that nobody asked
        for. With flight_date as the partition, no file holds two days.
        """
        first, second, again, _ = evidence["refreshes"]
        others = [day for day in scenario["dates"] if day not in scenario["asked"]]
        for step in (second, again):
            what = "the days not asked for, as they were"
            _expect_days(step, scenario["before"], others, what, reproduce=_call(scenario))
        for commit in _between(evidence, first, again):
            touched = {f["partition"].get("flight_date") for f in commit["added"] + commit["removed"]}
            expect(
                None not in touched,
                expected="files partitioned by flight_date",
                got=f"version {commit['version']} with files of no date",
                reproduce="DESCRIBE DETAIL gold",
            )
            strangers = sorted(touched - set(scenario["asked"]))
            expect(
                not strangers,
                expected="files of " + ", ".join(sorted(scenario["asked"])) + " only",
                got=f"version {commit['version']} ({commit['operation']}) touching {', '.join(strangers)}",
                reproduce=_call(scenario),
            )

    @criterion(points=3, needs=(figures,))
    def replaced(self, scenario: Json, refreshes: Any) -> None:
        """makes the days asked for say what silver says now, and the same when it runs again

        The figures of a day replace that day's rows and are not added to them. (If Spark speaks of
        corrupted table metadata: say partitionBy only where you create the table.)
        """
        asked = sorted(scenario["asked"])
        for step, when in zip(refreshes[1:3], ("", ", after the same call again"), strict=True):
            expect_returned(step["call"], what="refresh_gold to return when the gold table is there" + when)
            what = ", ".join(asked) + " in gold, where silver has flights" + when
            _expect_days(step, scenario["after"], asked, what, reproduce=_call(scenario), vanished=False)

    @criterion(points=2, needs=(figures, replaced))
    def emptied(self, scenario: Json, refreshes: Any) -> None:
        """empties a day, and an airport's row, that silver no longer has

        A dynamic partition overwrite and a MERGE by key only see rows that come: nobody comes for a day
        that is gone. A condition names it.
        """
        asked = sorted(scenario["asked"])
        _expect_days(
            refreshes[1],
            scenario["after"],
            asked,
            f"the rows of {', '.join(asked)}, none of them on {scenario['emptied']}",
            reproduce=f"delete {scenario['emptied']} from silver, then refresh_gold for that day",
        )

    @criterion(points=2, needs=(figures,))
    def one_commit(self, scenario: Json, evidence: Evidence) -> None:
        """replaces all the days in one commit

        Between a delete and an append a reader finds the day empty, and a crash leaves it so.
        """
        first, second, again, _ = evidence["refreshes"]
        for start, end in ((first, second), (second, again)):
            found = [f"{c['operation']} (version {c['version']})" for c in _between(evidence, start, end)]
            expect(
                len(found) <= 1,
                expected=f"one commit for {len(scenario['asked'])} days",
                got=", ".join(found),
                reproduce="DESCRIBE HISTORY gold",
            )

    @criterion(points=1, core=False, needs=(figures,))
    def no_days(self, refreshes: Any) -> None:
        """does nothing when there are no days

        A condition glued together from no days is no condition, and an overwrite without one replaces the
        whole table. What does isin([]) say?
        """
        _, _, again, none = refreshes
        reproduce = "refresh_gold(spark, silver, gold, [])"
        expect_returned(none["call"], what="a call without days to return", reproduce=reproduce)
        rows, before = ([[row[c] for c in GOLD] for row in step["rows"]] for step in (none, again))
        expect_rows(rows, before, what="gold after a call without days", reproduce=reproduce)

    def _one(self, silver: str, days: list[str], scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        _write_silver(lab, [row for rows in scenario[silver].values() for row in rows])
        names, path = [f"{lab.database}.{name}" for name in ("silver", "gold")], lab.table_path("gold")
        asked = [date.fromisoformat(day) for day in days]
        done = lab.call(answer.refresh_gold, lab.spark, *names, asked)
        return {"call": done.record(), "version": lake.version(path), "rows": _rounded(lake.rows(path))}


def _flights(rng: random.Random, day: str, origins: tuple[str, ...]) -> list[list[Any]]:
    """A few flights from each airport: on time, late, exactly at the limit, cancelled."""
    rows = []
    for number, origin in enumerate(origins):
        drawn = [rng.randint(-10, 60) for _ in range(rng.randint(1, 3))]
        delays = [*drawn, ON_TIME, ON_TIME - 1, None][rng.randint(0, 1) :]
        rows += [[day, "UA", 100 * number + n, origin, delay] for n, delay in enumerate(delays)]
    return rows


def _write_silver(lab: Lab, rows: list[list[Any]]) -> None:
    from deltalake import write_deltalake

    path = lab.table_path("silver")
    write_deltalake(path, arrow(SILVER, rows), mode="overwrite")
    lab.spark.sql(f"CREATE TABLE IF NOT EXISTS {lab.database}.silver USING delta LOCATION '{path.as_uri()}'")


def _rounded(rows: list[Json]) -> list[Json]:
    return [{k: round(v, CLOSE) if isinstance(v, float) else v for k, v in row.items()} for row in rows]


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


def _expect_days(
    step: Json,
    silver: Json,
    days: list[str],
    what: str,
    *,
    reproduce: str = "",
    vanished: bool = True,
) -> None:
    """The rows of ``days`` are what silver says; without ``vanished`` only where silver has any."""
    due = summary([row for day in days for row in silver[day]])
    groups = {(row[0], row[1]) for row in due}
    rows = [[row[c] for c in GOLD] for row in step["rows"] if _iso(row) in days]
    if not vanished:
        rows = [row for row in rows if (row[0], row[1]) in groups]
    expect_rows(rows, due, what=what, reproduce=reproduce)


def _iso(row: Json) -> str:
    return str(row["flight_date"])


def _between(evidence: Evidence, start: Json, end: Json) -> list[Json]:
    """The commits that changed data after one step and up to another."""
    commits = evidence["witness"]["commits"]
    inside = [c for c in commits if start["version"] < c["version"] <= end["version"]]
    return [c for c in inside if c["added"] or c["removed"]]


def _call(scenario: Json) -> str:
    return f"refresh_gold(spark, silver, gold, [{', '.join(scenario['asked'])}])"
