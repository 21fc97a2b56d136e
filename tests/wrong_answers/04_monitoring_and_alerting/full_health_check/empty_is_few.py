"""No rows and few rows are one outcome."""

KILLED_BY = 1
REPLACE = {
    """if count == 0:
        return "failed", "empty", observed
    """: '',
}
