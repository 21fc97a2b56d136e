"""``CheckpointManager(checkpoint_table)``: high-water marks of pipelines, kept in a Delta table."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from autograder.checks import (
    Evidence,
    Exercise,
    Failed,
    Json,
    Lab,
    criterion,
    expect,
    expect_equal,
    expect_raised,
    expect_returned,
    probe,
    witness,
)
from autograder.exercises.checkpoints.marks import from_text, to_text
from autograder.flights import NEW_YORK
from autograder.worlds import lake
from autograder.worlds.fetches import noticed
from autograder.worlds.zones import zones

TABLE = "checkpoints"
ZONES = (
    "America/New_York",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Pacific/Auckland",
)  # none is UTC, where slips hide
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
UNSEEN = ("the same", "backward", "another value", "None")  # the next try shows as well what they left

Kept = list[str]
"""A mark as kind and text; a time in UTC."""


class ManageCheckpoints(Exercise):
    """One table of marks: all kinds, hostile names, marks that would go backwards, and two runs at once."""

    name = "checkpoint_manager"
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
        names = rng.sample(HOSTILE, 3)
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
            "on_the_second": moment.replace(microsecond=0).isoformat(),
            "big": str(2**40 + rng.randrange(1000)),
            "hostile": {"pipeline": names[0], "key": names[1], "value": names[2]},
            "written": {"session": session, "process": process},
            "read": {"session": then, "process": later},
            "pipeline": rng.choice(["silver.flights", "gold.on_time_daily"]),
        }

    # --- probes ------------------------------------------------------------------------------------------

    @probe
    def kinds(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Every kind of mark, written in one pair of zones and read in another, by another manager."""
        table = f"{lab.database}.{TABLE}"
        first = lab.must(answer.CheckpointManager, table)
        name, seen = scenario["pipeline"], {}
        absent = lab.call(first.get_checkpoint, name, "batch").record()
        with zones(lab.spark, **scenario["written"]):
            for key, kept in scenario["marks"].items():
                seen[key] = {"set": lab.call(first.set_checkpoint, name, key, _value(kept)).record()}
            naive = lab.call(first.set_checkpoint, name, "naive", datetime(2013, 3, 10, 2, 30)).record()  # noqa: DTZ001
        version = lake.version(lab.table_path(TABLE))
        with zones(lab.spark, **scenario["read"]):
            second = lab.must(answer.CheckpointManager, table)
            for key in scenario["marks"]:
                seen[key]["get"] = _get(lab, second, name, key)
        return {"absent": absent, "marks": seen, "naive": naive, "version": version}

    @probe
    def names(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A mark whose pipeline, key and value are hostile texts, and its neighbours, who have none."""
        manager, case = _manager(answer, lab), scenario["hostile"]
        pipeline, key = case["pipeline"], case["key"]
        done = lab.call(manager.set_checkpoint, pipeline, key, case["value"]).record()
        neighbours = {
            "the other way round": (key, pipeline),
            "in upper case": (scenario["pipeline"].upper(), "offset"),
            "with a wildcard": (scenario["pipeline"], "%"),
            "with a quote that ends the text": (scenario["pipeline"], "x' OR '1'='1"),
        }
        return {
            "set": done,
            "get": _get(lab, manager, pipeline, key),
            "neighbours": {name: _get(lab, manager, *pair) for name, pair in neighbours.items()},
        }

    @probe
    def order(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Forward, backward, the same again, another kind; backward and another kind by force."""
        manager, other, name = _manager(answer, lab), _manager(answer, lab), scenario["pipeline"]
        lab.must(other.get_checkpoint, name, "offset")
        earlier = _value(scenario["marks"]["seen"]) - timedelta(minutes=1)
        day = _value(scenario["marks"]["day"]) - timedelta(days=1)
        tries = {
            "forward": ("offset", int(scenario["next"]), {}),
            "the same": ("offset", int(scenario["next"]), {}),
            "backward": ("offset", int(scenario["marks"]["offset"][1]), {}),
            "another kind": ("offset", "abc", {}),
            "a day back": ("day", day, {}),
            # Its text in this zone looks later than the stored moment; the moment is earlier.
            "a minute back": ("seen", earlier.astimezone(ZoneInfo("Asia/Tokyo")), {}),
            "by force": ("offset", int(scenario["zero"]), {"force": True}),
            "another kind by force": ("day", _moment_of(scenario), {"force": True}),
        }
        seen = {}
        for label, (key, value, options) in tries.items():
            seen[label] = {"set": lab.call(manager.set_checkpoint, name, key, value, **options).record()}
            if label not in UNSEEN:
                seen[label]["get"] = _get(lab, manager, name, key)
            if label == "forward":
                seen["seen by another"] = {"get": _get(lab, other, name, key)}
        return seen

    @probe
    def compared(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Set with an expectation: a wrong one, None, one for a mark that is not there, and the right one."""
        manager, name = _manager(answer, lab), scenario["pipeline"]
        now = lab.must(manager.get_checkpoint, name, "offset")  # 0, by force
        tries = {
            "another value": ("batch", "zz", "batch-000", {}),
            "another value, by force": ("batch", "zz", "batch-000", {"force": True}),
            "None": ("offset", FORWARD, None, {}),
            "a value": ("nowhere", "zz", "batch-000", {}),
            "what is stored": ("offset", FORWARD, now, {}),
        }
        seen = {}
        for label, (key, value, expected, options) in tries.items():
            done = lab.call(manager.set_checkpoint, name, key, value, expected, **options).record()
            seen[label] = {"set": done}
            if label not in UNSEEN:
                seen[label]["get"] = _get(lab, manager, name, key)
        return {"tries": seen, "now": _kept(now)}

    @probe
    def race(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Two runs at once: two first ones, then two over the mark that is there by then.

        The second of them sets its mark when the first one has just looked.
        """
        table, name, big = f"{lab.database}.{TABLE}", scenario["pipeline"], int(scenario["big"])
        mine, rival = _manager(answer, lab), lab.must(answer.CheckpointManager, table)
        rounds: dict[str, Json] = {}
        there = None
        for label, marks in (("first", (big, 1)), ("later", (big + 2, big + 1))):
            seen: Json = {"values": {"mine": marks[0], "rival": marks[1]}}

            def meanwhile(_: int, seen: Json = seen, expected: Any = there) -> None:
                if "rival" not in seen:
                    seen["rival"] = {}
                    value = seen["values"]["rival"]
                    seen["rival"] = lab.call(rival.set_checkpoint, name, "race", value, expected).record()

            with noticed(type(lab.spark.range(1)), meanwhile):
                seen["mine"] = lab.call(mine.set_checkpoint, name, "race", marks[0], there).record()
            left = lab.call(mine.get_checkpoint, name, "race")
            rounds[label] = seen | {"get": {"call": left.record(), "mark": _kept(left.value)}}
            there = left.value
        return rounds

    @witness
    def witness(self, root: Path) -> Json:
        """The table as delta-rs reads it: how many rows every name has."""
        path = root / "tables" / TABLE
        if lake.version(path) < 0:
            return {"version": -1, "columns": [], "names": []}
        rows = lake.rows(path)
        columns = sorted(rows[0]) if rows else []
        names = [[row.get("pipeline"), row.get("key")] for row in rows]
        return {"version": lake.version(path), "columns": columns, "names": names}

    # --- criteria ----------------------------------------------------------------------------------------

    @criterion(points=3)
    def round_trip(self, scenario: Json, kinds: Any) -> None:
        """texts, whole numbers, dates and moments come back as what they were, whatever the zones

        collect() gives a moment without its zone, in the zone of the process, and a cast to text uses the
        session's. A text with its offset, made and read in Python, depends on neither.
        """
        seen = kinds
        value = expect_returned(seen["absent"], what="None for a mark that was never set")
        expect_equal(value, None, what="get_checkpoint of a mark that was never set")
        for key, kept in scenario["marks"].items():
            reproduce = _retell(scenario, kept)
            expect_returned(seen["marks"][key]["set"], what=f"a {kept[0]} to be stored", reproduce=reproduce)
            _expect_mark(seen["marks"][key]["get"], kept, reproduce)
        what = "a ValueError for a datetime without a zone, which could be any of 24 moments"
        expect_raised(seen["naive"], "ValueError", what=what, reproduce="set a datetime(2013, 3, 10, 2, 30)")

    @criterion(points=2)
    def one_row(self, scenario: Json, evidence: Evidence) -> None:
        """the table has one row for a pipeline and key, however often its mark is set

        An append keeps every mark that ever was. MERGE on pipeline and key updates the row that is there.
        """
        if evidence["witness"]["version"] < 0:
            return  # no Delta table: criterion 6 says so
        # Marks that another criterion is about (hostile names, the race of two runs) are left to it.
        ours = [tuple(name) for name in _names(evidence) if name[0] == scenario["pipeline"]]
        counts = Counter(name for name in ours if name[1] != "race")
        wanted = {(scenario["pipeline"], key) for key in scenario["marks"]}
        reproduce = f'set the same mark three times; spark.table("{TABLE}").show()'
        missing = wanted - counts.keys()
        expect(
            not missing,
            expected=f"a row for each of {sorted(wanted)} in the columns pipeline and key",
            got=f"none for {sorted(missing)}",
            reproduce=reproduce,
        )
        twice = {name: count for name, count in counts.items() if count > 1}
        expect(
            not twice,
            expected="one row for each pipeline and key",
            got=", ".join(f"{count} rows for {name}" for name, count in twice.items()),
            reproduce=reproduce,
        )

    @criterion(points=3, needs=(round_trip,))
    def hostile_names(self, scenario: Json, evidence: Evidence) -> None:
        """names and texts are values: quotes, semicolons, backslashes, braces and line ends change
        nothing

        A value glued into a query is read as SQL. spark.sql(query, args={…}), or a column compared with a
        literal, F.col('key') == key, takes it as it is.
        """
        seen, case = evidence["names"], scenario["hostile"]
        reproduce = f"set_checkpoint({case['pipeline']!r}, {case['key']!r}, {case['value']!r})"
        expect_returned(seen["set"], what="a mark under these names to be stored", reproduce=reproduce)
        _expect_mark(seen["get"], ["string", case["value"]], reproduce)
        for label, got in seen["neighbours"].items():
            value = expect_returned(got["call"], what=f"None for a name {label}", reproduce=reproduce)
            expect_equal(value, None, what=f"the mark of a name {label}", reproduce=reproduce)
        here = [name for name in _names(evidence) if name == [case["pipeline"], case["key"]]]
        if evidence["witness"]["version"] >= 0:
            expect_equal(len(here), 1, what="rows under exactly these names", reproduce=reproduce)

    @criterion(points=3, needs=(round_trip,))
    def never_backwards(self, scenario: Json, order: Any) -> None:
        """a mark never moves backwards, unless forced

        Compare marks as what they are: as texts, 10 is less than 9, and 14:29 in Tokyo is before 05:30 in
        London. Another kind cannot be compared at all. Only force=True gets past.
        """
        seen, offset = order, ["int", scenario["next"]]
        for label in ("forward", "the same"):
            what = f"{scenario['next']} to be stored over {scenario['marks']['offset'][1]} ({label})"
            expect_returned(seen[label]["set"], what=what, reproduce="set 9, then 10, then 10 again")
        _expect_mark(seen["forward"]["get"], offset, "set 9, then 10, then get")
        stays = {
            "backward": (offset, "a smaller number"),
            "another kind": (offset, "a text over a number"),
            "a day back": (scenario["marks"]["day"], "the day before"),
            "a minute back": (
                scenario["marks"]["seen"],
                "a moment one minute earlier, given in Tokyo's time",
            ),
        }
        for label, (kept, said) in stays.items():
            reproduce = f"set {said}; get what is stored"
            expect_raised(
                seen[label]["set"],
                "CheckpointConflict",
                what=f"a CheckpointConflict for {said}",
                reproduce=reproduce,
            )
            if label not in UNSEEN:
                _expect_mark(seen[label]["get"], kept, reproduce)
        moment = ["timestamp", scenario["on_the_second"]]
        forced = {
            "by force": (["int", scenario["zero"]], "a smaller number"),
            "another kind by force": (moment, "a moment over a date"),
        }
        for label, (kept, said) in forced.items():
            reproduce = f"set_checkpoint(…, <the {kept[0]} {kept[1]}>, force=True)"
            expect_returned(seen[label]["set"], what=f"{said} to be stored by force", reproduce=reproduce)
            _expect_mark(seen[label]["get"], kept, reproduce)

    @criterion(points=3, needs=(round_trip,))
    def compare_and_set(self, scenario: Json, compared: Any) -> None:
        """with `expected`, a mark is only set over that value; expected=None means that there is none

        None is an expectation of its own, so it cannot be the default: compare with UNSET, by `is`. Force
        lets a mark go back; it does not get past an expectation.
        """
        seen = compared["tries"]
        batch, now = scenario["marks"]["batch"], compared["now"]
        refused = {
            "another value": batch,
            "another value, by force": batch,
            "None": now,
            "a value": None,
        }
        for label, there in refused.items():
            reproduce = f"set with expected = {label} where the mark is {there[1] if there else 'not there'}"
            what = "a CheckpointConflict, because the mark is not what was expected"
            expect_raised(seen[label]["set"], "CheckpointConflict", what=what, reproduce=reproduce)
            if label not in UNSEEN:
                _expect_mark(seen[label]["get"], there, reproduce)
        reproduce = "set_checkpoint(…, value, expected=get_checkpoint(…))"
        expect_returned(
            seen["what is stored"]["set"],
            what="the mark to be set where it is as expected",
            reproduce=reproduce,
        )
        _expect_mark(seen["what is stored"]["get"], ["int", str(FORWARD)], reproduce)

    @criterion(points=2)
    def own_table(self, scenario: Json, kinds: Any, witness: Any, order: Any) -> None:
        """it makes its own table, in Delta, and lives with one that is there

        CREATE TABLE IF NOT EXISTS … USING delta, when a manager is made. What another manager has stored
        is there too: keep nothing in memory.
        """
        seen, found = kinds, witness
        expect(
            found["version"] >= 0,
            expected=f"a Delta table {TABLE}",
            got="no Delta log where the table should be",
            reproduce=f'CheckpointManager("{TABLE}"); DESCRIBE DETAIL {TABLE}',
        )
        read = seen["marks"]["batch"]["get"]["call"]
        reproduce = "a second CheckpointManager of the same table, then get_checkpoint"
        value = expect_returned(read, what="a second manager to read the table", reproduce=reproduce)
        expect(
            value is not None,
            expected="a second manager to find what the first has stored",
            got="None",
            reproduce=reproduce,
        )
        again = order["seen by another"]["get"]
        before = ["int", scenario["marks"]["offset"][1]]
        if order["forward"]["get"]["mark"] != before:
            reproduce = "get with one manager, set with a second one, get with the first again"
            expect(
                again["mark"] != before,
                expected="a manager to see what another one has set since",
                got=f"the old mark, {before[1]}",
                reproduce=reproduce,
            )

    @criterion(points=3, core=False, needs=(one_row, compare_and_set))
    def one_wins(self, scenario: Json, evidence: Evidence) -> None:
        """of two runs that set a mark at the same time, one wins and the other hears of it

        Between your read and your write the mark may move. The write itself has to ask again: a MERGE
        whose clauses hold only for what you read, and whose number of affected rows you look at.
        """
        expected = {"first": "None", "later": "the mark that both have read"}
        for label, seen in evidence["race"].items():
            reproduce = (
                "let another manager set the mark right after yours has read it, both with "
                f"expected = {expected[label]}"
            )
            landed = [name for name in seen["values"] if "error" not in seen.get(name, {"error": None})]
            expect(
                len(landed) == 1,
                expected="one of two runs to set the mark, the other to get a CheckpointConflict",
                got="both believe that theirs is stored" if landed else "neither could set it",
                reproduce=reproduce,
            )
            _expect_mark(seen["get"], ["int", str(seen["values"][landed[0]])], reproduce)
            loser = next(name for name in seen["values"] if name not in landed)
            if loser in seen:
                what = "a CheckpointConflict for the run that came second"
                expect_raised(seen[loser], "CheckpointConflict", what=what, reproduce=reproduce)
        rows = [name for name in _names(evidence) if name == [scenario["pipeline"], "race"]]
        expect_equal(len(rows), 1, what="rows for this mark", reproduce="two first runs at the same time")


def _value(kept: Kept) -> Any:
    """The mark itself; a moment in New York's time, as a colleague there would give it."""
    value = from_text(*kept)
    return value.astimezone(NEW_YORK) if isinstance(value, datetime) else value


def _moment_of(scenario: Json) -> Any:
    """A moment on the second, whose text has no fraction."""
    return _value(["timestamp", scenario["on_the_second"]])


def _kept(value: Any) -> Any:
    """A mark as kind and text; what is no mark as the name of its type and its text; None for None."""
    if value is None:
        return None
    try:
        return to_text(value)
    except (TypeError, ValueError):
        kind = "timestamp without a zone" if isinstance(value, datetime) else type(value).__name__
        return [kind, str(value)]


def _manager(answer: SimpleNamespace, lab: Lab) -> Any:
    return lab.must(answer.CheckpointManager, f"{lab.database}.{TABLE}")


def _get(lab: Lab, manager: Any, pipeline: str, key: str) -> Json:
    done = lab.call(manager.get_checkpoint, pipeline, key)
    return {"call": done.record(), "mark": _kept(done.value)}


def _names(evidence: Evidence) -> list[Any]:
    found = evidence["witness"]
    if found["names"] and not {"pipeline", "key"} <= set(found["columns"]):
        raise Failed(
            expected="a table with the columns pipeline and key", got=f"the columns {found['columns']}"
        )
    names: list[Any] = found["names"]
    return names


def _expect_mark(got: Json, kept: Kept | None, reproduce: str) -> None:
    expect_returned(got["call"], what="get_checkpoint to return", reproduce=reproduce)
    due = "None" if kept is None else f"the {kept[0]} {kept[1]}"
    mark = got["mark"]
    expect(
        mark == kept,
        expected=f"get_checkpoint to return {due}",
        got="None" if mark is None else f"the {mark[0]} {mark[1]}",
        reproduce=reproduce,
    )


def _retell(scenario: Json, kept: Kept) -> str:
    if kept[0] != "timestamp":
        return f"set_checkpoint({scenario['pipeline']!r}, …, <the {kept[0]} {kept[1]}>), then get it"
    written, read = scenario["written"], scenario["read"]
    return (
        f"set {kept[1]} with the session in {written['session']} and the process in {written['process']}; "
        f"get it with the session in {read['session']} and the process in {read['process']}"
    )
