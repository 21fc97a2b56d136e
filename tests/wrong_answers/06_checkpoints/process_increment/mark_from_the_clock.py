"""The mark is the time of the run."""

KILLED_BY = 1
ALSO = (5, 6)
REPLACE = {
    """if lo is None or hi > lo:
        checkpoints.set_checkpoint(target, source, hi, expected=lo)""": "checkpoints.set_checkpoint(target, source, datetime.now(UTC))",
}
