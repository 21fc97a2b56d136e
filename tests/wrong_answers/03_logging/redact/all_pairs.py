"""Hides every name=value."""

KILLED_BY = 5
ALSO = (4,)
REPLACE = {
    'return f"{pair[1]}=***" if is_secret(pair[1]) else pair[0]': 'return f"{pair[1]}=***"',
}
