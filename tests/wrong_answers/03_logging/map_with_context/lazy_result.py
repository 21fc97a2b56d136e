"""Returns an iterator instead of a list."""

KILLED_BY = 1
ALSO = (2,)
REPLACE = {
    "        return [task.result() for task in tasks]": "        return iter([task.result() for task in tasks])",
}
