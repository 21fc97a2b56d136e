"""startingVersion is included: the last version is read twice."""

KILLED_BY = 2
REPLACE = {
    "done + 1": "done",
}
