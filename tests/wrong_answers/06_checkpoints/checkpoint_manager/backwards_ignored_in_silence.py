"""A mark that would go back is dropped without a word: the slow run believes that it is stored."""

KILLED_BY = 4
REPLACE = {
    'raise CheckpointConflict(f"{value!r} would move {pipeline!r}, {key!r} back from {stored!r}")': "return",
}
