"""The new figures are put beside the old ones."""

KILLED_BY = 3
REPLACE = {"figures.writeTo(gold_table).overwrite(chosen)": "figures.writeTo(gold_table).append()"}
