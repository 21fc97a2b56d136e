"""``PipelineHealthCheck``: the age of data whatever the zones, and a status that does not lie."""

from __future__ import annotations

import json
import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

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
    probe,
)
from autograder.exercises.monitoring_and_alerting.results import (
    FIELDS,
    age_of,
    clock,
    expect_result,
    result_record,
    view,
)
from autograder.worlds.driver import rows_to_driver
from autograder.worlds.frames import spark_frame
from autograder.worlds.zones import process_zone, session_zone

NEW_YORK, KOLKATA = "America/New_York", "Asia/Kolkata"
# (process, session): each zone in each place, and a pair that agrees. Each pair costs three queries.
ZONES = ((NEW_YORK, NEW_YORK), (NEW_YORK, "UTC"), ("UTC", KOLKATA), (KOLKATA, NEW_YORK))
# The clocks of New York: forward on 10 March at 02:00, back on 3 November at 02:00 (01:30 comes twice).
CHANGES = {
    "spring": datetime(2013, 3, 9, 23, tzinfo=UTC),
    "autumn": datetime(2013, 11, 2, 22, tzinfo=UTC),
    "the second 01:30": datetime(2013, 11, 3, 6, 30, tzinfo=UTC),
}
SECOND = 1 / 3600  # hours
MANY = 2_000  # rows of the table whose rows must stay where they are
# What others may put into a result, and JSON does not know.
ODD = {"day": date(2013, 11, 28), "at": datetime(2013, 11, 28, 6, tzinfo=UTC), "share": Decimal("0.64")}
PAGE = ("passed", "warning", "error", "passed", "failed", "warning")
RANK = {"failed": 0, "error": 0, "warning": 1, "passed": 2}
OVERALL = {
    "nothing": ([], "unknown"),
    "one passed": (["passed"], "healthy"),
    "passed and warning": (["passed", "warning", "passed"], "degraded"),
    "failed, then passed": (["failed", "warning", "passed"], "unhealthy"),
    "an error alone": (["error"], "unhealthy"),
    "passed, then an error": (["passed", "error"], "unhealthy"),
}


class PipelineHealth(Exercise):
    """Freshness on tables of known age, and statuses made of known results."""

    name = "pipeline_health_check"
    answers = ("PipelineHealthCheck",)
    needs_spark = True
    hints = (
        "Which part of a check can raise: the line that names the table, or the line that fetches "
        "the number? And what does max() say of a table without rows?",
        "run: try look(), turn an Exception into ('error', 'error', text), append, return. Freshness: "
        "compare seconds since 1970 with seconds since 1970, and ask for None before you subtract.",
        "look(): newest = spark.table(table).agg(F.unix_micros(F.max(column))).first()[0]; None is empty; "
        "age = (self.now().timestamp() - newest / 1e6) / 3600; below 0 is future, above the limit stale. "
        "Status: an empty list of results first, then failed or error, then warning.",
    )

    def scenario(self, rng: random.Random) -> Json:
        now = datetime(
            2013, rng.randint(4, 9), rng.randint(1, 28), rng.randint(0, 23), rng.randint(1, 59), tzinfo=UTC
        )
        limit = rng.randint(8, 40)
        ages = {
            "fresh": round(limit * rng.uniform(0.2, 0.7), 2),
            "stale": round(limit * 1.5 + rng.uniform(3, 200), 2),
            "future": -round(rng.uniform(2.5, 9), 2),
            "exact": limit,
        }
        hours = round(
            rng.randint(20, 30) + rng.uniform(0.5, 0.8), 2
        )  # cut to whole hours, it gets below the limit
        return {
            "now": now.astimezone(ZoneInfo(rng.choice(["UTC", NEW_YORK, KOLKATA]))).isoformat(),
            "limit": limit,
            "ages": ages,
            "spread": rng.randint(100, 900),  # hours between the newest row and the oldest
            "hours": hours,
            "margins": [round(rng.uniform(0.3, 0.45), 2), -round(rng.uniform(0.3, 0.45), 2)],
            "error": rng.choice(["ValueError", "KeyError", "OSError"]),
        }

    # --- what is seen ---

    @probe
    def outcomes(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        table, empty = _tables(scenario, lab)
        health = lab.must(answer.PipelineHealthCheck, "on_time", clock(scenario["now"]))
        asked = {
            "fresh": (table, "fresh"),
            "stale": (table, "stale"),
            "future": (table, "future"),
            "no rows": (empty, "fresh"),
            "only NULLs": (table, "unset"),
            "no such table": (f"{table}_gone", "fresh"),
            "no such column": (table, "arrived_at"),
            "a row that cannot be read": (_unreadable(lab), "updated_at"),
            "exact": (table, "exact"),
        }
        seen = {case: self._one(lab, health, *names, scenario["limit"]) for case, names in asked.items()}
        return {"seen": seen, "status": lab.call(health.get_health_status).record()}

    @staticmethod
    def _one(lab: Lab, health: Any, table: str, column: str, limit: float) -> Json:
        before = len(lab.must(lambda: health.results))
        done = lab.call(health.check_data_freshness, table, column, limit)
        added = len(lab.must(lambda: health.results)) - before
        return {**result_record(lab, done), "added": added}

    @probe
    def guarded(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A check of somebody else's that raises, one that does not, and one that a person stops."""
        health = lab.must(answer.PipelineHealthCheck, "on_time", clock(scenario["now"]))
        kind = {"ValueError": ValueError, "KeyError": KeyError, "OSError": OSError}[scenario["error"]]

        def broken() -> Any:
            raise kind("the feed's index is gone")

        def stopped() -> Any:
            raise KeyboardInterrupt("somebody stops the round")

        first = result_record(lab, lab.call(health.run, "index", "feed", broken))
        second = result_record(lab, lab.call(health.run, "index", "feed", lambda: ("passed", "found", 7), 9))
        stop = lab.call(health.run, "index", "feed", stopped).record()
        return {
            "first": first,
            "second": second,
            "stopped": {"error": stop["error"]} if "error" in stop else {"value": "a result"},
            "results": len(lab.must(lambda: health.results)),
        }

    @probe
    def zones(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> list[Json]:
        """Each change of the clocks lies between the newest row and now; the limit a little more, or less."""
        spark, hours = lab.spark, scenario["hours"]
        types = dict.fromkeys(CHANGES, "timestamp")
        table = view(lab, spark_frame(spark, types, [[at.isoformat() for at in CHANGES.values()]]))
        found: list[Json] = []
        for number, (process, session) in enumerate(ZONES):
            with process_zone(process), session_zone(spark, session):
                for change, at in CHANGES.items():
                    now = (at + timedelta(hours=hours)).astimezone(
                        ZoneInfo((NEW_YORK, "UTC", KOLKATA)[number % 3])
                    )
                    limit = hours + scenario["margins"][(number + len(found)) % 2]
                    health = lab.must(answer.PipelineHealthCheck, "on_time", clock(now.isoformat()))
                    done = lab.call(health.check_data_freshness, table, change, limit)
                    case = {"process": process, "session": session, "change": change, "limit": limit}
                    found.append({**case, **result_record(lab, done)})
        return found

    @probe
    def overall(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        found = {}
        for case, (statuses, _) in OVERALL.items():
            health = lab.must(answer.PipelineHealthCheck, "on_time", clock(scenario["now"]))
            for number, status in enumerate(statuses):
                lab.must(
                    health.run, f"check {number}", "silver", lambda status=status: (status, "seen", None)
                )
            found[case] = lab.call(health.get_health_status).record()
        return found

    @probe
    def page(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Results in a mixed order, holding what JSON does not know."""
        health = lab.must(answer.PipelineHealthCheck, "on_time", clock(scenario["now"]))
        for status in PAGE:
            observed = {"odd": dict(ODD)}
            lab.must(
                health.run,
                "custom",
                "gold",
                lambda s=status, o=observed: (s, "unheard-of", o),
                date(2013, 1, 1),
            )
        status = lab.must(health.get_health_status)
        text = lab.call(json.dumps, status)
        return {
            "status": status,
            "json": {"error": text.error} if text.error else {"value": True},
            "kept": lab.must(lambda: [result.status for result in health.results]),
        }

    @probe
    def fetched(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        spark = lab.spark
        frame = spark.range(MANY).selectExpr("timestamp_seconds(1300000000 + id) AS updated_at")
        table = view(lab, frame)
        health = lab.must(answer.PipelineHealthCheck, "on_time", clock(scenario["now"]))
        with rows_to_driver(type(frame)) as rows:
            lab.must(health.check_data_freshness, table, "updated_at", 24)
        return {"most": rows.most}

    # --- what must hold ---

    @criterion(points=3)
    def outcomes_told_apart(self, scenario: Json, outcomes: Any) -> None:
        """tells fresh, stale, empty and future apart, and records each

        max() of no rows is NULL, and so is max() of NULLs: None in Python. A time after now() makes the
        age negative, which is below every limit. Use the clock you were given.
        """
        seen, limit = outcomes["seen"], scenario["limit"]
        for case, status, outcome in (
            ("fresh", "passed", "fresh"),
            ("stale", "failed", "stale"),
            ("future", "failed", "future"),
            ("no rows", "failed", "empty"),
            ("only NULLs", "failed", "empty"),
        ):
            age = scenario["ages"].get(case)
            about = f"a newest row {age} h old, limit {limit} h" if age else f"a table with {case}"
            reproduce = f'check_data_freshness(table, "updated_at", {limit}) on {about}'
            result = expect_result(seen[case], status, outcome, case=about, reproduce=reproduce)
            expect_equal(seen[case]["added"], 1, what=f"results added by {about}", reproduce=reproduce)
            said = age_of(result)
            # How exact it is, criterion 2 asks.
            near = said is None if age is None else _close(said, age, hours=1.1)
            expect(
                near, expected=f'observed["age_hours"] of {age}', got=result["observed"], reproduce=reproduce
            )

    @criterion(points=3, core=False, needs=(outcomes_told_apart,))
    def age_is_elapsed_time(self, scenario: Json, outcomes: Any, zones: Any) -> None:
        """the age is elapsed time, in every zone and across both clock changes

        collect() gives naive datetimes in the process's zone; timestampdiff and the difference of two
        timestamps use the session's wall clock; whole hours are cut off. Seconds since 1970 do none of
        this.
        """
        limit = scenario["limit"]
        case = f"a newest row of exactly {limit} h, limit {limit} h"
        reproduce = f'check_data_freshness(table, "updated_at", {limit})'
        expect_result(outcomes["seen"]["exact"], "passed", "fresh", case=case, reproduce=reproduce)
        hours = scenario["hours"]
        for seen in zones:
            where = f"process in {seen['process']}, session in {seen['session']}"
            row = f"a row of {CHANGES[seen['change']]:%d %B %H:%M} UTC, {hours} h ago"
            case = f"{row}, limit {seen['limit']} h; {where}"
            status, outcome = ("passed", "fresh") if hours <= seen["limit"] else ("failed", "stale")
            reproduce = (
                f'with process_zone("{seen["process"]}"), session_zone(spark, "{seen["session"]}"): '
                "… (autograder.worlds.zones)"
            )
            result = expect_result(seen, status, outcome, case=case, reproduce=reproduce)
            expect(
                _close(age_of(result), hours),
                expected=f"an age of {hours} h; {where}",
                got=result["observed"],
                reproduce=reproduce,
            )

    @criterion(points=2)
    def errors_are_results(self, scenario: Json, evidence: Evidence) -> None:
        """records what cannot be checked as an error, and goes on

        Some errors come when the table is named, others when Spark computes: the try has to surround
        both. An error is a result like any other: append it.
        """
        seen = evidence["outcomes"]["seen"]
        for case in ("no such table", "no such column", "a row that cannot be read"):
            expect_result(seen[case], "error", "error", case=case, reproduce=f"check_data_freshness: {case}")
            expect_equal(seen[case]["added"], 1, what=f"results added by {case!r}")
        guarded, kind = evidence["guarded"], scenario["error"]
        code = f'health.run("index", "feed", look), where look() raises {kind}'
        result = expect_result(guarded["first"], "error", "error", case=f"a {kind}", reproduce=code)
        expect(
            kind in str(result["observed"]),
            expected=f"`observed` to name {kind}",
            got=result["observed"],
            reproduce=code,
        )
        second = expect_returned(guarded["second"], what="the result of the check after it", reproduce=code)
        got = [second[field] for field in FIELDS]
        code = 'health.run("index", "feed", lambda: ("passed", "found", 7), 9)'
        wanted = ["index", "feed", "passed", "found", 7, 9, ""]
        expect_equal(got, wanted, what=", ".join(FIELDS), reproduce=code)
        code = 'health.run("index", "feed", look), where look() raises KeyboardInterrupt'
        expect_raised(
            guarded["stopped"], "KeyboardInterrupt", what="the KeyboardInterrupt itself", reproduce=code
        )
        what = "results after a check that raises, one that does not, and one that was interrupted"
        expect_equal(guarded["results"], 2, what=what)

    @criterion(points=2)
    def overall_status(self, overall: Any) -> None:
        """the overall status: unknown without checks, else by the worst

        all([]) is True. Ask first whether anything was checked at all; a check that could not look is no
        better than one that failed.
        """
        for case, (statuses, wanted) in OVERALL.items():
            what = f"the status after {', '.join(statuses) or 'no check at all'}"
            page = expect_returned(overall[case], what=f"{what}: {wanted!r}")
            got = page.get("status") if isinstance(page, dict) else page
            expect_equal(got, wanted, what=what, reproduce="health.get_health_status()['status']")

    @criterion(points=2, core=False)
    def page_is_useful(self, scenario: Json, evidence: Evidence) -> None:
        """the status is JSON, worst first, and says what to do

        Results may hold dates and Decimals: json.dumps(…, default=str) and back. asdict() has all fields.
        sorted() leaves `results` alone; give it a rank, the alphabet puts passed before warning.
        """
        seen = evidence["page"]
        what = "a status that json.dumps accepts, with a date, a datetime and a Decimal in `observed`"
        expect_returned(seen["json"], what=what, reproduce="json.dumps(health.get_health_status())")
        page = seen["status"]
        expect_equal(page.get("pipeline"), "on_time", what="pipeline on the page")
        at, now = page.get("checked_at"), scenario["now"]
        expect(_same_moment(at, now), expected=f"checked_at on the page: {now}, in any zone", got=at)
        checks = page.get("checks", [])
        got = [one.get("status") for one in checks]
        expect_equal(len(got), len(PAGE), what="checks on the page")
        missing = [name for name in FIELDS if any(not one.get(name) for one in checks) and name != "action"]
        expect(not missing, expected="all seven fields of each result", got=f"nothing in {missing}")
        expect_equal(seen["kept"], list(PAGE), what="statuses in `results` after get_health_status()")
        ranks = [RANK.get(status, 3) for status in got]
        expect(ranks == sorted(ranks), expected="failed and error first, then warning, then passed", got=got)
        silent = [one for one in checks if one.get("status") != "passed" and not one.get("action")]
        expected = "an action for each check that did not pass, also when ACTIONS has none for its outcome"
        expect(not silent, expected=expected, got=f"none for {silent[:1]}")

    @criterion(points=1, core=False, needs=(outcomes_told_apart,))
    def rows_stay(self, fetched: Any) -> None:
        """leaves the table's rows where they are

        Let Spark find the maximum; one row is all that has to come back.
        """
        most = fetched["most"]
        expect(
            most <= 100,
            expected=f"a few rows from a table of {MANY}",
            got=f"{most} rows brought to the driver",
        )


def _tables(scenario: Json, lab: Lab) -> tuple[str, str]:
    """A view whose columns are of known ages, and one of the same columns without rows."""
    now, older = datetime.fromisoformat(scenario["now"]), timedelta(hours=scenario["spread"])
    newest = {name: now - timedelta(hours=age) for name, age in scenario["ages"].items()}
    types = {**dict.fromkeys(newest, "timestamp"), "unset": "timestamp"}
    rows = [
        [*[(at - back).isoformat() for at in newest.values()], None]
        for back in (older, timedelta(0), older / 2)
    ]
    frame = spark_frame(lab.spark, types, rows)
    return view(lab, frame), view(lab, frame.limit(0))


def _unreadable(lab: Lab) -> str:
    """A view that can be named and analysed; computing its column fails."""
    text = spark_frame(lab.spark, {"text": "string"}, [["2013-11-28 06:00"], ["soon"]])
    return view(lab, text.selectExpr("CAST(text AS TIMESTAMP) AS updated_at"))


def _same_moment(said: Any, moment: str) -> bool:
    try:
        apart = datetime.fromisoformat(said) - datetime.fromisoformat(moment)
    except (TypeError, ValueError):  # no text, no time, or no zone
        return False
    return abs(apart.total_seconds()) < 1


def _close(said: Any, age: float, hours: float = 2 * SECOND) -> bool:
    return isinstance(said, int | float) and abs(said - age) <= hours


EXERCISES = (PipelineHealth(),)
