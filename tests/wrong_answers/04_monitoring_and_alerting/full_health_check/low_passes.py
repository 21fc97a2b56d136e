"""A holiday passes without a word."""

KILLED_BY = 2
ALSO = (3,)
REPLACE = {
    '("warning", "low", observed) if unusual else ': '',
}
