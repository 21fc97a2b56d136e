"""Counts the rows to find out whether the table is there."""

KILLED_BY = 4
REPLACE = {"df.schema  # on Spark Connect the first look, and so the place of the error": "df.count()"}
