"""A conflict is told by a return value that nobody looks at."""

KILLED_BY = 5
REPLACE = {
    'raise CheckpointConflict(f"the mark of {pipeline!r}, {key!r} is {stored!r}, not {expected!r}")': "return False",
}
