"""Rules as SQL and as plain Python, and rows that keep or break them: what a validation must find."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

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


class Rule(NamedTuple):
    """A condition as SQL and as plain Python, where NULL is not met, and what breaks it for certain."""

    sql: str
    holds: Callable[[Row], bool]
    column: int
    breaks: Callable[[Row], Any]
    """The new value of ``column``."""


# One name is a column's too, one holds a quote, one a dot: a name is any text. One condition has an OR, which
# binds less than a NOT before it. In order: what breaks the last one looks at another column.
RULES: dict[str, Rule] = {
    "distance": Rule("distance > 0", lambda r: (r[DISTANCE] or 0) > 0, DISTANCE, lambda r: 0),
    "a sane dep.delay": Rule(
        "`dep.delay` BETWEEN -60 AND 1440",
        lambda r: r[DELAY] is not None and -60 <= r[DELAY] <= 1440,
        DELAY,
        lambda r: 9999,
    ),
    "has_carrier": Rule("carrier IS NOT NULL", lambda r: r[CARRIER] is not None, CARRIER, lambda r: None),
    "known_origin": Rule(
        "origin = 'EWR' OR origin IN ('JFK', 'LGA')",
        lambda r: r[ORIGIN] in ("EWR", "JFK", "LGA"),
        ORIGIN,
        lambda r: "PHL",
    ),
    "origin isn't dest": Rule(
        "origin <> dest",
        lambda r: None not in (r[ORIGIN], r[DEST]) and r[ORIGIN] != r[DEST],
        DEST,
        lambda r: r[ORIGIN],
    ),
}
# A NULL in their column leaves these without an answer.
UNKNOWN = ("distance", "origin isn't dest", "a sane dep.delay")


def draw(rng: random.Random) -> Json:
    """Rules in some order, name → SQL, and rows of three parts.

    Their flight numbers tell the parts: plain, unknown, repeated.
    """
    rules = list(RULES)
    rng.shuffle(rules)
    rows = [_fine(rng, number) for number in range(1, 25)]
    rows += [_broken(rng, 30 + n, rng.sample(rules, 1 + n % 3)) for n in range(9)]
    rows += [_broken(rng, 50 + n, [rule]) for n, rule in enumerate(rules)]
    rows += [_unknown(rng, 100 + n, rule) for n, rule in enumerate(UNKNOWN)]
    for number, twin in ((200, _fine(rng, 200)), (201, _broken(rng, 201, rules[:2]))):
        rows += [twin] * (2 + number % 2)
    rng.shuffle(rows)
    return {"rules": {name: RULES[name].sql for name in rules}, "rows": rows}


def part(row: Row) -> str:
    """What a row is there for."""
    number = row[FLIGHT]
    return "plain" if number < 100 else "unknown" if number < 200 else "repeated"


def failed(row: Row, rules: Iterable[str]) -> list[str]:
    """Names of the rules that a row does not meet, sorted."""
    return sorted(name for name in rules if not RULES[name].holds(row))


def counts(rows: list[Row], rules: Iterable[str]) -> dict[str, int]:
    """total, good, bad, and one number per rule."""
    broken = [failed(row, rules) for row in rows]
    bad = sum(map(bool, broken))
    per_rule = {name: sum(name in one for one in broken) for name in rules}
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
    for name, rule in RULES.items():
        if name in names:
            row[rule.column] = rule.breaks(row)
    return row


def _unknown(rng: random.Random, number: int, name: str) -> Row:
    row = _fine(rng, number)
    row[RULES[name].column] = None
    return row
