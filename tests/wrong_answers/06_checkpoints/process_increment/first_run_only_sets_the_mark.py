"""The first run takes nothing and begins from now on."""

KILLED_BY = 6
REPLACE = {
    "    write(rows, target, key_columns, order_by=mark_column)": """    if lo is not None:
        write(rows, target, key_columns, order_by=mark_column)""",
}
