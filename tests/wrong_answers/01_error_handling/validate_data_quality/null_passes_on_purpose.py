"""Counts what is unknown as met."""

KILLED_BY = 2
REPLACE = {"F.lit(False)": "F.lit(True)"}
