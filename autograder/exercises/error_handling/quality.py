"""``validate_data_quality(df, rules, …)``: good rows, bad rows with their reasons, counts, in one pass."""

from __future__ import annotations

import random
import uuid
from types import SimpleNamespace
from typing import Any

from autograder.checks import (
    Call,
    Exercise,
    Json,
    Lab,
    LearnerError,
    criterion,
    expect,
    expect_equal,
    expect_raised,
    expect_returned,
    expect_rows,
    probe,
)
from autograder.exercises.error_handling import rules as menu
from autograder.exercises.error_handling.rules import COLUMNS, FAILED, TYPES
from autograder.worlds.frames import Row, spark_frame

REFUSED = "autograder.pipeline.DataQualityError"
WRONG_COLUMNS = "autograder.pipeline.SchemaValidationError"
LARGE = 2_000  # rows of the table on which reads are counted
SLACK = 1.1  # a cached frame reads its batches, too


class ValidateDataQuality(Exercise):
    """One frame in which every row plays a known part, a table to count reads on, limits to meet exactly."""

    name = "validate_data_quality"
    needs_spark = True
    hints = (
        "SQL has three answers, not two. What is `dep_delay < 60` for a flight without a delay, and where "
        "does such a row go with filter(rule) and filter(NOT rule)?",
        "First mark: one column that holds the names of the rules each row fails, all rules in one array. "
        "From the marked frame come good (size 0, without the mark), bad (size above 0) and, in a single "
        "aggregation, all counts.",
        "F.array_compact(F.array(*[F.when(~F.coalesce(F.expr(rule), F.lit(False)), F.lit(name)) for name, "
        "rule in rules.items()])) is the mark; F.count_if(F.array_contains(mark, name)) counts a rule. Try "
        "df.select(F.expr(rule)).schema for each rule first: UNRESOLVED_COLUMN becomes "
        "SchemaValidationError.",
    )

    def scenario(self, rng: random.Random) -> Json:
        share = rng.choice([1, 2, 3])  # bad rows of four: shares that floats hold exactly
        return {
            **menu.draw(rng),
            "limits": {"total": 4 * rng.randint(1, 3), "quarters": share},
            "missing": rng.choice(["altitude", "gate", "runway"]),
        }

    # --- what is seen ---

    @probe
    def split(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """All parts at once, with no limit on bad rows."""
        frame = spark_frame(lab.spark, TYPES, scenario["rows"])
        return self._report(answer, lab, frame, menu.sql(scenario["rules"]), max_bad_ratio=1.0)

    @probe
    def limits(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Limits that are met exactly, and missed by the least: name → call."""
        said = scenario["limits"]
        total, ratio = said["total"], said["quarters"] / 4
        frame = spark_frame(lab.spark, TYPES, menu.simple_rows(total, int(total * ratio)))
        calls: dict[str, Json] = {
            "enough rows": {"min_rows": total, "max_bad_ratio": 1.0},
            "a row too few": {"min_rows": total + 1, "max_bad_ratio": 1.0},
            "as many bad rows as allowed": {"max_bad_ratio": ratio},
            "too many bad rows": {"max_bad_ratio": ratio - 1 / 64},
            "bad rows by default": {},
        }
        return {
            name: options | self._try(answer, lab, frame, {"distance": "distance > 0"}, **options)
            for name, options in calls.items()
        }

    @probe
    def table(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A table in a file: rows read during a call, and during one with a rule that cannot work."""
        from autograder.spark.session import is_connect
        from autograder.worlds.spark_work import measured

        if is_connect(lab.spark):
            lab.cannot("counts the rows that Spark's stages read, which Spark Connect does not show")
        frame, good = self._table(lab), menu.sql(scenario["rules"])
        broken = good | {"reachable": f"{scenario['missing']} > 0"}
        calls = []
        for rules in (good, broken):
            with measured(lab.spark) as work:
                done = lab.call(answer.validate_data_quality, frame, rules, max_bad_ratio=1.0)
            calls.append({"call": _error_or_type(done), "records": work.records})
        return {"counted": calls[0], "broken": calls[1]}

    @probe
    def empty(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        rules = menu.sql(scenario["rules"])
        frame = spark_frame(lab.spark, TYPES, [])
        by_default = _error_or_type(lab.call(answer.validate_data_quality, frame, rules))
        return {"allowed": self._report(answer, lab, frame, rules, min_rows=0), "by default": by_default}

    def _report(
        self, answer: SimpleNamespace, lab: Lab, frame: Any, rules: dict[str, str], **options: Any
    ) -> Json:
        """A call that has to return: its report in full."""
        return _read(lab, lab.must(answer.validate_data_quality, frame, rules, **options))

    def _try(
        self, answer: SimpleNamespace, lab: Lab, frame: Any, rules: dict[str, str], **options: Any
    ) -> Json:
        """A call that may be refused: what came out, and the error's report, counted anew."""
        done = lab.call(answer.validate_data_quality, frame, rules, **options)
        report = getattr(done.exception, "report", None)
        seen: Json = {"call": _error_or_type(done), "report": None, "broken_report": None}
        if report is not None:
            try:
                seen["report"] = lab.must(_sizes, report)
            except LearnerError as broken:
                seen["broken_report"] = str(broken)
        return seen

    @staticmethod
    def _table(lab: Lab) -> Any:
        """Rows in a Parquet file: Spark counts what it reads of it, and reads nothing else."""
        import pyarrow.parquet as pq

        from autograder.worlds.frames import arrow

        # A path never met before: what an earlier answer left in Spark's cache would be read from there.
        path = lab.root / f"large_{uuid.uuid4().hex[:8]}.parquet"
        pq.write_table(arrow(TYPES, menu.simple_rows(LARGE, LARGE // 4)), path)
        schema = spark_frame(lab.spark, TYPES, []).schema  # known, so that no job looks for it
        return lab.spark.read.schema(schema).parquet(str(path))

    # --- what must hold ---

    @criterion(points=4)
    def sorts(self, scenario: Json, split: Any) -> None:
        """sorts the rows: broken ones to `bad` with all their reasons, `good` with the input's columns
        only

        One array column, _failed_rules, with the name of every rule that the row breaks. good is what has
        none, after drop: the columns that came in, untouched, also where a rule is called like a column.
        """
        seen = split
        expect_equal(seen["good_columns"], COLUMNS, what="columns of good")
        expect_equal(seen["bad_columns"], [*COLUMNS, FAILED], what="columns of bad")
        plain = [row for row in scenario["rows"] if menu.part(row) == "plain"]
        self._expect_sorted(scenario, seen, plain)

    @criterion(points=3, needs=(sorts,))
    def null_fails(self, scenario: Json, split: Any) -> None:
        """a rule whose answer is NULL is a rule that failed

        NOT NULL is NULL again, so such a row passes neither filter(rule) nor filter(NOT rule). Say
        coalesce(rule, false).
        """
        unknown = [row for row in scenario["rows"] if menu.part(row) == "unknown"]
        self._expect_sorted(scenario, split, unknown)

    @criterion(points=3, needs=(sorts, null_fails))
    def complete(self, scenario: Json, split: Any) -> None:
        """loses and invents no row: good + bad is the input, duplicates included, and the counts say so

        subtract and distinct work on sets: of two equal rows they keep one. Split by a condition on the
        mark. counts has total, good, bad and one number for each rule.
        """
        seen, rows = split, scenario["rows"]
        together = [*seen["good"], *[row[: len(COLUMNS)] for row in seen["bad"]]]
        expect_rows(together, rows, what="good + bad", reproduce=_shown(scenario))
        expect_equal(seen["counts"], menu.counts(rows, scenario["rules"]), what="counts")

    @criterion(points=3, needs=(sorts,))
    def refuses(self, scenario: Json, limits: Any) -> None:
        """too few rows or too many bad ones: DataQualityError that carries the report

        Refuse when total < min_rows or bad / total > max_bad_ratio; what meets a limit exactly is fine.
        DataQualityError(message, report) keeps the report for whoever catches it.
        """
        said = scenario["limits"]
        wanted = {"total": said["total"], "bad": said["total"] * said["quarters"] // 4}
        for name, seen in limits.items():
            options = ", ".join(f"{k}={seen[k]}" for k in ("min_rows", "max_bad_ratio") if k in seen)
            reproduce = f"{wanted['total']} rows, {wanted['bad']} of them bad; {options or 'no options'}"
            if name in ("enough rows", "as many bad rows as allowed"):
                expect_returned(seen["call"], what=f"no error: {name}", reproduce=reproduce)
            else:
                expect_raised(seen["call"], REFUSED, what=f"DataQualityError: {name}", reproduce=reproduce)
                self._expect_report(seen, wanted, reproduce)

    @criterion(points=2, core=False, needs=(sorts,))
    def one_pass(self, scenario: Json, table: Any) -> None:
        """reads the input once, however many rules there are

        Every count() is a pass over the data. All the numbers fit into one agg(…) on the marked frame,
        with F.count_if for each.
        """
        seen = table["counted"]
        expect_returned(seen["call"], what="a report on a table in a file")
        expect(
            seen["records"] <= LARGE * SLACK,
            expected=f"at most {LARGE * SLACK:,.0f} rows read during the call, of a table with {LARGE:,}",
            got=f"{seen['records']:,}, with {len(scenario['rules'])} rules",
            reproduce="the sum of inputRecords over the stages of the call's jobs",
        )

    @criterion(points=2, core=False)
    def missing_column(self, scenario: Json, table: Any) -> None:
        """a rule on a column that is missing: SchemaValidationError before any row is read

        df.select(F.expr(rule)).schema analyses a rule and reads nothing. Its condition starts with
        UNRESOLVED_COLUMN; do it for all rules before the first action.
        """
        seen, column = table["broken"], scenario["missing"]
        what = f"SchemaValidationError for a rule on {column}, which the input lacks"
        reproduce = f'rules = {{…, "reachable": "{column} > 0"}}'
        error = expect_raised(seen["call"], WRONG_COLUMNS, what=what, reproduce=reproduce)
        expect(
            column in error["message"] and "reachable" in error["message"],
            expected=f"the rule's name and the column in the message: reachable, {column}",
            got=error["message"] or "no message",
            reproduce=reproduce,
        )
        expect_equal(seen["records"], 0, what="rows read before the error", reproduce=reproduce)

    @criterion(points=1, core=False, needs=(sorts, complete, refuses))
    def no_rows(self, scenario: Json, empty: Any) -> None:
        """an empty input is counted, not divided by: it fails min_rows=1 and passes min_rows=0

        bad / total with total 0; and a sum over no rows is NULL, while count_if is 0.
        """
        seen, zeros = empty, menu.counts([], scenario["rules"])
        expect_raised(seen["by default"], REFUSED, what="DataQualityError for no rows and min_rows=1")
        got = seen["allowed"]
        expect_equal(got["counts"], zeros, what="counts of no rows with min_rows=0")
        expect_equal([got["good"], got["bad"]], [[], []], what="good and bad of no rows")

    def _expect_sorted(self, scenario: Json, seen: Json, rows: list[Row]) -> None:
        """Each of these rows is where it belongs; how often is another criterion."""
        good = {tuple(row) for row in seen["good"]}
        reasons = {tuple(row[:-1]): _names(row[-1]) for row in seen["bad"]}
        for row in rows:
            broken = menu.failed(row, scenario["rules"])
            reproduce = _shown(scenario)
            expect_equal(reasons.get(tuple(row), []), broken, what=f"reasons of {row}", reproduce=reproduce)
            expect(
                (tuple(row) in good) == (not broken),
                expected=f"{row} {'not ' if broken else ''}to be in good",
                got=f"{'in' if tuple(row) in good else 'not in'} good",
                reproduce=reproduce,
            )

    @staticmethod
    def _expect_report(seen: Json, wanted: Json, reproduce: str) -> None:
        report = seen["report"]
        expect(
            report is not None,
            expected="the QualityReport as error.report",
            got=seen["broken_report"] or "an error without a report",
            reproduce=reproduce,
        )
        got = {name: report["counts"].get(name) for name in wanted}
        expect_equal(got, wanted, what="counts in error.report", reproduce=reproduce)
        rows = {"good": wanted["total"] - wanted["bad"], "bad": wanted["bad"]}
        expect_equal(report["rows"], rows, what="rows in the frames of error.report", reproduce=reproduce)


def _read(lab: Lab, report: Any) -> Json:
    """A report in full; what is wrong with it is the learner's error."""

    def rows(frame: Any) -> list[Row]:
        return sorted((_values(row) for row in frame.collect()), key=repr)

    def whole() -> Json:
        good, bad = report.good, report.bad
        return {
            "good": rows(good),
            "bad": rows(bad),
            "good_columns": good.columns,
            "bad_columns": bad.columns,
            "counts": dict(report.counts),
        }

    found: Json = lab.must(whole)
    return found


def _sizes(report: Any) -> Json:
    """A report's counts and, in one query, the sizes of its frames."""
    from pyspark.sql import functions as F

    sides = [getattr(report, side).select(F.lit(side).alias("side")) for side in ("good", "bad")]
    sizes = [row.side for row in sides[0].unionAll(sides[1]).collect()]
    return {"counts": dict(report.counts), "rows": {side: sizes.count(side) for side in ("good", "bad")}}


def _values(row: Any) -> Row:
    return [list(value) if isinstance(value, list | tuple) else value for value in row]


def _names(mark: Any) -> Any:
    """The names in a mark, sorted; what is no array, or holds NULLs, stays to be shown."""
    return sorted(mark, key=str) if isinstance(mark, list) else mark


def _error_or_type(done: Call) -> Json:
    return {"error": done.error} if done.error else {"value": type(done.value).__name__}


def _shown(scenario: Json) -> str:
    return "rules: " + "; ".join(f"{name}: {sql}" for name, sql in menu.sql(scenario["rules"]).items())
