"""A secret that is a number or a dict stays."""

KILLED_BY = 1
REPLACE = {
    '"***" if is_secret(key) else': '"***" if is_secret(key) and isinstance(item, str) else',
}
