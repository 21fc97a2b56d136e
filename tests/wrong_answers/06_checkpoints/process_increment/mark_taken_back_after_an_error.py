"""The mark first, taken back when the write fails: a killed process takes nothing back."""

KILLED_BY = 4
REPLACE = {
    """    write(rows, target, key_columns, order_by=mark_column)
    if lo is None or hi > lo:
        checkpoints.set_checkpoint(target, source, hi, expected=lo)""": """    if lo is None or hi > lo:
        checkpoints.set_checkpoint(target, source, hi, expected=lo)
    try:
        write(rows, target, key_columns, order_by=mark_column)
    except BaseException:
        if lo is not None:
            checkpoints.set_checkpoint(target, source, lo, force=True)
        raise""",
}
