"""Compares names as they are written: dbPassword and X-Api-Key pass."""

KILLED_BY = 1
ALSO = (4,)
REPLACE = {
    'f" {words(name)}".endswith': 'f" {name.replace(\'_\', \' \')}".endswith',
}
