"""Refuses iterators but not a DataFrame, which is not one."""

KILLED_BY = 5
REPLACE = {"isinstance(part, DataFrame | Iterator)": "isinstance(part, Iterator)"}
