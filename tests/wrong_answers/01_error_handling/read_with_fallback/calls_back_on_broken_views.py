"""Calls on_fallback for a broken view too, then raises."""

KILLED_BY = 3
REPLACE = {
    "            raise  # a view that is there; it is the table behind it that is missing\n": "            if on_fallback: on_fallback(primary_table, fallback_table, error)\n            raise\n"
}
