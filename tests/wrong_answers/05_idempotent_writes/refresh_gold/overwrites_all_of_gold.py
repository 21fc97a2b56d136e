"""The chosen days replace the whole table."""

KILLED_BY = 2
ALSO = (6,)
REPLACE = {"figures.writeTo(gold_table).overwrite(chosen)": "figures.writeTo(gold_table).overwrite(F.lit(True))"}
