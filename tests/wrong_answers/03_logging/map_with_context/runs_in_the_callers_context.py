"""Without a pool: the tasks change the caller's own variables."""

KILLED_BY = 3
ALSO = (4,)


def map_with_context(fn, items, workers=4):
    return [fn(item) for item in items]
