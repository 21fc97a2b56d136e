"""A password with an @ in it is cut in half."""

KILLED_BY = 4
REPLACE = {
    "[^/?#\\s]+@": "[^/?#\\s@]+@",
}
