"""`write` is not told which column orders the versions."""

KILLED_BY = 3
REPLACE = {
    "    write(rows, target, key_columns, order_by=mark_column)": "    write(rows, target, key_columns)",
}
