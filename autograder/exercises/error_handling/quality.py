"""``validate_data_quality(df, rules, …)``: good rows, bad rows with their reasons, counts, in one pass."""

from __future__ import annotations

import random
import uuid
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

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
    seeing,
)
from autograder.exercises.error_handling import rules as menu
from autograder.exercises.error_handling.rules import COLUMNS, FAILED, TYPES
from autograder.worlds.frames import Row, spark_frame

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

REFUSED = "autograder.pipeline.DataQualityError"
WRONG_COLUMNS = "autograder.pipeline.SchemaValidationError"
LARGE = 2_000  # rows of the table on which reads are counted
SLACK = 1.1  # a cached frame reads its batches, too

# Code for the card; the probes keep ``batch`` and ``rules``.
REPORT = "report = validate_data_quality(case.batch, case.rules, max_bad_ratio=1.0)\n"
SIDES = """for side in (report.good, report.bad):
    side.where("flight = {flight}").show(truncate=False)"""
NUMBERS = """print(case.batch.count(), "rows,", report.good.count(), "good,", report.bad.count(), "bad")
print(report.counts)"""
REFUSAL = """# {total} rows, {bad} of them bad
try:
    print("no error:", validate_data_quality(case.batch, case.rules{options}))
except DataQualityError as error:
    print(error, error.report)"""
READ = """from autograder.worlds.spark_work import measured

with measured(lesson.spark) as work:
    try:
        validate_data_quality(case.batch, case.rules, max_bad_ratio=1.0)
    except Exception as error:
        print(type(error).__name__, error)
print(work.records, "rows read of", case.batch.count())"""


class Validator:
    """The learner's function and the scenario's rules, shared by the probes of a check."""

    def __init__(self, lab: Lab, function: Any, rules: dict[str, str]) -> None:
        self.lab, self.function, self.rules = lab, function, rules

    def frame(self, rows: list[Row]) -> DataFrame:
        return spark_frame(self.lab.spark, TYPES, rows)

    def call(self, frame: DataFrame, rules: dict[str, str] | None = None, **options: Any) -> Call:
        """One call, by default with all rules; frame and rules are kept for the learner."""
        rules = dict(rules or self.rules)
        self.lab.keep(batch=frame, rules=rules)
        return self.lab.call(self.function, frame, rules, **options)

    def report(self, rows: list[Row], **options: Any) -> Json:
        """A call that has to return: its report in full."""
        done = self.call(self.frame(rows), **options)
        if done.error:
            raise LearnerError(done.error)
        found: Json = self.lab.must(_whole, done.value)
        return found

    def refusal(self, frame: DataFrame, options: Json) -> Json:
        """A call that may be refused: what came out, and the error's report, counted anew."""
        done = self.call(frame, {"distance": "distance > 0"}, **options)
        report = getattr(done.exception, "report", None)
        sizes = None if report is None else self.lab.call(_sizes, report).record()
        return {"options": options, "call": _outcome(done), "report": sizes}

    def measured(self, more: dict[str, str]) -> Json:
        """A call on a table in a file, with more rules: what came out, and how many rows were read."""
        from autograder.spark.session import is_connect
        from autograder.worlds.spark_work import measured

        if is_connect(self.lab.spark):
            self.lab.cannot("counts the rows that Spark's stages read, which Spark Connect does not show")
        table = self._table()
        with measured(self.lab.spark) as work:
            done = self.call(table, self.rules | more, max_bad_ratio=1.0)
        return {"call": _outcome(done), "records": work.records}

    def _table(self) -> DataFrame:
        """Rows in a Parquet file: Spark counts what it reads of it, and reads nothing else."""
        import pyarrow.parquet as pq

        from autograder.worlds.frames import arrow

        # A path never met before: what an earlier answer left in Spark's cache would be read from there.
        path = self.lab.root / f"large_{uuid.uuid4().hex[:8]}.parquet"
        pq.write_table(arrow(TYPES, menu.simple_rows(LARGE, LARGE // 4)), path)
        # The schema is known, so that no job looks for it.
        return self.lab.spark.read.schema(self.frame([]).schema).parquet(str(path))


def _whole(report: Any) -> Json:
    """A report in full; what is wrong with it is the learner's error."""
    good, bad = report.good, report.bad
    return {
        "good": _rows(good),
        "bad": _rows(bad),
        "good_columns": good.columns,
        "bad_columns": bad.columns,
        "counts": dict(report.counts),
    }


def _sizes(report: Any) -> Json:
    """A report's counts and, in one query, the sizes of its frames."""
    from pyspark.sql import functions as F

    sides = [getattr(report, side).select(F.lit(side).alias("side")) for side in ("good", "bad")]
    sizes = [row.side for row in sides[0].unionAll(sides[1]).collect()]
    return {"counts": dict(report.counts), "rows": {side: sizes.count(side) for side in ("good", "bad")}}


def _rows(frame: DataFrame) -> list[Row]:
    return [list(row) for row in frame.collect()]


def _outcome(done: Call) -> Json:
    return {"error": done.error} if done.error else {"value": type(done.value).__name__}


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

    def world(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Validator:
        return Validator(lab, answer.validate_data_quality, scenario["rules"])

    @probe
    def split(self, scenario: Json, world: Validator) -> Json:
        """All parts at once, with no limit on bad rows."""
        return world.report(scenario["rows"], max_bad_ratio=1.0)

    @probe
    def limits(self, scenario: Json, world: Validator) -> Json:
        """Limits that are met exactly, and missed by the least: name → call."""
        said = scenario["limits"]
        total, ratio = said["total"], said["quarters"] / 4
        frame = world.frame(menu.simple_rows(total, int(total * ratio)))
        calls: dict[str, Json] = {
            "enough rows": {"min_rows": total, "max_bad_ratio": 1.0},
            "a row too few": {"min_rows": total + 1, "max_bad_ratio": 1.0},
            "as many bad rows as allowed": {"max_bad_ratio": ratio},
            "too many bad rows": {"max_bad_ratio": ratio - 1 / 64},
            "bad rows by default": {},
        }
        return {name: world.refusal(frame, options) for name, options in calls.items()}

    @probe
    def empty(self, world: Validator) -> Json:
        by_default = _outcome(world.call(world.frame([])))
        return {"by default": by_default, "allowed": world.report([], min_rows=0)}

    @probe
    def counted(self, world: Validator) -> Json:
        """Rows that are read of a table in a file."""
        return world.measured({})

    @probe
    def lacking(self, scenario: Json, world: Validator) -> Json:
        """The same with one more rule, which cannot work."""
        return world.measured({"reachable": f"{scenario['missing']} > 0"})

    @criterion(points=4)
    def sorts(self, scenario: Json, split: Json) -> None:
        """sorts the rows: broken ones to `bad` with all their reasons, `good` with the input's columns
        only

        One array column, _failed_rules, with the name of every rule that the row breaks. good is what has
        none, after drop: the columns that came in, untouched, also where a rule is called like a column.
        """
        with seeing(REPORT + "print(report.good.columns, report.bad.columns)"):
            expect_equal(split["good_columns"], COLUMNS, what="columns of good")
            expect_equal(split["bad_columns"], [*COLUMNS, FAILED], what="columns of bad")
        _expect_sorted(scenario, split, "plain")

    @criterion(points=3, needs=(sorts,))
    def null_fails(self, scenario: Json, split: Json) -> None:
        """a rule whose answer is NULL is a rule that failed

        NOT NULL is NULL again, so such a row passes neither filter(rule) nor filter(NOT rule). Say
        coalesce(rule, false).
        """
        _expect_sorted(scenario, split, "unknown")

    @criterion(points=3, needs=(sorts, null_fails))
    def complete(self, scenario: Json, split: Json) -> None:
        """loses and invents no row: good + bad is the input, duplicates included, and the counts say so

        subtract and distinct work on sets: of two equal rows they keep one. Split by a condition on the
        mark. counts has total, good, bad and one number for each rule.
        """
        rows = scenario["rows"]
        together = [*split["good"], *[row[: len(COLUMNS)] for row in split["bad"]]]
        with seeing(REPORT + NUMBERS):
            expect_rows(together, rows, what="good + bad")
            expect_equal(split["counts"], menu.counts(rows, scenario["rules"]), what="counts")

    @criterion(points=3, needs=(sorts,))
    def refuses(self, scenario: Json, limits: Json) -> None:
        """too few rows or too many bad ones: DataQualityError that carries the report

        Refuse when total < min_rows or bad / total > max_bad_ratio; what meets a limit exactly is fine.
        DataQualityError(message, report) keeps the report for whoever catches it.
        """
        said = scenario["limits"]
        wanted = {"total": said["total"], "bad": said["total"] * said["quarters"] // 4}
        for name, seen in limits.items():
            options = "".join(f", {key}={value}" for key, value in seen["options"].items())
            with seeing(REFUSAL.format(**wanted, options=options)):
                if name in ("enough rows", "as many bad rows as allowed"):
                    expect_returned(seen["call"], what=f"no error: {name}")
                else:
                    expect_raised(seen["call"], REFUSED, what=f"DataQualityError: {name}")
                    _expect_report(seen, wanted)

    @criterion(points=2, core=False, needs=(sorts,))
    def one_pass(self, scenario: Json, counted: Json) -> None:
        """reads the input once, however many rules there are

        Every count() is a pass over the data. All the numbers fit into one agg(…) on the marked frame,
        with F.count_if for each.
        """
        with seeing(READ):
            expect_returned(counted["call"], what="a report on a table in a file")
            expect(
                counted["records"] <= LARGE * SLACK,
                expected=f"at most {LARGE * SLACK:,.0f} rows read during the call, of a table with {LARGE:,}",
                got=f"{counted['records']:,}, with {len(scenario['rules'])} rules",
            )

    @criterion(points=2, core=False)
    def missing_column(self, scenario: Json, lacking: Json) -> None:
        """a rule on a column that is missing: SchemaValidationError before any row is read

        df.select(F.expr(rule)).schema analyses a rule and reads nothing. Its condition starts with
        UNRESOLVED_COLUMN; do it for all rules before the first action.
        """
        column = scenario["missing"]
        with seeing(READ):
            what = f"SchemaValidationError for a rule on {column}, which the input lacks"
            message = expect_raised(lacking["call"], WRONG_COLUMNS, what=what)["message"]
            expect(
                column in message and "reachable" in message,
                expected=f"the rule's name and the column in the message: reachable, {column}",
                got=message or "no message",
            )
            expect_equal(lacking["records"], 0, what="rows read before the error")

    @criterion(points=1, core=False, needs=(sorts, complete, refuses))
    def no_rows(self, scenario: Json, empty: Json) -> None:
        """an empty input is counted, not divided by: it fails min_rows=1 and passes min_rows=0

        bad / total with total 0; and a sum over no rows is NULL, while count_if is 0.
        """
        with seeing("print(validate_data_quality(case.batch, case.rules))"):
            expect_raised(empty["by default"], REFUSED, what="DataQualityError for no rows and min_rows=1")
        got, zeros = empty["allowed"], menu.counts([], scenario["rules"])
        with seeing("print(validate_data_quality(case.batch, case.rules, min_rows=0))"):
            expect_equal(got["counts"], zeros, what="counts of no rows with min_rows=0")
            expect_equal([got["good"], got["bad"]], [[], []], what="good and bad of no rows")


def _names(mark: Any) -> Any:
    """The names in a mark, sorted; what is no array, or holds NULLs, stays to be shown."""
    return sorted(mark, key=str) if isinstance(mark, list) else mark


def _expect_sorted(scenario: Json, split: Json, part: str) -> None:
    """Each row of this part is where it belongs; how often is another criterion."""
    good = {tuple(row) for row in split["good"]}
    reasons = {tuple(row[:-1]): _names(row[-1]) for row in split["bad"]}
    for row in scenario["rows"]:
        if menu.part(row) != part:
            continue
        broken, is_good = menu.failed(row, scenario["rules"]), tuple(row) in good
        with seeing(REPORT + SIDES.format(flight=row[menu.FLIGHT])):
            expect_equal(reasons.get(tuple(row), []), broken, what=f"reasons of {row}")
            expect(
                is_good == (not broken),
                expected=f"{row} {'not ' if broken else ''}to be in good",
                got=f"{'in' if is_good else 'not in'} good",
            )


def _expect_report(seen: Json, wanted: Json) -> None:
    what = "the QualityReport as error.report"
    expect(seen["report"] is not None, expected=what, got="an error without a report")
    report = expect_returned(seen["report"], what=what)
    got = {name: report["counts"].get(name) for name in wanted}
    expect_equal(got, wanted, what="counts in error.report")
    rows = {"good": wanted["total"] - wanted["bad"], "bad": wanted["bad"]}
    expect_equal(report["rows"], rows, what="rows in the frames of error.report")
