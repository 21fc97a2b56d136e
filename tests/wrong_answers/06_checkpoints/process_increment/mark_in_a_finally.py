"""The mark is set in a finally, whether the write succeeded or not."""

KILLED_BY = 4
REPLACE = {
    """    write(rows, target, key_columns, order_by=mark_column)
    if lo is None or hi > lo:
        checkpoints.set_checkpoint(target, source, hi, expected=lo)""": """    try:
        write(rows, target, key_columns, order_by=mark_column)
    finally:
        if lo is None or hi > lo:
            checkpoints.set_checkpoint(target, source, hi, expected=lo)""",
}
