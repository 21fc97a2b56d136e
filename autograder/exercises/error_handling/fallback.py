"""``read_with_fallback(primary, fallback, on_fallback)``: a second table, when the first is not there."""

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
    seeing,
)
from autograder.exercises.error_handling import tables


class Reader:
    """The learner's function and the tables it reads, shared by the probes of a check."""

    def __init__(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> None:
        self.lab, self.function, self.spare = lab, answer.read_with_fallback, scenario["odd"]
        tables.view(lab, scenario["view"], scenario["rows"])
        tables.view(lab, self.spare, scenario["rows"] + 1)
        self.broken = tables.other_errors(lab, scenario)

    def run(self, primary: str, fallback: str = "", *, late: bool = False) -> Json:
        """One call, and what on_fallback heard."""
        heard: list[Json] = []

        def listen(*said: Any) -> None:
            heard.append({"said": [str(one) for one in said[:2]], "error": tables.error(said[-1])})

        names = (primary, fallback or self.spare)
        code = "read_with_fallback({!r}, {!r}, print)".format(*names)
        seen = tables.read(self.lab, code, self.function, *names, listen, late=late)
        return {"names": names, "heard": heard, **seen}


class ReadWithFallback(Exercise):
    """The fallback has one row more than the primary, so that it shows which one was read."""

    name = "read_with_fallback"
    needs_spark = True
    hints = (
        "Which errors say that the primary is not there? A view that exists but reads a dropped table raises "
        "the same condition. How do the two differ?",
        "Catch TableNotFoundError from read_table_safely(primary_table). Then ask: is the primary itself "
        "missing? Its cause names the missing relation (`getMessageParameters()`), and the catalog knows "
        "whether there is a table or view of the primary's name. If there is, `raise`. Otherwise read the "
        "fallback the same way.",
        "except TableNotFoundError as error: if lesson.spark.catalog.tableExists(primary_table): raise. "
        "Then read the fallback in a try of its own; if that is missing too, raise TableNotFoundError with "
        "both names from error. Call on_fallback only after it was read, and add the column at the end.",
    )

    def scenario(self, rng: random.Random) -> Json:
        return tables.names(rng)

    def world(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Reader:
        return Reader(scenario, answer, lab)

    @probe
    def present(self, scenario: Json, world: Reader) -> Json:
        return world.run(scenario["view"])

    @probe
    def alone(self, scenario: Json, world: Reader) -> Json:
        """A primary without a fallback, as on most days."""
        return world.run(scenario["view"], scenario["gone"])

    @probe
    def absent(self, scenario: Json, world: Reader) -> list[Json]:
        """The primary is not there, whichever way its name is written."""
        gone, home = scenario["gone"], world.lab.database
        full = f"{home}.{gone}"
        forms = (gone, full, scenario["odd_gone"], f"`{home}`.`{gone}`", f"spark_catalog.{full}")
        return [world.run(name) for name in forms]

    @probe
    def late(self, scenario: Json, world: Reader) -> Json:
        """The same on a session that finds out late, as Spark Connect does."""
        return world.run(scenario["gone"], late=True)

    @probe
    def quiet(self, scenario: Json, world: Reader) -> Json:
        """Without on_fallback."""
        names = (scenario["gone"], world.spare)
        return tables.read(world.lab, "read_with_fallback({!r}, {!r})".format(*names), world.function, *names)

    @probe
    def broken(self, scenario: Json, world: Reader) -> Json:
        """Primaries that are there and cannot be read, or whose name is wrong: condition → run."""
        hostile = f"{scenario['view']} {scenario['clauses'][0]}"
        names = world.broken | {"PARSE_SYNTAX_ERROR": hostile}
        return {condition: world.run(name) for condition, name in names.items()}

    @probe
    def broken_views(self, scenario: Json, world: Reader) -> list[Json]:
        """Views whose own table was dropped: one in the same database, one of the same last name."""
        lab, tag = world.lab, scenario["errors"]
        base, twin, view = (f"{lab.database}.{tag}_{name}" for name in ("base", "twin", "view"))
        for table in (base, twin):
            lab.spark.sql(f"CREATE TABLE {table} (flight BIGINT) USING parquet")
        lab.spark.sql(f"CREATE VIEW {view} AS SELECT * FROM {base}")
        tables.temporary(lab, f"{tag}_twin", f"SELECT * FROM {twin}")
        for table in (base, twin):
            lab.spark.sql(f"DROP TABLE {table}")
        return [world.run(name) for name in (view, f"{tag}_twin")]

    @probe
    def neither(self, scenario: Json, world: Reader) -> list[Json]:
        """Both missing, on this session and on one that finds out late."""
        name = scenario["gone"]
        return [world.run(name, f"{name}_too", late=late) for late in (False, True)]

    @probe
    def broken_fallback(self, scenario: Json, world: Reader) -> Json:
        """The primary is missing, the fallback is there and has lost a column."""
        return world.run(scenario["gone"], world.broken[tables.NO_COLUMN])

    @criterion(points=1)
    def reads_primary(self, scenario: Json, present: Json, alone: Json) -> None:
        """reads the primary when it is there, whether or not there is a fallback

        read_table_safely(primary_table) first; the fallback is nobody's business as long as that works.
        """
        _expect_rows(present, scenario["rows"], "the primary's rows")
        _expect_rows(alone, scenario["rows"], "the primary's rows, although there is no fallback")

    @criterion(points=4, needs=(reads_primary,))
    def only_when_missing(
        self, scenario: Json, absent: list[Json], late: Json, broken: Json, broken_views: list[Json]
    ) -> None:
        """reads the fallback when the primary itself is missing, and in no other case

        The condition alone is not enough: a view over a dropped table raises TABLE_OR_VIEW_NOT_FOUND too,
        about another name. Spark's error has the missing relation among its message parameters; the
        catalog knows whether the primary exists.
        """
        spare = scenario["rows"] + 1
        for seen in absent:
            _expect_rows(seen, spare, "the fallback's rows: there is no such primary")
        _expect_rows(late, spare, "the fallback's rows, on Spark Connect, where a missing table shows late")
        for condition, seen in broken.items():
            _expect_unchanged(seen, f"{condition} of the primary", condition)
        for seen in broken_views:
            with seeing(tables.show(seen)):
                expect(
                    "error" in seen and tables.about_missing_table(seen["error"]),
                    expected="the error that a table behind the view is missing: the view itself is there",
                    got=tables.told(seen),
                )

    @criterion(points=3, needs=(reads_primary, only_when_missing))
    def visible(
        self,
        present: Json,
        absent: list[Json],
        late: Json,
        broken: Json,
        broken_views: list[Json],
        quiet: Json,
    ) -> None:
        """shows which table was read: column _source_table always, on_fallback once and only on a
        fallback

        df.withColumn("_source_table", F.lit(name)) on both ways out, with the name as it was given.
        on_fallback may be None.
        """
        _expect_source(present, present["names"][0])
        _expect_silence(present, "when the primary is there")
        for seen in (*absent, late):
            _expect_source(seen, seen["names"][1])
            _expect_heard(seen)
        for seen in (*broken.values(), *broken_views):
            _expect_silence(seen, "without one")
        with seeing(tables.show(quiet)):
            expect_returned(quiet, what="the fallback's rows")

    @criterion(points=2, needs=(reads_primary, only_when_missing))
    def fallback_fails(self, neither: list[Json], broken_fallback: Json) -> None:
        """a fallback that fails: TableNotFoundError names both when it is missing too, other errors
        pass; on_fallback is not called

        The fallback's error alone hides the first problem: put both names into one error. Catch only
        TableNotFoundError from read_table_safely(fallback_table), and call on_fallback only after that.
        """
        for seen in neither:
            late = "on Spark Connect, where a missing table shows late"
            _expect_both_named(seen, late if seen["late"] else "when neither table is there")
        lost = f"{tables.NO_COLUMN} of the fallback, a view whose column is gone"
        _expect_unchanged(broken_fallback, lost, tables.NO_COLUMN)
        for seen in (*neither, broken_fallback):
            _expect_silence(seen, "when nothing was read")


def _expect_rows(seen: Json, count: int, what: str) -> None:
    with seeing(tables.show(seen)):
        expect_returned(seen, what=what)
        expect_equal(seen["rows"], list(range(count)), what=what)


def _expect_unchanged(seen: Json, what: str, condition: str) -> None:
    with seeing(tables.show(seen)):
        expect(
            tables.unchanged(seen, condition),
            expected=f"Spark's error {what}, as it is",
            got=tables.told(seen),
        )


def _expect_source(seen: Json, name: str) -> None:
    with seeing(tables.show(seen)):
        expect_equal(seen["columns"], ["flight", tables.SOURCE], what="the table's columns, then the source")
        expect_equal(seen["sources"], [name], what=f"values of {tables.SOURCE}")


def _expect_silence(seen: Json, when: str) -> None:
    with seeing(tables.show(seen)):
        expect_equal(len(seen["heard"]), 0, what=f"calls of on_fallback {when}")


def _expect_heard(seen: Json) -> None:
    with seeing(tables.show(seen)):
        expect_equal(len(seen["heard"]), 1, what="calls of on_fallback on a fallback")
        heard = seen["heard"][0]
        expect_equal(heard["said"], seen["names"], what="what on_fallback hears first")
        expect(
            tables.about_missing_table(heard["error"]),
            expected="on_fallback's third argument: the error that the primary is missing",
            got=heard["error"]["type"],
        )


def _expect_both_named(seen: Json, when: str) -> None:
    primary, fallback = seen["names"]
    with seeing(tables.show(seen)):
        error = expect_raised(seen, tables.NOT_FOUND, what=f"TableNotFoundError {when}")
        message = error["message"]
        rest = message.replace(fallback, "")  # its name holds the primary's
        expect(
            tables.speaks_of(message, fallback) and tables.speaks_of(rest, primary),
            expected=f"both names in the message: {primary} and {fallback}",
            got=message or "no message",
        )
