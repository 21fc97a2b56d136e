"""Compares class names: strangers of the same name get in."""

KILLED_BY = 3
REPLACE = {
    "    return isinstance(error, TRANSIENT_ERRORS)": "    return any(base.__name__ in {known.__name__ for known in TRANSIENT_ERRORS} for base in type(error).__mro__)",
}
