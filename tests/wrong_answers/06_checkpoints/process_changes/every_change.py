"""All changes of a key are handed on, for `write` to choose from: their stamps are equal."""

KILLED_BY = 3
REPLACE = {
    '.filter("_change_rank = 1")': "",
}
