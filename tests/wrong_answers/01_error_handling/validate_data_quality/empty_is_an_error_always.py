"""Refuses an empty batch even where min_rows is 0: a quiet airport is not broken."""

KILLED_BY = 7
REPLACE = {"    if total < min_rows:": "    if total < min_rows or total == 0:"}
