"""Knows db_password, not dbPassword."""

KILLED_BY = 1
ALSO = (2, 4)
REPLACE = {
    'f" {words(name)}".endswith': 'f" {words(name.lower())}".endswith',
}
