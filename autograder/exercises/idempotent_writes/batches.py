"""Batches of real flights in which every row plays a known part, and the table they should make."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from autograder import flights
from autograder.checks import Json
from autograder.worlds.frames import Row, Types

KEY = list(flights.KEY)
ORDER = "updated_at"
TYPES: Types = {name: flights.SCHEMA[name] for name in (*KEY, "tailnum", "dep_delay", ORDER)}
WIDTH = len(KEY)
TAIL, DELAY, STAMP = range(WIDTH, WIDTH + 3)

# How many flights play each part of the story: what the second batch does to what the first one left.
PARTS = {
    "changed": 60,  # newer, other values
    "filled": 5,  # newer, a NULL becomes a value
    "emptied": 5,  # newer, a value becomes NULL
    "restamped": 5,  # newer, the same values
    "unchanged": 8,  # sent again as it was
    "older": 8,  # older, or without a date: must not win
    "undated": 6,  # without a date in the table: must not win either
    "equal": 6,  # the same date, other values or NULLs: the later arrival wins
    "absent": 20,  # not in the second batch
    "repeated_first": 6,  # several versions in the first batch
    "repeated_later": 6,  # several versions in the second batch
    "new": 12,  # only in the second batch
}
SPARE = 40  # flights that play no part in the story


class Model:
    """A table as it should be: upsert after upsert, in plain Python."""

    def __init__(self, rows: Iterable[Row] = (), *, keys: int = WIDTH, stamp: int = STAMP) -> None:
        self.keys, self.stamp = keys, stamp
        self.rows = {tuple(row[:keys]): row for row in rows}

    def upsert(self, batch: Iterable[Row]) -> tuple[int, int]:
        """Bring a batch in; how many rows that inserts and updates."""
        inserted = updated = 0
        for key, row in newest(batch, keys=self.keys, stamp=self.stamp).items():
            old = self.rows.get(key)
            if old is None:
                inserted += 1
            elif row == old or not self._wins(row, old):
                continue
            else:
                updated += 1
            self.rows[key] = row
        return inserted, updated

    def _wins(self, row: Row, old: Row) -> bool:
        """Dates are ISO texts of one form and zone, so that they compare like the moments they name."""
        return old[self.stamp] is None or (row[self.stamp] or "") >= old[self.stamp]


def newest(batch: Iterable[Row], *, keys: int = WIDTH, stamp: int = STAMP) -> dict[tuple[Any, ...], Row]:
    """One row per key, the one with the latest date; our batches never repeat a date within a key."""
    versions: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in batch:
        versions[tuple(row[:keys])].append(row)
    return {key: max(rows, key=lambda row: row[stamp] or "") for key, rows in versions.items()}


def story(rng: random.Random) -> Json:
    """A first and a second batch of one day's flights, and the keys that play each part."""
    played = sum(PARTS.values())
    drawn = _flights(rng, played + SPARE)
    roles: dict[str, list[Row]] = {}
    first: list[Row] = []
    second: list[Row] = []
    rows = iter(drawn)
    for part, count in PARTS.items():
        roles[part] = []
        for number, row in enumerate(islice(rows, count)):
            before, after = _play(part, row, number, rng)
            first += before
            second += after
            roles[part].append(row[:WIDTH])
    rng.shuffle(first)
    rng.shuffle(second)
    return {"first": first, "second": second, "roles": roles, "spare": drawn[played:]}


def _flights(rng: random.Random, count: int) -> list[Row]:
    """Flights of one day that left with a tail number and a delay, dated by their actuals."""
    first, end = rng.choice(flights.SLICE)
    flown = flights.actuals_batch(first + timedelta(days=rng.randrange((end - first).days))).dropna()
    sample = flown[list(TYPES)].iloc[rng.sample(range(len(flown)), count)]
    return [_plain(row) for row in sample.itertuples(index=False)]


def _plain(values: Iterable[Any]) -> Row:
    return [v.isoformat() if isinstance(v, date) else v if isinstance(v, str) else int(v) for v in values]


def _play(part: str, row: Row, number: int, rng: random.Random) -> tuple[list[Row], list[Row]]:
    """What the first and the second batch hold of one flight."""
    later = version(row, rng, minutes=rng.randint(1, 600))
    older = version(row, rng, minutes=-rng.randint(1, 600))
    restamped = [*row[:STAMP], later[STAMP]]
    plays: dict[str, tuple[list[Row], list[Row]]] = {
        "changed": ([row], [later]),
        "filled": ([_without(row, number)], [restamped]),
        "emptied": ([row], [_without(restamped, number)]),
        "restamped": ([row], [restamped]),
        "unchanged": ([row], [row]),
        "older": ([row], [older if number % 4 else _undated(later)]),
        "undated": ([_undated(row)], [later if number % 3 else _undated(later)]),
        "equal": _equally_old(row, number, rng),
        "absent": ([row], []),
        "repeated_first": (_repeated(row, number, rng), []),
        "repeated_later": ([row] if number % 3 else [], _repeated(row, number, rng)),
        "new": ([], [row]),
    }
    return plays[part]


def _equally_old(row: Row, number: int, rng: random.Random) -> tuple[list[Row], list[Row]]:
    """Under one date: other values, a value for a NULL, a NULL for a value, in turn."""
    plays = [
        ([row], [version(row, rng, minutes=0)]),
        ([_without(row, number)], [row]),
        ([row], [_without(row, number)]),
    ]
    return plays[number % 3]


def version(row: Row, rng: random.Random, *, minutes: int) -> Row:
    """The same flight with another aircraft and delay, dated so many minutes later."""
    stamp = (datetime.fromisoformat(row[STAMP]) + timedelta(minutes=minutes)).isoformat()
    return [*row[:WIDTH], f"N{rng.randrange(1000):03}XX", row[DELAY] + rng.randint(1, 90), stamp]


def _undated(row: Row) -> Row:
    return [*row[:STAMP], None]


def _without(row: Row, number: int) -> Row:
    """The row with one of its values NULL: the tail number or the delay, in turn."""
    emptied = list(row)
    emptied[(TAIL, DELAY)[number % 2]] = None
    return emptied


def _repeated(row: Row, number: int, rng: random.Random) -> list[Row]:
    """Versions of one flight: newest first and newest last in turn, one without a date, one sent twice."""
    ages = sorted(rng.sample(range(1, 600), 3), reverse=number % 2 == 0)
    versions = [version(row, rng, minutes=age) for age in ages]
    return [*versions, versions[0], _undated(version(row, rng, minutes=0))]


def describe(row: Sequence[Any] | None) -> str:
    """A row as a person reads it: values by name, without the key."""
    if row is None:
        return "no row"
    return ", ".join(f"{name} {value}" for name, value in zip(list(TYPES)[WIDTH:], row[WIDTH:], strict=True))
