"""Falls back, and nobody hears of it."""

KILLED_BY = 3
REPLACE = {"    if on_fallback is not None:\n        on_fallback(primary_table, fallback_table, first)\n": ""}
