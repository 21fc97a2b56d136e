"""A blind check makes the whole unknown, whatever else is known."""

KILLED_BY = 4
REPLACE = {
    'if not seen:': 'if not seen or "error" in seen:',
}
