"""Shows the first two letters: of four digits that is half."""

KILLED_BY = 1
REPLACE = {
    '"***" if is_secret(key) else': 'f"{str(item)[:2]}***" if is_secret(key) else',
}
