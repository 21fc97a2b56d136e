"""Adds a handler each time: after three constructions every line stands there three times."""

KILLED_BY = 4
ALSO = (5, 10)
REPLACE = {
    "logger.handlers = [LineHandler(stream)]": "logger.addHandler(LineHandler(stream))",
}
