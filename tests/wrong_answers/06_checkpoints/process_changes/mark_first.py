"""The mark is set before the changes are in."""

KILLED_BY = 6
REPLACE = {
    """    write(rows, target, key_columns, order_by=mark_column)
    checkpoints.set_checkpoint(target, source, newest, expected=done)""": """    checkpoints.set_checkpoint(target, source, newest, expected=done)
    write(rows, target, key_columns, order_by=mark_column)""",
}
