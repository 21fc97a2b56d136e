"""Too many requests is the clearest "come back later" there is."""

KILLED_BY = 1
REPLACE = {
    "{408, 429, ": "{408, ",
}
