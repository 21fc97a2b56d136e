"""Selects the input's columns by name: a dot in one means a field of a struct."""

KILLED_BY = 1
REPLACE = {'marked.where(~is_bad).drop("_failed_rules")': "marked.where(~is_bad).select(*df.columns)"}
