"""Leaves the numbers of the rules out."""

KILLED_BY = 3
REPLACE = {"marked.agg(*numbers, *per_rule)": "marked.agg(*numbers)"}
