"""Breaks when retry_on is a single class."""

KILLED_BY = 3
REPLACE = {
    "except retry_on as error:": "except tuple(retry_on) as error:",
}
