"""Exercises of the idempotent-writes lesson."""

from autograder.checks.exercise import Exercise
from autograder.exercises.idempotent_writes.append import AppendOnce
from autograder.exercises.idempotent_writes.dedupe import DedupeLatest
from autograder.exercises.idempotent_writes.deletes import ApplyChanges
from autograder.exercises.idempotent_writes.gold import RefreshGold
from autograder.exercises.idempotent_writes.stream import StreamUpsert
from autograder.exercises.idempotent_writes.upsert import WriteIdempotent

EXERCISES: tuple[Exercise, ...] = (
    DedupeLatest(),
    WriteIdempotent(),
    AppendOnce(),
    StreamUpsert(),
    RefreshGold(),
    ApplyChanges(),
)
