"""Python's own TypeError for kinds that cannot be compared."""

KILLED_BY = 4
REPLACE = {
    "(new[0] != old[0] or value < stored)": "value < stored",
}
