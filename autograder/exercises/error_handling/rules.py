"""Rules as SQL and as plain Python, and rows that keep or break them: what a validation must find."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from autograder.checks import Json
from autograder.worlds.frames import Row, Types

FAILED = "_failed_rules"
TYPES: Types = {
    "flight": "int",
    "carrier": "string",
    "origin": "string",
    "dest": "string",
    "dep.delay": "int",  # such columns come from flattened JSON
    "distance": "int",
}
COLUMNS = list(TYPES)
FLIGHT, CARRIER, ORIGIN, DEST, DELAY, DISTANCE = range(len(TYPES))

# Name → SQL and the same in Python, where None stands for SQL's NULL. One name is a column's too, one holds a
# quote, one a dot: a name is any text. One condition has an OR, which binds less than a NOT before it.
RULES: dict[str, tuple[str, Callable[[Row], bool | None]]] = {
    "distance": ("distance > 0", lambda r: None if r[DISTANCE] is None else r[DISTANCE] > 0),
    "origin isn't dest": (
        "origin <> dest",
        lambda r: None if r[ORIGIN] is None or r[DEST] is None else r[ORIGIN] != r[DEST],
    ),
    "a sane dep.delay": (
        "`dep.delay` BETWEEN -60 AND 1440",
        lambda r: None if r[DELAY] is None else -60 <= r[DELAY] <= 1440,
    ),
    "has_carrier": ("carrier IS NOT NULL", lambda r: r[CARRIER] is not None),
    "known_origin": (
        "origin = 'EWR' OR origin IN ('JFK', 'LGA')",
        lambda r: None if r[ORIGIN] is None else r[ORIGIN] in ("EWR", "JFK", "LGA"),
    ),
}
# What breaks each rule for certain: a column and its new value. In order: one looks at another's.
BREAKS: dict[str, tuple[int, Callable[[Row], Any]]] = {
    "distance": (DISTANCE, lambda r: 0),
    "a sane dep.delay": (DELAY, lambda r: 9999),
    "has_carrier": (CARRIER, lambda r: None),
    "known_origin": (ORIGIN, lambda r: "PHL"),
    "origin isn't dest": (DEST, lambda r: r[ORIGIN]),
}
# A NULL in this column leaves the rule without an answer.
UNKNOWN: dict[str, int] = {"distance": DISTANCE, "origin isn't dest": DEST, "a sane dep.delay": DELAY}


def draw(rng: random.Random) -> Json:
    """Rules in some order, and rows of three parts, told by their flight number: plain, unknown, repeated."""
    rules = list(RULES)
    rng.shuffle(rules)
    rows = [_fine(rng, number) for number in range(1, 25)]
    rows += [_broken(rng, 30 + n, rng.sample(rules, 1 + n % 3)) for n in range(9)]
    rows += [_broken(rng, 50 + n, [rule]) for n, rule in enumerate(rules)]
    rows += [_unknown(rng, 100 + n, rule) for n, rule in enumerate(UNKNOWN)]
    for number, twin in ((200, _fine(rng, 200)), (201, _broken(rng, 201, rules[:2]))):
        rows += [twin] * (2 + number % 2)
    rng.shuffle(rows)
    return {"rules": rules, "rows": rows}


def part(row: Row) -> str:
    """What a row is there for."""
    number = row[FLIGHT]
    return "plain" if number < 100 else "unknown" if number < 200 else "repeated"


def sql(names: list[str]) -> dict[str, str]:
    """The rules as the learner's function gets them."""
    return {name: RULES[name][0] for name in names}


def failed(row: Row, names: list[str]) -> list[str]:
    """Names of the rules that a row does not meet, sorted; NULL is not met."""
    return sorted(name for name in names if RULES[name][1](row) is not True)


def counts(rows: list[Row], names: list[str]) -> dict[str, int]:
    """total, good, bad, and one number per rule."""
    broken = [failed(row, names) for row in rows]
    bad = sum(map(bool, broken))
    per_rule = {name: sum(name in one for one in broken) for name in names}
    return {"total": len(rows), "good": len(rows) - bad, "bad": bad, **per_rule}


def simple_rows(total: int, bad: int) -> list[Row]:
    """So many rows, the first of them with a distance of 0."""
    return [[n, "UA", "EWR", "ORD", n % 60, 0 if n < bad else 719] for n in range(total)]


def _fine(rng: random.Random, number: int) -> Row:
    return [
        number,
        rng.choice(["AA", "B6", "UA"]),
        rng.choice(["EWR", "JFK", "LGA"]),
        rng.choice(["ORD", "BOS", "SFO"]),
        rng.randint(-10, 300),
        rng.randint(90, 2500),
    ]


def _broken(rng: random.Random, number: int, names: list[str]) -> Row:
    row = _fine(rng, number)
    for name, (column, value) in BREAKS.items():
        if name in names:
            row[column] = value(row)
    return row


def _unknown(rng: random.Random, number: int, name: str) -> Row:
    row = _fine(rng, number)
    row[UNKNOWN[name]] = None
    return row
