"""The user-info may hold anything but spaces: an address in the query is taken for it."""

KILLED_BY = 5
REPLACE = {
    "[^/?#\\s]+@": "\\S+@",
}
