"""``dedupe_latest(df, key_columns, order_by)``: one row per key, the newest, however the rows arrive."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from autograder.checks import Exercise, Json, Lab, criterion, expect, expect_equal, probe, seeing
from autograder.worlds.frames import Row, Types, spark_frame

KEY = ["carrier", "flight"]
ORDER = "updated_at"
TYPES: Types = {
    "carrier": "string",
    "flight": "int",
    "tailnum": "string",
    "dep_delay": "int",
    "updated_at": "timestamp",
}
# Names that people like to give to a helper column of their own.
HELPERS = ("rn", "_rn", "row_num", "row_number", "rank", "_rank")
HOSTILE = {"dep.delay": "int", "tail`num": "string", "order": "int"}
WIDE: Types = {**TYPES, **dict.fromkeys(HELPERS, "int"), **HOSTILE}
CARRIERS = ("AA", "B6", "DL", "EV", "MQ", "UA", "US", "WN")


class DedupeLatest(Exercise):
    """Each key has several versions in the batch; exactly one row of each must come back."""

    name = "dedupe_latest"
    needs_spark = True
    hints = (
        "dropDuplicates keeps one row per key, but which one? What would you have to tell Spark so that it "
        "keeps the newest?",
        "Number the versions of each key from newest to oldest with a window function, keep number one. "
        "Where two versions share a date, only further sort columns make the choice the same every time.",
        "Window.partitionBy(*keys).orderBy(F.col(order_by).desc_nulls_last(), *all other columns); then "
        "row_number() == 1. Number the rows in a column whose name the batch cannot have, for instance "
        'beside F.struct("*"), and unpack the struct afterwards.',
    )

    def scenario(self, rng: random.Random) -> Json:
        start = datetime(2013, rng.randint(1, 12), rng.randint(1, 28), 6, tzinfo=UTC)
        flights = rng.sample([[c, n] for c in CARRIERS for n in range(1, 900)], 30)
        plain, tied, undated = flights[:12], flights[12:22], flights[22:]
        rows = [row for key in plain for row in _versions(rng, key, start)]
        rows += [row for key in tied for row in _ties(rng, key, start)]
        rows += [row for number, key in enumerate(undated) for row in _undated(rng, key, start, number % 3)]
        rng.shuffle(rows)
        return {"rows": rows, "plain": plain, "tied": tied, "undated": undated, "orders": _orders(rng, rows)}

    @probe
    def orders(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> list[list[Row]]:
        """The same rows in several orders: what is kept each time."""
        rows = scenario["rows"]
        batches = [spark_frame(lab.spark, TYPES, [rows[n] for n in order]) for order in scenario["orders"]]
        lab.keep(batches=batches, keys=KEY)
        return [lab.must(_collect, lab.must(answer.dedupe_latest, b, KEY, ORDER), TYPES) for b in batches]

    @probe
    def columns(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A frame with one row per key and names that get in the way."""
        frame = spark_frame(lab.spark, WIDE, _wide_rows(scenario))
        lab.keep(batch=frame, keys=KEY)
        kept = lab.must(answer.dedupe_latest, frame, KEY, ORDER)
        return {"types": lab.must(_types, kept), "rows": lab.must(_collect, kept, WIDE)}

    @criterion(points=3)
    def newest(self, scenario: Json, orders: list[list[Row]]) -> None:
        """keeps the newest version of each key, and one only

        One row per key comes back, and it is the one with the latest updated_at, complete: never a mix of
        two versions.
        """
        for kept in orders:
            for key in scenario["plain"] + scenario["tied"]:
                with seeing(_see(key)):
                    count = len(_of(kept, key))
                    expect(count == 1, expected=f"one row for flight {_name(key)}", got=f"{count} rows")
            for key in scenario["plain"]:
                _expect_version(kept, key, [max(_of(scenario["rows"], key), key=_date)])

    @criterion(points=3, needs=(newest,))
    def deterministic(self, scenario: Json, orders: list[list[Row]]) -> None:
        """keeps the same version whatever the order of arrival, also when dates are equal

        Two versions with the same date: sort by the other columns too, so that the choice does not depend
        on which row Spark happens to see first.
        """
        first, *others = orders
        for key in scenario["tied"]:
            versions = _of(scenario["rows"], key)
            latest = max(map(_date, versions))
            _expect_version(first, key, [row for row in versions if _date(row) == latest])
            for other in others:
                with seeing(_see(key)):
                    expect(
                        _of(other, key) == _of(first, key),
                        expected=f"flight {_name(key)} to come out alike from every order of the same rows",
                        got=f"once {_of(first, key)[0]}, once {_of(other, key)[0]}",
                    )

    @criterion(points=2, needs=(newest,))
    def nulls_last(self, scenario: Json, orders: list[list[Row]]) -> None:
        """lets any dated version win over one without a date

        Where do NULLs go in a descending order? desc_nulls_last() says it, instead of hoping.
        """
        for key in scenario["undated"]:
            _expect_version(orders[0], key, [max(_of(scenario["rows"], key), key=_date)])

    @criterion(points=2, needs=(newest,))
    def columns_unchanged(self, scenario: Json, columns: Json) -> None:
        """leaves the columns as they are: names, order, types

        A helper column needs a name that no batch can have, and must be gone afterwards; a name with a
        dot or a backquote needs quote(name) wherever Spark parses it.
        """
        with seeing(f"{KEEP_LATEST}.printSchema()"):
            expect_equal(columns["types"], list(map(list, WIDE.items())), what="the batch's own columns")
        with seeing(f"{KEEP_LATEST}.show()"):
            rows, given = (sorted(some, key=repr) for some in (columns["rows"], _wide_rows(scenario)))
            expect_equal(rows, given, what="the values of a batch that has no duplicates")


KEEP_LATEST = f"dedupe_latest(case.batch, case.keys, {ORDER!r})"


# --- the scenario's rows -----------------------------------------------------------------------------------


def _versions(rng: random.Random, key: Row, start: datetime) -> list[Row]:
    """Two to four versions of one flight, all of different age; the oldest has the largest values."""
    ages = rng.sample(range(600), rng.randint(2, 4))
    return [[*key, f"N{age:03}AA", age, _at(start, age)] for age in ages]


def _ties(rng: random.Random, key: Row, start: datetime) -> list[Row]:
    """An old version and three equally new ones; one column alone does not tell them apart."""
    old, new = _at(start, 500), _at(start, rng.randint(0, 400))
    tail, other = rng.sample(["N1UA", "N2UA", "N3UA", "N4UA"], 2)
    return [[*key, "N9UA", 99, old], [*key, tail, 1, new], [*key, tail, 2, new], [*key, other, None, new]]


def _undated(rng: random.Random, key: Row, start: datetime, count: int) -> list[Row]:
    """A version without a date, and ``count`` versions with."""
    dated = [[*key, f"N{age}B6", age, _at(start, age)] for age in rng.sample(range(600), count)]
    return [[*key, "N999ZZ", 999, None], *dated]


def _wide_rows(scenario: Json) -> list[Row]:
    """Some flights, one row each, with a value in every number of the further columns."""
    extra = [None if kind == "string" else 7 for kind in WIDE.values()][len(TYPES) :]
    return [[*key, "N1", 5, "2013-01-01T06:00:00+00:00", *extra] for key in scenario["plain"][:3]]


def _at(start: datetime, age: int) -> str:
    return (start - timedelta(minutes=age)).isoformat()


def _orders(rng: random.Random, rows: list[Row]) -> list[list[int]]:
    """The rows as they are, backwards, and shuffled."""
    there = list(range(len(rows)))
    return [there, there[::-1], rng.sample(there, len(there))]


# --- reading and comparing ---------------------------------------------------------------------------------


def _collect(frame: Any, types: Types) -> list[Row]:
    """The rows in the order of our columns, whatever order and further columns the frame has."""
    rows = frame.select(*["`" + name.replace("`", "``") + "`" for name in types]).collect()
    return [[_utc(value) for value in row] for row in rows]


def _utc(value: Any) -> Any:
    """Spark's timestamps come as naive times of the process's zone, which a lesson's process has as UTC."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def _types(frame: Any) -> list[list[str]]:
    return [[field.name, field.dataType.simpleString()] for field in frame.schema.fields]


def _of(rows: list[Row], key: Row) -> list[Row]:
    return [row for row in rows if row[: len(KEY)] == key]


def _date(row: Row) -> str:
    return row[-1] or ""


def _name(key: Row) -> str:
    return " ".join(map(str, key))


def _see(key: Row) -> str:
    """Code that shows what a batch holds of a flight, and what is kept of it from every order of the rows."""
    one = " AND ".join(f"{name} = {value!r}" for name, value in zip(KEY, key, strict=True))
    return f"""\
case.batches[0].where("{one}").show()
for batch in case.batches:
    dedupe_latest(batch, case.keys, {ORDER!r}).where("{one}").show()"""


def _expect_version(kept: list[Row], key: Row, allowed: list[Row]) -> None:
    """The kept row of a key is one of those allowed."""
    found = _of(kept, key)
    with seeing(_see(key)):
        expect(
            len(found) == 1 and found[0] in allowed,
            expected=f"flight {_name(key)} as {' or '.join(map(str, allowed))}",
            got=str(found[0]) if len(found) == 1 else f"{len(found)} rows",
        )
