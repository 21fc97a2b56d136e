"""Calls the function and returns nothing."""

KILLED_BY = 6
REPLACE = {
    'return function(*args, **kwargs)': 'function(*args, **kwargs)',
}
