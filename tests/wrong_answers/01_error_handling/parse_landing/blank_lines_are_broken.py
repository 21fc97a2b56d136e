"""Blank lines land as rows of NULLs."""

KILLED_BY = 1

REPLACE = {""".where("trim(value) <> ''")""": ""}
