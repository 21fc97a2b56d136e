"""Leaves the numbers of the rules out."""

KILLED_BY = 3
ALSO = (7,)
REPLACE = {"marked.agg(*numbers, *per_rule)": "marked.agg(*numbers)"}
