"""``apply_changes(df, table_name, key_columns, …)``: updates and deletes, late, twice and out of order."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from autograder.checks import (
    Exercise,
    Json,
    Lab,
    criterion,
    expect,
    expect_returned,
    expect_rows,
    probe,
    seeing,
)
from autograder.worlds import lake
from autograder.worlds.frames import arrow

TYPES = {
    "carrier": "string",
    "flight": "int",
    "dest": "string",
    "updated_at": "timestamp",
    "is_deleted": "boolean",
}
KEY = ["carrier", "flight"]
DEAD, LIVE, UNSAID = True, False, None
TABLE = 'lesson.spark.table(case.table).orderBy("carrier", "flight", "updated_at").show(100)'
Row = list[Any]

# What befalls the flights of a kind, batch by batch, as (hour, deleted): () where a batch is silent about it.
# Several events in one batch come in drawn order.
STORIES: dict[str, list[list[tuple[int, bool | None]]]] = {
    "updated": [[(1, LIVE)], [(2, LIVE)], []],
    "left alone": [[(1, LIVE)], [], []],
    "new": [[], [(2, LIVE)], []],
    "deleted": [[(1, LIVE)], [(2, DEAD)], []],
    "deleted, then an older update": [[(1, LIVE)], [(4, DEAD)], [(3, LIVE)]],
    "updated, then an older delete": [[(1, LIVE)], [(4, LIVE)], [(3, DEAD)]],
    "deleted and updated in one batch": [[(1, LIVE)], [(3, LIVE), (4, DEAD), (2, LIVE)], []],
    "deleted and put back in one batch": [[(1, LIVE)], [(2, DEAD), (3, LIVE)], []],
    "deleted, then put back": [[(1, LIVE)], [(2, DEAD)], [(3, LIVE)]],
    "deleted before it was known": [[], [(4, DEAD)], [(3, LIVE)]],
    "deleted in the first batch": [[(2, DEAD), (1, LIVE)], [], [(1, LIVE)]],
    "deleted and updated in the same hour": [[(1, LIVE)], [(2, DEAD), (2, LIVE)], [(2, LIVE)]],
    "not said to be deleted": [[(1, UNSAID)], [(2, UNSAID)], []],
}
IN_ORDER = ("updated", "left alone", "new", "deleted")
TOMBSTONES = ("deleted", "deleted, then an older update")
LATE = (
    "updated, then an older delete",
    "deleted and updated in one batch",
    "deleted and put back in one batch",
)
UNKNOWN = ("deleted before it was known", "deleted in the first batch")


class ApplyChanges(Exercise):
    """Thirteen kinds of flights, each with a story told over three batches; then two batches come again."""

    name = "apply_changes"
    needs_spark = True
    hints = (
        "A deleted row and an older update of it: once the row is gone from the table, what is left to "
        "compare the update with?",
        "Leave the row in the table as a tombstone: its key, when it was deleted, is_deleted = true. Then a "
        "delete is an update like any other, and the newest event of a key wins, from batch and table alike.",
        "Fill is_deleted with false where it is NULL, keep the newest event per key (at one time a delete "
        "before an update), then MERGE: WHEN MATCHED AND struct(s.updated_at, s.is_deleted) > "
        "struct(t.updated_at, t.is_deleted) THEN UPDATE SET *, WHEN NOT MATCHED THEN INSERT *, deletes too.",
    )

    def scenario(self, rng: random.Random) -> Json:
        keys = rng.sample([[c, n] for c in ("AA", "B6", "DL", "UA") for n in range(1, 900)], 3 * len(STORIES))
        cast = {story: keys[3 * n : 3 * n + 3] for n, story in enumerate(STORIES)}
        start = datetime(2013, rng.randint(1, 12), rng.randint(1, 28), 6, tzinfo=UTC)
        batches = [[row for story in STORIES for row in _told(rng, cast, story, n, start)] for n in range(3)]
        for batch in batches:
            rng.shuffle(batch)
        return {"cast": cast, "batches": batches, "replayed": rng.sample([2, 3], 2)}

    @probe
    def applied(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> list[Json]:
        """The table after each batch."""
        return [_apply(number, scenario, answer, lab) for number in (1, 2, 3)]

    @probe
    def replayed(self, scenario: Json, answer: SimpleNamespace, lab: Lab, applied: Any) -> list[Json]:
        """The table after two of them came again."""
        return [_apply(number, scenario, answer, lab) for number in scenario["replayed"]]

    @criterion(points=3)
    def in_order(self, scenario: Json, applied: Any) -> None:
        """updates, inserts and deletes: readers of `WHERE NOT is_deleted` see what is alive

        Start with what a MERGE does for updates and inserts; a delete is an event of the same kind.
        """
        for n, seen in enumerate(applied, start=1):
            expect_returned(seen["call"], what=f"apply_changes to return for batch {n}")
        _expect_stories(scenario, applied[2], IN_ORDER)

    @criterion(points=4, needs=(in_order,))
    def not_resurrected(self, scenario: Json, applied: Any) -> None:
        """keeps a deleted row as a tombstone with the delete's stamp: an older update does not revive it

        An older update that comes after the delete must find something newer in the table.
        """
        _expect_stories(scenario, applied[2], TOMBSTONES, tombstone=True)

    @criterion(points=3, needs=(in_order, not_resurrected))
    def newest_wins(self, scenario: Json, applied: Any) -> None:
        """lets the newest event of a flight win, update or delete, also within one batch

        A delete has a stamp like any other event: older than the row, it deletes nothing.
        """
        _expect_stories(scenario, applied[2], LATE)

    @criterion(points=2, needs=(in_order,))
    def revived(self, scenario: Json, applied: Any) -> None:
        """revives a deleted row when a newer event says so

        A cancelled flight may be put back on: the tombstone yields to what is newer.
        """
        _expect_stories(scenario, applied[2], ("deleted, then put back",))

    @criterion(points=2, needs=(in_order, not_resurrected))
    def unknown_deleted(self, scenario: Json, applied: Any) -> None:
        """remembers the delete of a row that it has never seen

        The older insert may still be on its way, and also the first batch may bring deletes.
        """
        _expect_stories(scenario, applied[2], UNKNOWN)

    @criterion(points=3, needs=(in_order, not_resurrected, newest_wins))
    def replay(self, scenario: Json, applied: Any, replayed: Any) -> None:
        """gives the same rows when batches come again, in whatever order

        One row per key, and the newest event wins: then an old batch finds nothing left to do.
        """
        for number, seen in zip(scenario["replayed"], replayed, strict=True):
            expect_returned(seen["call"], what=f"apply_changes to return for batch {number}, come again")
            with seeing(TABLE):
                what = f"the table after batch {number} came again"
                expect_rows(seen["rows"], applied[2]["rows"], what=what)

    @criterion(points=2, core=False, needs=(in_order, not_resurrected, newest_wins))
    def edges(self, scenario: Json, applied: Any) -> None:
        """takes NULL in is_deleted for false, and a delete for newer than an update of the same time

        `WHERE NOT is_deleted` drops NULL as well as true. Two events of one time need a rule, or chance
        decides: sort by is_deleted after the stamp.
        """
        edges = ("not said to be deleted", "deleted and updated in the same hour")
        _expect_stories(scenario, applied[2], edges)


def _apply(number: int, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
    """One call with the batch of this number, and the table's rows then."""
    table = f"{lab.database}.flights"
    batch = lab.spark.createDataFrame(_arrow(scenario["batches"][number - 1]))
    lab.keep(**{f"batch_{number}": batch}, table=table)
    code = f"apply_changes(case.batch_{number}, case.table, {KEY})"
    done = lab.calling(code, answer.apply_changes, batch, table, KEY)
    return {"call": done.record(), "rows": _plain(lake.rows(lab.table_path("flights")))}


def _told(
    rng: random.Random, cast: dict[str, list[Row]], story: str, batch: int, start: datetime
) -> Iterable[Row]:
    """The events of one batch for all flights of a story; the destination changes with the hour."""
    for key in cast[story]:
        for hour, deleted in STORIES[story][batch]:
            stamp = (start + timedelta(hours=hour)).isoformat()
            dest = None if deleted and rng.random() < 0.5 else f"{rng.choice('ABCDEF')}{hour:02}"
            yield [*key, dest, stamp, deleted]


def _arrow(rows: list[Row]) -> Any:
    """The batch with its boolean column, which the shared helper does not know."""
    import pyarrow as pa

    plain = {name: kind for name, kind in TYPES.items() if kind != "boolean"}
    flags = pa.array([row[-1] for row in rows], type=pa.bool_())
    return arrow(plain, [row[:-1] for row in rows]).append_column("is_deleted", flags)


def _plain(rows: list[Json]) -> list[Row]:
    return [[_iso(row.get(name)) for name in TYPES] for row in rows]


def _iso(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def newest(scenario: Json, key: Row) -> Row:
    """What the table should hold of a key after all batches, worked out without Spark."""
    events = [row for batch in scenario["batches"] for row in batch if row[:2] == key]
    latest = max(events, key=lambda row: (row[3], bool(row[4])))
    return [*latest[:4], bool(latest[4])]


def _expect_stories(scenario: Json, seen: Json, stories: Iterable[str], *, tombstone: bool = False) -> None:
    """The flights of these stories are as their newest event says: alive, or gone for readers.

    With ``tombstone`` a deleted one must have left its row, stamped; what else it holds does not matter.
    """
    for story in stories:
        for key in scenario["cast"][story]:
            found = [row for row in seen["rows"] if row[:2] == key]
            due = newest(scenario, key)
            gone = all(row[4] is True for row in found)
            left = not tombstone or [row[3:] for row in found] == [due[3:]]
            with seeing(_story_of(key)):
                expect(
                    gone and left if due[4] else found == [due],
                    expected=f"flight {key[0]} {key[1]} ({story}) {_due(due, tombstone)}",
                    got=_show(found),
                )


def _story_of(key: Row) -> str:
    """Code that shows what the batches say of a flight, and what the table does."""
    return f"""for number, batch in enumerate(case.scenario["batches"], start=1):
    print(f"batch {{number}}:", [row[2:] for row in batch if row[:2] == {key}])
lesson.spark.table(case.table).where("carrier = '{key[0]}' AND flight = {key[1]}").show(truncate=False)"""


def _due(row: Row, tombstone: bool) -> str:
    if not row[4]:
        return f"as {_show([row])}"
    return f"as a tombstone of {row[3]}" if tombstone else "to be gone for readers"


def _show(rows: list[Row]) -> str:
    return "; ".join(f"{r[2]}, {r[3]}, is_deleted {r[4]}" for r in rows) or "no row"
