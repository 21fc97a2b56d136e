"""Writes first and looks afterwards: the error comes when the rows are already in the table."""

KILLED_BY = 7
REPLACE = {
    "    require_keys(df, key_columns, order_by)\n": "",
    "            return write()": "            done = write()\n            require_keys(df, key_columns, order_by)\n            return done",
}
