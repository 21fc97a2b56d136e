"""A new column stops the load."""

KILLED_BY = 4
REPLACE = {
    'if observed["missing"] or observed["changed"]:': 'if any(observed.values()):',
}
