"""The mark is set whether the write succeeded or not."""

KILLED_BY = 6
REPLACE = {
    """    write(rows, target, key_columns, order_by=mark_column)
    checkpoints.set_checkpoint(target, source, newest, expected=done)""": """    try:
        write(rows, target, key_columns, order_by=mark_column)
    finally:
        checkpoints.set_checkpoint(target, source, newest, expected=done)""",
}
