"""Announces a fallback that then does not happen."""

KILLED_BY = 4
REPLACE = {
    "        first = error\n": "        first = error\n        if on_fallback is not None:\n            on_fallback(primary_table, fallback_table, first)\n",
    "    if on_fallback is not None:\n        on_fallback(primary_table, fallback_table, first)\n    return df": "    return df",
}
