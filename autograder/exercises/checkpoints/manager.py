"""``CheckpointManager(checkpoint_table)``: high-water marks of pipelines, kept in a Delta table."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from operator import methodcaller
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from autograder.checks import (
    Call,
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
    witness,
)
from autograder.exercises.checkpoints.marks import from_text, to_text
from autograder.flights import NEW_YORK
from autograder.worlds import lake
from autograder.worlds.fetches import noticed
from autograder.worlds.zones import zones

TABLE = "checkpoints"
# None is UTC, where slips hide.
ZONES = ("America/New_York", "Asia/Tokyo", "Asia/Kolkata", "Pacific/Auckland")
# The hour that New York's clocks showed twice, on 3 November 2013; 1:30 there, the first and the second time.
TWICE = ("2013-11-03T05:30:00", "2013-11-03T06:30:00")
# Each of these breaks a query that it is glued into, however it is quoted there.
HOSTILE = (
    'o\'hare \\ "x"',
    '\'; DROP TABLE "flights"; -- \\',
    "{it's} 100% :value ? \" C:\\new",
    "two\nlines, 'one' \"end\\t\"",
)
FORWARD = 99  # an offset later than all others
# The next try on the same mark shows as well what these left.
UNSEEN = ("the same", "backward", "another value", "None")
# Delta's own checkpoint, by default at version 10, costs as much as a mark.
CHECKPOINTS = "spark.databricks.delta.properties.defaults.checkpointInterval"
SEE_ZONES = 'case.show()\nprint("zones:", case.scenario["written"], "then", case.scenario["read"])'
SEE_TABLE = "case.show()\nlesson.spark.table(case.table).show(truncate=False)"
SEE_FORMAT = 'case.show()\nlesson.spark.sql(f"DESCRIBE EXTENDED {case.table}").show(truncate=False)'

Kept = list[str]
"""A mark as kind and text; a time in UTC."""
Try = tuple[str, Any, Json]
"""The key, the mark and the options of one set_checkpoint."""


class ManageCheckpoints(Exercise):
    """One table of marks: all kinds, hostile names, marks that would go backwards, and two runs at once."""

    name = "checkpoint_manager"
    testimony = "the table of marks: its version, columns and rows"
    answers = ("CheckpointManager",)
    needs_spark = True
    hints = (
        "A mark may be a text, a whole number, a date or a moment. In which one column can all four lie so "
        "that each comes back as what it was, and what must lie beside it?",
        "Two text columns: the kind and the text (a moment in UTC, by isoformat). Names and texts travel "
        "as parameters: spark.sql(query, args={…}). Read what is stored, refuse in Python what goes "
        "backwards or is not expected, then write by MERGE, which makes one row per name.",
        "Between your read and your MERGE another run may be faster. Let the MERGE ask again: WHEN MATCHED "
        "AND t.value = :what_you_read THEN UPDATE, WHEN NOT MATCHED AND :what_you_read IS NULL THEN "
        "INSERT. Its one row says num_affected_rows: 0 means that somebody else was there, which is a "
        "CheckpointConflict.",
    )

    def scenario(self, rng: random.Random) -> Json:
        low = rng.randint(6, 9)
        moment = datetime.fromisoformat(rng.choice(TWICE) + f".{rng.randint(1, 999_999):06}+00:00")
        day = date(2013, 1, 1) + timedelta(days=rng.randrange(365))
        texts = rng.sample(HOSTILE, 3)
        (session, then), (process, later) = rng.sample(ZONES, 2), rng.sample(ZONES, 2)
        return {
            "marks": {
                "batch": ["string", f"batch-{rng.randint(100, 999)}"],
                "offset": ["int", str(low)],
                "day": ["date", day.isoformat()],
                "seen": ["timestamp", moment.isoformat()],
            },
            "next": str(rng.randint(10, 12)),  # as a text it is below 6 to 9
            "zero": "0",  # a mark like any other, though false in Python
            "on_the_second": [
                "timestamp",
                moment.replace(microsecond=0).isoformat(),
            ],  # a text without fraction
            "big": str(2**40 + rng.randrange(1000)),
            "hostile": {"pipeline": texts[0], "key": texts[1], "value": texts[2]},
            "written": {"session": session, "process": process},
            "read": {"session": then, "process": later},
            "pipeline": rng.choice(["silver.flights", "gold.on_time_daily"]),
        }

    def world(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> World:
        lab.spark.conf.set(CHECKPOINTS, "1000")
        return World(answer.CheckpointManager, lab, scenario["pipeline"])

    # --- probes ------------------------------------------------------------------------------------------

    @probe
    def kinds(self, scenario: Json, world: World, lab: Lab) -> Json:
        """Every kind of mark, written in one pair of zones and read in another, by another manager."""
        lab.keep(table=world.table)
        name, seen = scenario["pipeline"], {}
        absent = world.marks.get(name, "batch")
        with zones(lab.spark, **scenario["written"]):
            for key, kept in scenario["marks"].items():
                seen[key] = {"set": world.marks.set(name, key, _value(kept))}
        with zones(lab.spark, **scenario["read"]):
            for key in scenario["marks"]:
                seen[key]["get"] = world.other.get(name, key)
        return {"absent": absent, "marks": seen}

    @probe
    def naive(self, scenario: Json, world: World, kinds: Json, lab: Lab) -> Json:
        """A datetime without a zone, in the zones in which marks were written."""
        with zones(lab.spark, **scenario["written"]):
            return world.marks.set(scenario["pipeline"], "naive", datetime(2013, 3, 10, 2, 30))  # noqa: DTZ001

    @probe
    def again(self, scenario: Json, world: World, kinds: Json) -> Json:
        """Then one of them forward; the manager that has read the old one reads it again."""
        seen = world.play({"forward": ("offset", int(scenario["next"]), {})})
        return seen | {"other": world.other.get(scenario["pipeline"], "offset"), "version": world.version}

    @probe
    def names(self, scenario: Json, world: World, kinds: Json) -> Json:
        """A mark whose pipeline, key and value are hostile texts, and its neighbours, who have none."""
        case, name = scenario["hostile"], scenario["pipeline"]
        pipeline, key = case["pipeline"], case["key"]
        done, version = world.marks.set(pipeline, key, case["value"]), world.version
        neighbours = {
            "the other way round": (key, pipeline),
            "in upper case": (name.upper(), "offset"),
            "with a wildcard": (name, "%"),
            "with a quote that ends the text": (name, "x' OR '1'='1"),
        }
        return {
            "set": done,
            "version": version,
            "get": world.marks.get(pipeline, key),
            "neighbours": {label: world.marks.get(*pair) for label, pair in neighbours.items()},
        }

    @probe
    def order(self, scenario: Json, world: World, again: Json) -> Json:
        """Then the same again, backward, another kind; by force a moment over a date."""
        day, moment = (_value(scenario["marks"][key]) for key in ("day", "seen"))
        earlier = moment - timedelta(minutes=1)
        return world.play(
            {
                "the same": ("offset", int(scenario["next"]), {}),
                "backward": ("offset", int(scenario["marks"]["offset"][1]), {}),
                "another kind": ("offset", "abc", {}),
                "a day back": ("day", day - timedelta(days=1), {}),
                # Its text in this zone looks later than the stored moment; the moment is earlier.
                "a minute back": ("seen", earlier.astimezone(ZoneInfo("Asia/Tokyo")), {}),
                "another kind by force": ("day", _value(scenario["on_the_second"]), {"force": True}),
            }
        )

    @probe
    def zero(self, scenario: Json, world: World, kinds: Json) -> Json:
        """By force backward, to zero."""
        return world.play({"by force": ("offset", int(scenario["zero"]), {"force": True})})

    @probe
    def compared(self, scenario: Json, world: World, zero: Json) -> Json:
        """Set with an expectation: a wrong one, None, one for a mark that is not there, and the right one."""
        wrong, there = {"expected": "batch-000"}, zero["by force"]["get"]["call"].get("value")
        return world.play(
            {
                "another value": ("batch", "zz", wrong),
                "another value, by force": ("batch", "zz", {**wrong, "force": True}),
                "None": ("offset", FORWARD, {"expected": None}),
                "a value": ("nowhere", "zz", wrong),
                "what is stored": ("offset", FORWARD, {"expected": there}),
            }
        )

    @probe
    def race(self, scenario: Json, world: World) -> Json:
        """Two runs at once: two first ones, then two over the mark that is there by then."""
        big, rounds, there = int(scenario["big"]), {}, None
        for label, mine, rival in (("first", big, 1), ("later", big + 2, big + 1)):
            rounds[label] = world.race(mine, rival, there)
            there = rounds[label]["get"]["call"].get("value")
        return {"rounds": rounds, "version": world.version}

    # --- witnesses ---------------------------------------------------------------------------------------

    @witness
    def rows(self, again: Json, root: Path) -> Json:
        """The table's rows when every kind of mark was set, and one of them again."""
        return _rows_at(root, again["version"])

    @witness
    def hostile_rows(self, names: Json, root: Path) -> Json:
        """The table's rows when the mark with hostile names was set."""
        return _rows_at(root, names["version"])

    @witness
    def raced_rows(self, race: Json, root: Path) -> Json:
        """The table's rows after the race."""
        return _rows_at(root, race["version"])

    # --- criteria ----------------------------------------------------------------------------------------

    @criterion(points=2)
    def round_trip(self, scenario: Json, kinds: Json) -> None:
        """texts, whole numbers, dates and moments come back as what they were, whatever the zones

        collect() gives a moment without its zone, in the zone of the process, and a cast to text uses the
        session's. A text with its offset, made and read in Python, depends on neither.
        """
        with seeing(SEE_ZONES):
            _expect_none(kinds["absent"], "a mark that was never set")
            for key, kept in scenario["marks"].items():
                _expect_stored(kinds["marks"][key], kept, f"a {kept[0]} to be stored")

    @criterion(points=2)
    def one_row(self, scenario: Json, again: Json, rows: Json) -> None:
        """the table has one row for a pipeline and key, however often its mark is set

        An append keeps every mark that ever was. MERGE on pipeline and key updates the row that is there.
        """
        _expect_one_each(rows, scenario["pipeline"], scenario["marks"])

    @criterion(points=3, needs=(round_trip,))
    def hostile_names(self, scenario: Json, names: Json, hostile_rows: Json) -> None:
        """names and texts are values: quotes, semicolons, backslashes, braces and line ends change
        nothing

        A value glued into a query is read as SQL. spark.sql(query, args={…}), or a column compared with a
        literal, F.col('key') == key, takes it as it is.
        """
        case = scenario["hostile"]
        with seeing(SEE_TABLE):
            _expect_stored(names, ["string", case["value"]], "a mark under these names to be stored")
            for label, got in names["neighbours"].items():
                _expect_none(got, f"a name {label}")
        _expect_one_each(hostile_rows, case["pipeline"], [case["key"]])

    @criterion(points=3, needs=(round_trip,))
    def never_backwards(self, scenario: Json, again: Json, order: Json, zero: Json) -> None:
        """a mark never moves backwards, unless forced

        Compare marks as what they are: as texts, 10 is less than 9, and 14:29 in Tokyo is before 05:30 in
        London. Another kind cannot be compared at all. Only force=True gets past.
        """
        seen, marks, later = again | order | zero, scenario["marks"], ["int", scenario["next"]]
        for label in ("forward", "the same"):
            what = f"{scenario['next']} to be stored over {marks['offset'][1]} ({label})"
            _expect_stored(seen[label], later, what)
        refused = {
            "backward": (later, "a smaller number"),
            "another kind": (later, "a text over a number"),
            "a day back": (marks["day"], "the day before"),
            "a minute back": (marks["seen"], "a moment one minute earlier, given in Tokyo's time"),
        }
        for label, (kept, said) in refused.items():
            _expect_refused(seen[label], kept, f"a CheckpointConflict for {said}")
        forced = {
            "by force": (["int", scenario["zero"]], "a smaller number"),
            "another kind by force": (scenario["on_the_second"], "a moment over a date"),
        }
        for label, (kept, said) in forced.items():
            _expect_stored(seen[label], kept, f"{said} to be stored by force")

    @criterion(points=3, needs=(round_trip,))
    def compare_and_set(self, scenario: Json, compared: Json) -> None:
        """with `expected`, a mark is only set over that value; expected=None means that there is none

        None is an expectation of its own, so it cannot be the default: compare with UNSET, by `is`. Force
        lets a mark go back; it does not get past an expectation.
        """
        batch = scenario["marks"]["batch"]
        refused = {"another value": batch, "another value, by force": batch, "None": None, "a value": None}
        for label, kept in refused.items():
            what = "a CheckpointConflict, because the mark is not what was expected"
            _expect_refused(compared[label], kept, what)
        what = "the mark to be set where it is as expected"
        _expect_stored(compared["what is stored"], ["int", str(FORWARD)], what)

    @criterion(points=2)
    def own_table(self, scenario: Json, kinds: Json, again: Json, rows: Json) -> None:
        """it makes its own table, in Delta, and lives with one that is there

        CREATE TABLE IF NOT EXISTS … USING delta, when a manager is made. What another manager has stored
        is there too: keep nothing in memory.
        """
        with seeing(SEE_FORMAT):
            got = "no Delta log where the table should be"
            expect(rows["is_delta"], expected=f"a Delta table {TABLE}", got=got)
        found = kinds["marks"]["batch"]["get"]["call"]
        value = expect_returned(found, what="a second manager to read the table")
        expect(value is not None, expected="a second manager to find what the first has stored", got="None")
        before = ["int", scenario["marks"]["offset"][1]]
        if again["forward"]["get"]["mark"] != before:
            expect(
                again["other"]["mark"] != before,
                expected="a manager to see what another one has set since",
                got=f"the old mark, {before[1]}",
            )

    @criterion(points=1)
    def zoned(self, naive: Json) -> None:
        """a datetime without a zone is refused

        It could be any of 24 moments. utcoffset() is None where a zone is missing; a guess, be it UTC or
        the zone of the process, makes a mark that no later run can trust.
        """
        what = "a ValueError for a datetime without a zone, which could be any of 24 moments"
        with seeing(SEE_ZONES):
            expect_raised(naive, "ValueError", what=what)

    @criterion(points=3, core=False, needs=(one_row, compare_and_set))
    def one_wins(self, scenario: Json, race: Json, raced_rows: Json) -> None:
        """of two runs that set a mark at the same time, one wins and the other hears of it

        Between your read and your write the mark may move. The write itself has to ask again: a MERGE
        whose clauses hold only for what you read, and whose number of affected rows you look at.
        """
        for seen in race["rounds"].values():
            landed = [name for name in seen["values"] if "error" not in seen.get(name, {"error": None})]
            expect(
                len(landed) == 1,
                expected="one of two runs to set the mark, the other to get a CheckpointConflict "
                "(`other` sets it when `marks` has just read it)",
                got="both believe that theirs is stored" if landed else "neither could set it",
            )
            _expect_mark(seen, ["int", str(seen["values"][landed[0]])])
            loser = next(name for name in seen["values"] if name not in landed)
            if loser in seen:
                what = "a CheckpointConflict for the run that came second"
                expect_raised(seen[loser], "CheckpointConflict", what=what)
        # By now marks were set in all ways: plainly, by force, over an expected one.
        _expect_one_each(raced_rows, scenario["pipeline"], ["race"])


class World:
    """Two managers of one table, and what they do to the marks of one pipeline.

    A table without checkpoints of its log, each of which costs as much as a mark: by default, at version 10.
    """

    def __init__(self, make: Any, lab: Lab, pipeline: str) -> None:
        self.lab, self.pipeline, self.table = lab, pipeline, f"{lab.database}.{TABLE}"
        self.marks, self.other = (Manager(make, lab, self.table, name) for name in ("marks", "other"))

    @property
    def version(self) -> int:
        """The table's newest version, -1 where there is no Delta table."""
        return lake.version(self.lab.table_path(TABLE))

    def play(self, tries: Mapping[str, Try]) -> Json:
        """Set marks one after the other, and get each."""
        seen: Json = {}
        for label, (key, value, options) in tries.items():
            seen[label] = {"set": self.marks.set(self.pipeline, key, value, **options)}
            if label not in UNSEEN:
                seen[label]["get"] = self.marks.get(self.pipeline, key)
        return seen

    def race(self, mine: int, rival: int, there: Any) -> Json:
        """Two runs set a mark over the same one; the second of them when the first has just looked."""
        seen: Json = {"values": {"mine": mine, "rival": rival}}

        def meanwhile(_: int) -> None:
            if "rival" not in seen:
                seen["rival"] = {}
                seen["rival"] = self.other.set(self.pipeline, "race", rival, there)

        with noticed(type(self.lab.spark.range(1)), meanwhile):
            seen["mine"] = self.marks.set(self.pipeline, "race", mine, there)
        return seen | {"get": self.marks.get(self.pipeline, "race")}


class Manager:
    """A manager of the learner's, made when it is first used. Its calls read as they would in a notebook."""

    def __init__(self, make: Any, lab: Lab, table: str, name: str) -> None:
        self._make, self._lab, self._table, self._name = make, lab, table, name

    @cached_property
    def _made(self) -> Any:
        return self._lab.must(self._make, self._table)

    def set(self, *args: Any, **options: Any) -> Json:
        """What became of a set_checkpoint."""
        return self._call("set_checkpoint", *args, **options).record()

    def get(self, pipeline: str, key: str) -> Json:
        """What became of a get_checkpoint, and the mark that it returned."""
        done = self._call("get_checkpoint", pipeline, key)
        return {"call": done.record(), "mark": _kept(done.value)}

    def _call(self, method: str, *args: Any, **options: Any) -> Call:
        told = [*map(_code, args), *(f"{name}={_code(value)}" for name, value in options.items())]
        code = f"{self._name}.{method}({', '.join(told)})"
        return self._lab.calling(code, methodcaller(method, *args, **options), self._made)


def _code(value: Any) -> str:
    """A value as the lesson's notebook writes it."""
    return f"{type(value).__name__}.fromisoformat('{value}')" if isinstance(value, date) else repr(value)


def _value(kept: Kept) -> Any:
    """The mark itself; a moment in New York's time, as a colleague there would give it."""
    value = from_text(*kept)
    return value.astimezone(NEW_YORK) if isinstance(value, datetime) else value


def _kept(value: Any) -> Any:
    """A mark as kind and text; what is no mark as the name of its type and its text; None for None."""
    if value is None:
        return None
    try:
        return to_text(value)
    except (TypeError, ValueError):
        kind = "timestamp without a zone" if isinstance(value, datetime) else type(value).__name__
        return [kind, str(value)]


def _rows_at(root: Path, version: int) -> Json:
    """The pipeline and key of every row of the table, as delta-rs reads a version of it."""
    path = root / "tables" / TABLE
    found = lake.rows_at(path, version, {"pipeline": "string", "key": "string"})
    columns = sorted(lake.rows(path)[0]) if isinstance(found, str) else []
    return {"is_delta": lake.version(path) >= 0, "names": found, "columns": columns}


# --- what is right -----------------------------------------------------------------------------------------


def _expect_one_each(rows: Json, pipeline: str, keys: Iterable[str]) -> None:
    """One row for each mark of a pipeline, these keys among them."""
    if not rows["is_delta"]:
        return  # own_table says so
    found, expected = rows["names"], "a table with the columns pipeline and key"
    expect(isinstance(found, list), expected=expected, got=f"the columns {rows['columns']}")
    counts = Counter(tuple(name) for name in found if name[0] == pipeline)
    wanted = {(pipeline, key) for key in keys}
    missing = wanted - counts.keys()
    with seeing(SEE_TABLE):
        expect(
            not missing,
            expected=f"a row for each of {sorted(wanted)} in the columns pipeline and key",
            got=f"none for {sorted(missing)}",
        )
        twice = [f"{count} rows for {name}" for name, count in counts.items() if count > 1]
        expect(not twice, expected="one row for each pipeline and key", got=", ".join(twice))


def _expect_stored(seen: Json, kept: Kept, what: str) -> None:
    """A mark was set; where somebody looked, it is there."""
    expect_returned(seen["set"], what=what)
    _expect_mark(seen, kept)


def _expect_refused(seen: Json, kept: Kept | None, what: str) -> None:
    """A CheckpointConflict; where somebody looked, the mark is what it was."""
    expect_raised(seen["set"], "CheckpointConflict", what=what)
    _expect_mark(seen, kept)


def _expect_mark(seen: Json, kept: Kept | None) -> None:
    if "get" in seen:
        expect_returned(seen["get"]["call"], what="get_checkpoint to return")
        mark = seen["get"]["mark"]
        expect(mark == kept, expected=f"get_checkpoint to return {_told(kept)}", got=_told(mark))


def _expect_none(got: Json, name: str) -> None:
    value = expect_returned(got["call"], what=f"None for {name}")
    expect_equal(value, None, what=f"get_checkpoint of {name}")


def _told(kept: Kept | None) -> str:
    return "None" if kept is None else f"the {kept[0]} {kept[1]}"
