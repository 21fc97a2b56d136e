"""Sets a later hi by force: the mark of another run, which was faster and got further, goes back."""

KILLED_BY = 5
REPLACE = {
    "checkpoints.set_checkpoint(target, source, hi, expected=lo)": "checkpoints.set_checkpoint(target, source, hi, force=True)",
}
