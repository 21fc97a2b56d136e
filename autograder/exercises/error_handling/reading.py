"""``read_table_safely(table_name)``: a missing table has an error of its own, other errors keep theirs."""

from __future__ import annotations

import random
from types import SimpleNamespace

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
    seeing,
)
from autograder.exercises.error_handling import tables

# Code for the card.
ANEW = """for rows in ({rows}, {more}):
    lesson.spark.range(rows).createOrReplaceTempView("{view}")
    print(read_table_safely("{view}").count(), "of", rows, "rows")"""
CAUSE = """try:
    {call}
except TableNotFoundError as error:
    print(repr(error.__cause__))"""
WORK = """from autograder.worlds.late_frames import late_tables
from autograder.worlds.spark_work import measured

with measured(lesson.spark) as work, late_tables(lesson.spark) as looks:
    read_table_safely("{view}")
print(work.jobs, "jobs; actions:", looks.actions)"""


class Reader:
    """The learner's function and the views it reads, shared by the probes of a check."""

    def __init__(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> None:
        self.lab, self.function = lab, answer.read_table_safely
        for name in (scenario["view"], scenario["odd"]):
            tables.view(lab, name, scenario["rows"])

    def read(self, name: str, **how: bool) -> Json:
        """One call, and the rows of the frame that it returns."""
        code = f"read_table_safely({name!r})"
        return {"name": name, **tables.read(self.lab, code, self.function, name, **how)}

    def ask(self, name: str, *, late: bool = False) -> Json:
        """One call without a look at its frame."""
        return self.read(name, late=late, look=False)


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

    def world(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Reader:
        return Reader(scenario, answer, lab)

    @probe
    def existing(self, scenario: Json, world: Reader) -> list[Json]:
        """A view, read, written anew and read again."""
        name, rows = scenario["view"], scenario["rows"]
        first = world.read(name)
        tables.view(world.lab, name, rows + 1)
        return [first, world.read(name)]

    @probe
    def missing(self, scenario: Json, world: Reader) -> list[Json]:
        """Tables that are not there, on this session and on one that answers late.

        And a view over a table that is gone: its name is not the relation that Spark misses.
        """
        gone = [scenario["gone"], f"{world.lab.database}.{scenario['gone']}", scenario["odd_gone"]]
        classic = [world.ask(name) for name in (*gone, tables.orphan(world.lab, scenario))]
        return classic + [world.ask(name, late=True) for name in gone[:2]]

    @probe
    def others(self, scenario: Json, world: Reader) -> list[Json]:
        """Names that fail for another reason, on both sessions."""
        return [
            {"condition": condition, **world.ask(name, late=late)}
            for condition, name in tables.other_errors(world.lab, scenario).items()
            for late in (False, True)
        ]

    @probe
    def cost(self, scenario: Json, world: Reader) -> Json:
        """Jobs started by the call, and the actions it asks a late frame for."""
        from autograder.spark.session import is_connect
        from autograder.worlds.late_frames import late_tables
        from autograder.worlds.spark_work import measured

        spark = world.lab.spark
        if is_connect(spark):
            world.lab.cannot("counts Spark's jobs, which Spark Connect does not show")
        with measured(spark) as work:
            world.ask(scenario["view"])
        with late_tables(spark) as looks:
            world.ask(scenario["view"])
        return {"jobs": work.jobs, "actions": looks.actions}

    @probe
    def readable(self, scenario: Json, world: Reader) -> list[Json]:
        """Every form of a good name."""
        full = tables.table(world.lab, scenario["table"], scenario["rows"])
        path = f"delta.`{world.lab.table_path(scenario['table'])}`"
        return [world.read(name) for name in (scenario["odd"], full, f"spark_catalog.{full}", path)]

    @probe
    def hostile(self, scenario: Json, world: Reader) -> list[Json]:
        """A good name with SQL behind it."""
        return [world.ask(f"{scenario['view']} {clause}") for clause in scenario["clauses"]]

    @criterion(points=1)
    def returns_it(self, scenario: Json, existing: list[Json]) -> None:
        """returns the table, as it is now

        `lesson.spark.table(table_name)` is the frame; return it as it is.
        """
        rows, (first, again) = scenario["rows"], existing
        with seeing(ANEW.format(view=scenario["view"], rows=rows, more=rows + 1)):
            expect_returned(first, what="the DataFrame of a view that is there")
            expect_equal(first["rows"], list(range(rows)), what="its rows")
            expect_equal(again["rows"], list(range(rows + 1)), what="its rows, after it was written anew")

    @criterion(points=3)
    def missing_table(self, missing: list[Json]) -> None:
        """a missing table raises TableNotFoundError from this very call, on Spark Connect too

        The message has table_name in it (of a view over a dropped table Spark misses another one), and
        the error is raised `from` Spark's. On Connect a missing table is an error only when something
        looks at the schema: `df.schema` inside the try does.
        """
        for seen in missing:
            late = " on Spark Connect, where table() does not look for it" if seen["late"] else ""
            with seeing(tables.show(seen)):
                error = expect_raised(seen, tables.NOT_FOUND, what=f"TableNotFoundError{late}")
                expect(
                    tables.speaks_of(error["message"], seen["name"]),
                    expected=f"the table's name in the message: {seen['name']}",
                    got=error["message"] or "no message",
                )
            cause: Json = error["caused_by"] or {"condition": None, "type": "no cause"}
            with seeing(tables.as_seen(seen, CAUSE.format(call=seen["code"]))):
                wanted = "Spark's own error as __cause__ (raise … from error)"
                expect(cause["condition"] == tables.MISSING, expected=wanted, got=cause["type"])

    @criterion(points=3)
    def others_pass(self, others: list[Json]) -> None:
        """any other analysis error passes unchanged

        AnalysisException is the parent of them all, and texts hold other people's words: compare
        `error.getCondition()`, and let what is not yours go on with a bare `raise`.
        """
        for seen in others:
            with seeing(tables.show(seen)):
                expect(
                    tables.unchanged(seen, seen["condition"]) or (seen["late"] and "error" not in seen),
                    expected=f"Spark's AnalysisException with condition {seen['condition']}, as it is",
                    got=tables.told(seen),
                )

    @criterion(points=2, needs=(returns_it,))
    def no_action(self, scenario: Json, cost: Json) -> None:
        """runs no Spark action

        count(), head() and isEmpty() run a query, on a large table a long one. The schema is known
        without reading a row.
        """
        with seeing(WORK.format(view=scenario["view"])):
            expect_equal(cost["jobs"], 0, what="Spark jobs started by the call")
            actions = ", ".join(f"{name}()" for name in cost["actions"])
            expect(not actions, expected="no action in the call", got=actions)

    @criterion(points=2, needs=(returns_it, others_pass))
    def identifier(self, scenario: Json, readable: list[Json], hostile: list[Json]) -> None:
        """takes the name as an identifier: back-quoted parts and paths work, SQL behind a name does not

        Do not build SQL from the name, and do not split it at the dots: spark.table parses identifiers.
        """
        rows = list(range(scenario["rows"]))
        for seen in readable:
            with seeing(tables.show(seen)):
                expect_returned(seen, what=f"the rows of {seen['name']}")
                expect_equal(seen["rows"], rows, what=f"the rows of {seen['name']}")
        for seen in hostile:
            with seeing(tables.show(seen)):
                what = "ParseException: this is no identifier, and must not run as SQL"
                expect_raised(seen, "ParseException", what=what)
