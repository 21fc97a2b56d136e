"""The overlap is taken off when the mark is stored, instead of when it is used."""

KILLED_BY = 6
ALSO = (3,)
REPLACE = {
    ">= lo - overlap": ">= lo",
    "checkpoints.set_checkpoint(target, source, hi, expected=lo)": "checkpoints.set_checkpoint(target, source, hi - overlap, expected=lo)",
}
