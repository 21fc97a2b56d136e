"""Ends with the letters: nothing asks where the word begins."""

KILLED_BY = 2
ALSO = (5,)
REPLACE = {
    'f" {words(name)}".endswith(tuple(f" {n}" for n in SECRET_NAMES))': 'words(name).replace(" ", "").endswith(tuple(n.replace(" ", "") for n in (*SECRET_NAMES, "key")))',
}
