"""Passes positional arguments only."""

KILLED_BY = 6
REPLACE = {
    'return function(*args, **kwargs)': 'return function(*args)',
}
