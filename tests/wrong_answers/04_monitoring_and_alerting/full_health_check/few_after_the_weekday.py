"""The weekday is asked before min_rows."""

KILLED_BY = 1
REPLACE = {
    """if count < min_rows:
        return "failed", "few", observed
    if baseline is None:
        return "passed", "enough", observed""": """if baseline is None:
        return ("failed", "few", observed) if count < min_rows else ("passed", "enough", observed)""",
}
