"""Names the column, but not the rule that wants it."""

KILLED_BY = 6
REPLACE = {"rule {name!r} needs a column {column}; there are {df.columns}": "no column {column}"}
