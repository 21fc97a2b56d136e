"""None is taken for 'not given', so a first run cannot say that it is the first."""

KILLED_BY = 5
ALSO = (7,)
REPLACE = {
    "if expected is not UNSET and old": "if expected is not UNSET and expected is not None and old",
}
