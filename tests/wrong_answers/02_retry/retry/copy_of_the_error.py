"""Raises a new error of the same class: its attributes and traceback are lost."""

KILLED_BY = 2
REPLACE = {
    """            return function(*args, **kwargs)  # the last attempt: its error is the caller's
""": """            try:
                return function(*args, **kwargs)
            except retry_on as error:
                raise type(error)(str(error)) from None
""",
}
