"""The mark is set before the rows are in: a crash in between loses them."""

KILLED_BY = 4
REPLACE = {
    """    write(rows, target, key_columns, order_by=mark_column)
    if lo is None or hi > lo:
        checkpoints.set_checkpoint(target, source, hi, expected=lo)""": """    if lo is None or hi > lo:
        checkpoints.set_checkpoint(target, source, hi, expected=lo)
    write(rows, target, key_columns, order_by=mark_column)""",
}
