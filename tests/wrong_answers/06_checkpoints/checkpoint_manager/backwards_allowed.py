"""Every mark is taken, however early it is."""

KILLED_BY = 4
REPLACE = {
    "(new[0] != old[0] or value < stored)": "new[0] != old[0]",
}
