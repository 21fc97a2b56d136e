"""Hides the original error behind one of its own."""

KILLED_BY = 1
REPLACE = {
    """    return func()

""": """    try:
        return func()
    except Exception as error:
        raise RuntimeError('gave up') from error

""",
}
