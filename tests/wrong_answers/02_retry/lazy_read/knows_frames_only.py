"""Refuses a DataFrame but lets a generator leave, which runs just as late."""

KILLED_BY = 5
REPLACE = {"isinstance(part, DataFrame | Iterator)": "isinstance(part, DataFrame)"}
