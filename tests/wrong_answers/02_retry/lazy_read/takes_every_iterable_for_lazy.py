"""Refuses lists and texts too: everything one can loop over."""

KILLED_BY = 1
REPLACE = {
    "isinstance(part, DataFrame | Iterator)": "hasattr(part, '__iter__') or isinstance(part, DataFrame)"
}
