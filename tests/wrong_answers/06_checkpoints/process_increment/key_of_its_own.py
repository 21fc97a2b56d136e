"""`write` gets a key that this function made up."""

KILLED_BY = 3
REPLACE = {
    "    write(rows, target, key_columns, order_by=mark_column)": '    write(rows, target, ["flight"], order_by=mark_column)',
}
