"""Takes True, not an exception that was caught before."""

KILLED_BY = 6
REPLACE = {
    "error = sys.exc_info()[1] if error is True else error": "error = sys.exc_info()[1] if error is True else None",
}
