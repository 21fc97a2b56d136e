"""An expectation is compared only with a mark that is there."""

KILLED_BY = 5
REPLACE = {
    "if expected is not UNSET and old": "if expected is not UNSET and stored is not None and old",
}
