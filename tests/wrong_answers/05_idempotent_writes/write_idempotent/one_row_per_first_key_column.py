"""Uses the first key column alone everywhere: one flight a day is left."""

KILLED_BY = 1
REPLACE = {
    "    require_keys(df, key_columns, order_by)\n": "    require_keys(df, key_columns, order_by)\n    key_columns = key_columns[:1]\n"
}
