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
)
from autograder.exercises.error_handling import tables

SOURCE = "_source_table"


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

    @probe
    def present(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        self._make_tables(scenario, lab)
        return self._run(scenario["view"], scenario, answer, lab)

    @probe
    def alone(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A primary without a fallback, as on most days."""
        return self._run(scenario["view"], scenario, answer, lab, fallback=scenario["gone"])

    @probe
    def absent(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """The primary is not there, whichever way its name is written: name → run."""
        gone = scenario["gone"]
        full = f"{lab.database}.{gone}"
        forms = [gone, full, scenario["odd_gone"], f"`{lab.database}`.`{gone}`", f"spark_catalog.{full}"]
        return {name: self._run(name, scenario, answer, lab) for name in forms}

    @probe
    def late(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """The same on a session that finds out late, as Spark Connect does."""
        from autograder.worlds.late_frames import late_tables

        with late_tables(lab.spark):
            return self._run(scenario["gone"], scenario, answer, lab)

    @probe
    def quiet(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Without on_fallback."""
        name, spare = scenario["gone"], scenario["odd"]
        record, frame = tables.read(lab, answer.read_with_fallback, name, spare)
        return record | {"rows": tables.flights(lab, frame) if record.get("value") else None}

    @probe
    def broken(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Primaries that are there and cannot be read, or whose name is wrong: what is wrong → run."""
        others = tables.other_errors(lab, scenario)
        found = {c: self._run(name, scenario, answer, lab) for c, name in others.items()}
        parse = f"{scenario['view']} {scenario['clauses'][0]}"
        found["PARSE_SYNTAX_ERROR"] = self._run(parse, scenario, answer, lab)
        return found

    @probe
    def broken_views(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> list[Json]:
        """Views whose own table was dropped: one in the same database, one of the same last name."""
        tag, home = scenario["errors"], lab.database
        for table in (f"{home}.{tag}_base", f"{home}.{tag}_twin"):
            lab.spark.sql(f"CREATE TABLE {table} (flight BIGINT) USING parquet")
        lab.spark.sql(f"CREATE VIEW {home}.{tag}_view AS SELECT * FROM {home}.{tag}_base")
        tables.temporary(lab, f"{tag}_twin", f"SELECT * FROM {home}.{tag}_twin")
        for table in (f"{home}.{tag}_base", f"{home}.{tag}_twin"):
            lab.spark.sql(f"DROP TABLE {table}")
        views = (f"{home}.{tag}_view", f"{tag}_twin")
        return [self._run(one, scenario, answer, lab) for one in views]

    @probe
    def neither(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> list[Json]:
        """Both missing, on this session and on one that finds out late."""
        from autograder.worlds.late_frames import late_tables

        name, spare = scenario["gone"], f"{scenario['gone']}_too"
        classic = self._run(name, scenario, answer, lab, fallback=spare)
        with late_tables(lab.spark):
            return [classic, self._run(name, scenario, answer, lab, fallback=spare)]

    @probe
    def broken_fallback(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """The primary is missing, the fallback is there and has lost a column."""
        spare = tables.other_errors(lab, scenario)[tables.NO_COLUMN]
        return self._run(scenario["gone"], scenario, answer, lab, fallback=spare)

    @staticmethod
    def _make_tables(scenario: Json, lab: Lab) -> None:
        tables.view(lab, scenario["view"], scenario["rows"])
        tables.view(lab, scenario["odd"], scenario["rows"] + 1)

    @staticmethod
    def _run(
        primary: str, scenario: Json, answer: SimpleNamespace, lab: Lab, fallback: str | None = None
    ) -> Json:
        """One call: its outcome, the rows with their source, and what on_fallback heard."""
        heard: list[Json] = []

        def listen(*said: Any) -> None:
            heard.append({"said": [str(one) for one in said[:2]], "error": tables.error(said[-1])})

        spare = fallback or scenario["odd"]
        record, frame = tables.read(lab, answer.read_with_fallback, primary, spare, listen)
        seen: Json = {"primary": primary, "fallback": spare, "call": record, "heard": heard, "rows": None}
        if record.get("value"):
            seen["rows"] = tables.flights(lab, frame)
            seen["columns"] = lab.must(lambda: frame.columns)
            has_source = seen["columns"].count(SOURCE) == 1
            pairs = tables.flights(lab, frame, SOURCE) if has_source else []
            seen["sources"] = sorted({str(source) for _, source in pairs})
        return seen

    @criterion(points=1)
    def reads_primary(self, scenario: Json, present: Any, alone: Any) -> None:
        """reads the primary when it is there, whether or not there is a fallback

        read_table_safely(primary_table) first; the fallback is nobody's business as long as that works.
        """
        self._expect_rows(present, scenario["rows"], "the primary's rows")
        what = "the primary's rows, although there is no fallback"
        self._expect_rows(alone, scenario["rows"], what)

    @criterion(points=4, needs=(reads_primary,))
    def only_when_missing(
        self, scenario: Json, absent: Any, late: Any, broken: Any, broken_views: Any
    ) -> None:
        """reads the fallback when the primary itself is missing, and in no other case

        The condition alone is not enough: a view over a dropped table raises TABLE_OR_VIEW_NOT_FOUND too,
        about another name. Spark's error has the missing relation among its message parameters; the
        catalog knows whether the primary exists.
        """
        for seen in absent.values():
            self._expect_rows(seen, scenario["rows"] + 1, "the fallback's rows: there is no such primary")
        what = "the fallback's rows, on Spark Connect, where a missing table shows late"
        self._expect_rows(late, scenario["rows"] + 1, what)
        for condition, seen in broken.items():
            expect(
                tables.unchanged(seen["call"], condition),
                expected=f"Spark's error {condition} of the primary, as it is",
                got=tables.told(seen["call"]),
                reproduce=self._call(seen),
            )
        for seen in broken_views:
            expect(
                "error" in seen["call"] and tables.about_missing_table(seen["call"]["error"]),
                expected="the error that a table behind the view is missing: the view itself is there",
                got=tables.told(seen["call"]),
                reproduce=self._call(seen) + ", where the primary is a view over a dropped table",
            )

    @criterion(points=3, needs=(reads_primary, only_when_missing))
    def visible(
        self, present: Any, absent: Any, late: Any, broken: Any, broken_views: Any, quiet: Any
    ) -> None:
        """shows which table was read: column _source_table always, on_fallback once and only on a
        fallback

        df.withColumn("_source_table", F.lit(name)) on both ways out, with the name as it was given.
        on_fallback may be None.
        """
        self._expect_source(present, "primary", columns=["flight", SOURCE])
        heard = len(present["heard"])
        expect_equal(heard, 0, what="calls of on_fallback when the primary is there")
        for seen in (*absent.values(), late):
            self._expect_source(seen, "fallback", columns=["flight", SOURCE])
            self._expect_heard(seen)
        for seen in (*broken.values(), *broken_views):
            reproduce = self._call(seen)
            expect_equal(len(seen["heard"]), 0, what="calls of on_fallback without one", reproduce=reproduce)
        reproduce = "read_with_fallback(missing, fallback), without on_fallback"
        expect_returned(quiet, what="the fallback's rows", reproduce=reproduce)

    @criterion(points=2, needs=(reads_primary, only_when_missing))
    def fallback_fails(self, neither: Any, broken_fallback: Any) -> None:
        """a fallback that fails: TableNotFoundError names both when it is missing too, other errors
        pass; on_fallback is not called

        The fallback's error alone hides the first problem: put both names into one error. Catch only
        TableNotFoundError from read_table_safely(fallback_table), and call on_fallback only after that.
        """
        classic, late = neither
        self._expect_both_named(classic, "TableNotFoundError when neither table is there")
        self._expect_both_named(late, "TableNotFoundError on Spark Connect, where a missing table shows late")
        seen = broken_fallback
        expect(
            tables.unchanged(seen["call"], tables.NO_COLUMN),
            expected=f"Spark's error {tables.NO_COLUMN} of the fallback, as it is",
            got=tables.told(seen["call"]),
            reproduce=self._call(seen) + ", where the fallback is a view whose column is gone",
        )
        for seen in (classic, late, broken_fallback):
            what = "calls of on_fallback: nothing was read"
            expect_equal(len(seen["heard"]), 0, what=what, reproduce=self._call(seen))

    def _expect_both_named(self, seen: Json, what: str) -> None:
        reproduce = self._call(seen)
        error = expect_raised(seen["call"], tables.NOT_FOUND, what=what, reproduce=reproduce)
        rest = error["message"].replace(seen["fallback"], "")  # its name holds the primary's
        expect(
            tables.speaks_of(error["message"], seen["fallback"]) and tables.speaks_of(rest, seen["primary"]),
            expected=f"both names in the message: {seen['primary']} and {seen['fallback']}",
            got=error["message"] or "no message",
            reproduce=reproduce,
        )

    def _expect_rows(self, seen: Json, count: int, what: str) -> None:
        reproduce = self._call(seen)
        expect_returned(seen["call"], what=what, reproduce=reproduce)
        expect_equal(seen["rows"], list(range(count)), what=what, reproduce=reproduce)

    def _expect_source(self, seen: Json, which: str, columns: list[str]) -> None:
        reproduce = self._call(seen)
        got = seen["columns"]
        expect_equal(got, columns, what="the table's columns, then the source", reproduce=reproduce)
        expect_equal(seen["sources"], [seen[which]], what=f"values of {SOURCE}", reproduce=reproduce)

    def _expect_heard(self, seen: Json) -> None:
        reproduce = self._call(seen)
        expect_equal(len(seen["heard"]), 1, what="calls of on_fallback on a fallback", reproduce=reproduce)
        heard = seen["heard"][0]
        names = [seen["primary"], seen["fallback"]]
        expect_equal(heard["said"], names, what="what on_fallback hears first", reproduce=reproduce)
        expect(
            tables.about_missing_table(heard["error"]),
            expected="on_fallback's third argument: the error that the primary is missing",
            got=heard["error"]["type"],
            reproduce=reproduce,
        )

    @staticmethod
    def _call(seen: Json) -> str:
        return f"read_with_fallback({seen['primary']!r}, {seen['fallback']!r}, print)"
