"""The cases of ``write_idempotent`` beside its story: bad batches, awkward names, a conflict, a crash."""

from __future__ import annotations

import random
from collections.abc import Iterator

from autograder.checks import Json
from autograder.exercises.idempotent_writes.batches import KEY, WIDTH, Model, version
from autograder.worlds.frames import Row

# Names that are legal in Delta and trouble in SQL; the one with a space needs column mapping.
AWKWARD = ("dep.delay", "tail`num", "order", "source", "target", "sched time")
TRIES = 3  # how often the rival may miss its moment


def refused(rng: random.Random, rows: list[Row]) -> Json:
    """A batch with NULLs in one key column, and it whole; its rows differ also without that column."""
    column = rng.choice(["carrier", "flight"])
    place = KEY.index(column)
    apart = {(*row[:place], *row[place + 1 : WIDTH]): row for row in rows}
    broken = rng.sample(list(apart.values()), rng.randint(2, min(5, len(apart))))
    mixed = [[*row[:place], None, *row[place + 1 :]] if row in broken else row for row in rows]
    return {
        "rows": mixed,
        "column": column,
        "count": len(broken),
        "whole": rows,
        "missing": rng.choice(KEY),
    }


def names(rng: random.Random) -> Json:
    """A small table and a batch for it, all columns with awkward names: two keys, values, the date last."""
    names = rng.sample(AWKWARD, len(AWKWARD))
    types = dict(zip(names, ("string", "int", "string", "int", "string", "timestamp"), strict=True))
    stamps = [f"2013-0{month}-{rng.randint(10, 28)}T06:00:00+00:00" for month in (1, 2, 3)]

    def row(number: int, word: str | None, stamp: str) -> Row:
        return [f"k{number}", number, word, rng.randrange(99), "x", stamp]

    table = [row(1, "a", stamps[1]), row(2, None, stamps[1]), row(3, "c", stamps[1]), row(4, "d", stamps[1])]
    batch = [row(1, "b", stamps[2]), row(2, "b", stamps[2]), row(3, "b", stamps[0])]
    batch += [row(5, "e", stamps[1]), row(5, "f", stamps[2])]
    return {"types": types, "keys": names[:2], "order": names[-1], "table": table, "batch": batch}


def conflict(rng: random.Random, now: Model, spare: Iterator[Row]) -> Json:
    """Two calls that meet a rival, ``last`` and ``met``, each with TRIES batches and the rival's rows.

    A batch is an update and a new row, newer than the batch before.
    """
    old, new = rng.choice(_complete(now)), next(spare)
    later = [rng.randint(700, 900) + 1000 * number for number in range(2 * TRIES)]
    batches = [[version(row, rng, minutes=minutes) for row in (old, new)] for minutes in later]
    rivals = [[*old[:1], "ZZ", 9000 + number, *old[3:]] for number in range(2 * TRIES)]
    return {
        "last": {"batches": batches[:TRIES], "rivals": rivals[:TRIES]},
        "met": {"batches": batches[TRIES:], "rivals": rivals[TRIES:]},
    }


def crash(rng: random.Random, spare: Iterator[Row]) -> Json:
    """A batch for a table to be made, and one that holds its flights again, some newer, and further ones."""
    rows = [next(spare) for _ in range(6)]
    first = [*rows[:4], version(rows[0], rng, minutes=-30)]
    newer = [version(row, rng, minutes=rng.randint(1, 600)) for row in rows[:2]]
    return {"first": first, "second": [*newer, *rows[2:]]}


def _complete(table: Model) -> list[Row]:
    """The table's rows without NULLs."""
    return [row for row in table.rows.values() if None not in row]
