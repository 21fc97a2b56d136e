"""Checks the keys where it merges; the first batch makes the table unchecked."""

KILLED_BY = 7
REPLACE = {
    "    require_keys(df, key_columns, order_by)\n": "",
    "            return merge_changes(": "            require_keys(df, key_columns, order_by)\n            return merge_changes(",
}
