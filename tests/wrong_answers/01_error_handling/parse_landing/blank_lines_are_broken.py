"""Blank lines land as rows of NULLs."""

KILLED_BY = 1
ALSO = (2,)
REPLACE = {""".where("trim(value) <> ''")""": ""}
