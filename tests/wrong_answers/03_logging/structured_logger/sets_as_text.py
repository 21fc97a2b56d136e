"""A set becomes the text of a set."""

KILLED_BY = 9
REPLACE = {
    "isinstance(value, list | tuple | set | frozenset)": "isinstance(value, list | tuple)",
}
