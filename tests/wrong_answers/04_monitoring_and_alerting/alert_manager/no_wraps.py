"""The decorated function has lost its name."""

KILLED_BY = 6
REPLACE = {
    """@functools.wraps(function)
        def call""": 'def call',
}
