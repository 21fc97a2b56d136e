"""``read_table_safely(table_name)``: a missing table has an error of its own, other errors keep theirs."""

from __future__ import annotations

import random
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
    probe,
)
from autograder.exercises.error_handling import tables


class ReadTableSafely(Exercise):
    """Read tables that exist, that do not, and that fail for other reasons; on a late session too."""

    name = "read_table_safely"
    needs_spark = True
    hints = (
        "Which line raises when the table is missing? On Spark Connect it is not the line with table(). "
        "What would make Spark look for the table there, without reading a row?",
        "Inside one try: get the frame from `lesson.spark.table(table_name)`, then touch `df.schema`. Catch "
        "AnalysisException and look at `error.getCondition()`: one condition is yours, all others go on with "
        "a bare `raise`.",
        'if error.getCondition() != "TABLE_OR_VIEW_NOT_FOUND": raise; then raise TableNotFoundError(f"… '
        '{table_name} …") from error. Return df after the try.',
    )

    def scenario(self, rng: random.Random) -> Json:
        return tables.names(rng)

    @probe
    def existing(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A view, read, written anew and read again."""
        seen: Json = {}
        for time, rows in (("call", scenario["rows"]), ("again", scenario["rows"] + 1)):
            tables.view(lab, scenario["view"], rows)
            record, frame = tables.read(lab, answer.read_table_safely, scenario["view"])
            seen[time] = record | {"rows": tables.flights(lab, frame) if record.get("value") else None}
        return seen

    @probe
    def cost(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Jobs started by the call, and the actions it asks a late frame for."""
        from autograder.spark.session import is_connect
        from autograder.worlds.late_frames import late_tables
        from autograder.worlds.spark_work import measured

        if is_connect(lab.spark):
            lab.cannot("counts Spark's jobs, which Spark Connect does not show")
        with measured(lab.spark) as work:
            tables.read(lab, answer.read_table_safely, scenario["view"])
        with late_tables(lab.spark) as looks:
            tables.read(lab, answer.read_table_safely, scenario["view"])
        return {"jobs": work.jobs, "actions": looks.actions}

    @probe
    def missing(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Tables that are not there, on this session and on one that answers late: name → outcome.

        And a view over a table that is gone: its name is not the relation that Spark misses.
        """
        from autograder.worlds.late_frames import late_tables

        gone = [scenario["gone"], f"{lab.database}.{scenario['gone']}", scenario["odd_gone"]]
        names = [*gone, tables.orphan(lab, scenario)]
        classic = {name: tables.read(lab, answer.read_table_safely, name)[0] for name in names}
        with late_tables(lab.spark):
            late = {name: tables.read(lab, answer.read_table_safely, name)[0] for name in gone[:2]}
        return {"classic": classic, "late": late}

    @probe
    def others(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Names that fail for another reason: condition → name and outcome, on both sessions."""
        from autograder.worlds.late_frames import late_tables

        seen = {}
        for condition, name in tables.other_errors(lab, scenario).items():
            record, frame = tables.read(lab, answer.read_table_safely, name)
            with late_tables(lab.spark):
                late, _ = tables.read(lab, answer.read_table_safely, name)
            seen[condition] = {"name": name, "call": record, "late": late, "got_frame": frame is not None}
        return seen

    @probe
    def identifiers(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Every form of a good name, and names with SQL behind them."""
        good = tables.table(lab, scenario["table"], scenario["rows"])
        tables.view(lab, scenario["odd"], scenario["rows"])
        path = f"delta.`{lab.table_path(scenario['table'])}`"
        readable = {}
        for name in (scenario["odd"], good, f"spark_catalog.{good}", path):
            record, frame = tables.read(lab, answer.read_table_safely, name)
            readable[name] = record | {"rows": tables.flights(lab, frame) if record.get("value") else None}
        hostile = [f"{scenario['view']} {clause}" for clause in scenario["clauses"]]
        return {
            "readable": readable,
            "hostile": {name: tables.read(lab, answer.read_table_safely, name)[0] for name in hostile},
        }

    @criterion(points=1)
    def returns_it(self, scenario: Json, existing: Any) -> None:
        """returns the table, as it is now

        `lesson.spark.table(table_name)` is the frame; return it as it is.
        """
        seen, reproduce = existing, f'read_table_safely("{scenario["view"]}").show()'
        expect_returned(seen["call"], what="the DataFrame of a view that is there", reproduce=reproduce)
        rows = scenario["rows"]
        expect_equal(seen["call"]["rows"], list(range(rows)), what="its rows", reproduce=reproduce)
        what = "its rows, after it was written anew"
        expect_equal(seen["again"]["rows"], list(range(rows + 1)), what=what, reproduce=reproduce)

    @criterion(points=3)
    def missing_table(self, missing: Any) -> None:
        """a missing table raises TableNotFoundError from this very call, on Spark Connect too

        The message has table_name in it (of a view over a dropped table Spark misses another one), and
        the error is raised `from` Spark's. On Connect a missing table is an error only when something
        looks at the schema: `df.schema` inside the try does.
        """
        for kind, records in missing.items():
            for name, record in records.items():
                late = " on Spark Connect, where table() does not look for it" if kind == "late" else ""
                what, reproduce = f"TableNotFoundError{late}", f"read_table_safely({name!r})"
                error = expect_raised(record, tables.NOT_FOUND, what=what, reproduce=reproduce)
                self._expect_named(error, name, reproduce)

    @staticmethod
    def _expect_named(error: Json, name: str, reproduce: str) -> None:
        expect(
            tables.speaks_of(error["message"], name),
            expected=f"the table's name in the message: {name}",
            got=error["message"] or "no message",
            reproduce=reproduce,
        )
        cause: Any = error["caused_by"] or {"condition": None, "type": "no cause"}
        expect(
            cause["condition"] == tables.MISSING,
            expected="Spark's own error as __cause__ (raise … from error)",
            got=cause["type"],
            reproduce=f"{reproduce}, then look at error.__cause__",
        )

    @criterion(points=3)
    def others_pass(self, others: Any) -> None:
        """any other analysis error passes unchanged

        AnalysisException is the parent of them all, and texts hold other people's words: compare
        `error.getCondition()`, and let what is not yours go on with a bare `raise`.
        """
        for condition, seen in others.items():
            for record in (seen["call"], *([seen["late"]] if "error" in seen["late"] else [])):
                expect(
                    tables.unchanged(record, condition),
                    expected=f"Spark's AnalysisException with condition {condition}, as it is",
                    got=tables.told(record),
                    reproduce=f"read_table_safely({seen['name']!r}), where the error is {condition}",
                )

    @criterion(points=2, needs=(returns_it,))
    def no_action(self, scenario: Json, cost: Any) -> None:
        """runs no Spark action

        count(), head() and isEmpty() run a query, on a large table a long one. The schema is known
        without reading a row.
        """
        seen, reproduce = cost, f'read_table_safely("{scenario["view"]}")'
        expect_equal(seen["jobs"], 0, what="Spark jobs started by the call", reproduce=reproduce)
        actions = ", ".join(f"{name}()" for name in seen["actions"])
        expect(not actions, expected="no action in the call", got=actions, reproduce=reproduce)

    @criterion(points=2, needs=(returns_it, others_pass))
    def identifier(self, scenario: Json, identifiers: Any) -> None:
        """takes the name as an identifier: back-quoted parts and paths work, SQL behind a name does not

        Do not build SQL from the name, and do not split it at the dots: spark.table parses identifiers.
        """
        for name, record in identifiers["readable"].items():
            reproduce = f"read_table_safely({name!r}).show()"
            expect_returned(record, what=f"the rows of {name}", reproduce=reproduce)
            wanted = list(range(scenario["rows"]))
            expect_equal(record["rows"], wanted, what=f"the rows of {name}", reproduce=reproduce)
        for name, record in identifiers["hostile"].items():
            what = "ParseException: this is no identifier, and must not run as SQL"
            expect_raised(record, "ParseException", what=what, reproduce=f"read_table_safely({name!r})")
