"""isEmpty() sounds like a look at the table, and runs a query."""

KILLED_BY = 4
REPLACE = {"df.schema  # on Spark Connect the first look, and so the place of the error": "df.isEmpty()"}
