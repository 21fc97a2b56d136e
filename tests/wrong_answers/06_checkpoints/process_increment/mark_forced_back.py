"""Sets whatever hi is, by force: after a clean-up of the source the mark goes back."""

KILLED_BY = 5
REPLACE = {
    """if lo is None or hi > lo:
        checkpoints.set_checkpoint(target, source, hi, expected=lo)""": "checkpoints.set_checkpoint(target, source, hi, force=True)",
}
