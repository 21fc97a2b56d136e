"""Calls on_fallback without asking whether there is one."""

KILLED_BY = 3
REPLACE = {"    if on_fallback is not None:\n        on_fallback(": "    if True:\n        on_fallback("}
