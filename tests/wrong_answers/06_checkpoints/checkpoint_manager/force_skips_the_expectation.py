"""Force gets past everything, also past an expectation that does not hold."""

KILLED_BY = 5
REPLACE = {
    "if expected is not UNSET and old": "if expected is not UNSET and not force and old",
}
