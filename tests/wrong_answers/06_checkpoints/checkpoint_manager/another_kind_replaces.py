"""A text replaces a number: the next run cannot compare."""

KILLED_BY = 4
REPLACE = {
    "(new[0] != old[0] or value < stored)": "new[0] == old[0] and value < stored",
}
