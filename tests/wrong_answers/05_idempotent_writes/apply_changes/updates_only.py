"""The delete column is written like any other, and whoever is deleted is never said to be: the flag is dropped."""

KILLED_BY = 1
REPLACE = {"F.coalesce(F.col(deleted), F.lit(False))": "F.lit(False)"}
