"""``dedupe_latest(df, key_columns, order_by)``: one row per key, the newest, however the rows arrive."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from autograder.checks import Exercise, Json, Lab, criterion, expect, expect_equal, probe
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
        found = []
        for order in scenario["orders"]:
            frame = spark_frame(lab.spark, TYPES, [scenario["rows"][position] for position in order])
            kept = lab.must(answer.dedupe_latest, frame, KEY, ORDER)
            found.append(lab.must(_collect, kept, TYPES))
        return found

    @probe
    def columns(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """A frame with one row per key and names that get in the way."""
        types = {**TYPES, **dict.fromkeys(HELPERS, "int"), **HOSTILE}
        extra = [None if kind == "string" else 7 for kind in types.values()][len(TYPES) :]
        rows = [[*key, "N1", 5, "2013-01-01T06:00:00+00:00", *extra] for key in scenario["plain"][:3]]
        frame = spark_frame(lab.spark, types, rows)
        kept = lab.must(answer.dedupe_latest, frame, KEY, ORDER)
        return {
            "before": _schema(frame),
            "after": lab.must(_schema, kept),
            "rows": sorted(lab.must(_collect, kept, types), key=repr),
            "given": sorted(rows, key=repr),
        }

    @criterion(points=3)
    def newest(self, scenario: Json, orders: Any) -> None:
        """keeps the newest version of each key, and one only

        One row per key comes back, and it is the one with the latest updated_at, complete: never a mix of
        two versions.
        """
        for kept in orders:
            for key in scenario["plain"] + scenario["tied"]:
                expect(
                    len(_of(kept, key)) == 1,
                    expected=f"one row for flight {_name(key)}",
                    got=f"{len(_of(kept, key))} rows",
                    reproduce="dedupe_latest(batch, key_columns, order_by).groupBy(*key_columns).count()",
                )
            for key in scenario["plain"]:
                _expect_version(scenario, kept, key, wanted=max(_of(scenario["rows"], key), key=_date))

    @criterion(points=3, needs=(newest,))
    def deterministic(self, scenario: Json, orders: Any) -> None:
        """keeps the same version whatever the order of arrival, also when dates are equal

        Two versions with the same date: sort by the other columns too, so that the choice does not depend
        on which row Spark happens to see first.
        """
        first, *others = orders
        for key in scenario["tied"]:
            _expect_version(scenario, first, key, wanted=None)
            for other in others:
                expect(
                    _of(other, key) == _of(first, key),
                    expected=f"flight {_name(key)} to come out alike from every order of the same rows",
                    got=f"once {_of(first, key)[0]}, once {_of(other, key)[0]}",
                    reproduce="dedupe_latest(batch, …) against dedupe_latest(batch.orderBy(F.rand()), …)",
                )

    @criterion(points=2, needs=(newest,))
    def nulls_last(self, scenario: Json, orders: Any) -> None:
        """lets any dated version win over one without a date

        Where do NULLs go in a descending order? desc_nulls_last() says it, instead of hoping.
        """
        for key in scenario["undated"]:
            dated = [row for row in _of(scenario["rows"], key) if row[-1] is not None]
            wanted = max(dated or _of(scenario["rows"], key), key=_date)
            _expect_version(scenario, orders[0], key, wanted=wanted)

    @criterion(points=2, needs=(newest,))
    def columns_unchanged(self, columns: Any) -> None:
        """leaves the columns as they are: names, order, types

        A helper column needs a name that no batch can have, and must be gone afterwards; a name with a
        dot or a backquote needs quote(name) wherever Spark parses it.
        """
        seen = columns
        expect_equal(
            seen["after"],
            seen["before"],
            what="the batch's own columns",
            reproduce="dedupe_latest(batch, …).printSchema()",
        )
        expect_equal(
            seen["rows"],
            seen["given"],
            what="the values of a batch that has no duplicates",
            reproduce="dedupe_latest(batch, …).show()",
        )


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


def _schema(frame: Any) -> list[list[str]]:
    return [[field.name, field.dataType.simpleString()] for field in frame.schema.fields]


def _of(rows: list[Row], key: Row) -> list[Row]:
    return [row for row in rows if row[: len(KEY)] == key]


def _date(row: Row) -> str:
    return row[-1] or ""


def _name(key: Row) -> str:
    return " ".join(map(str, key))


def _expect_version(scenario: Json, kept: list[Row], key: Row, *, wanted: Row | None) -> None:
    """The kept row of a key is the wanted one; without one, any of the newest versions."""
    versions = _of(scenario["rows"], key)
    newest = max(map(_date, versions))
    allowed = [wanted] if wanted else [row for row in versions if _date(row) == newest]
    found = _of(kept, key)
    expect(
        len(found) == 1 and found[0] in allowed,
        expected=f"flight {_name(key)} as {' or '.join(map(str, allowed))}",
        got=str(found[0]) if len(found) == 1 else f"{len(found)} rows",
        reproduce=f"the versions in the batch: {versions}",
    )
