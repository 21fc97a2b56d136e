"""Reads one row to find out whether the table is there: a query all the same."""

KILLED_BY = 4
REPLACE = {"df.schema  # on Spark Connect the first look, and so the place of the error": "df.head(1)"}
