"""Force lets a mark go back, but never become one of another kind."""

KILLED_BY = 4
REPLACE = {
    "and not force and (new[0] != old[0] or value < stored)": "and (new[0] != old[0] or (value < stored and not force))",
}
