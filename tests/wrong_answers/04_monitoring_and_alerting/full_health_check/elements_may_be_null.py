"""Looks at `nullable` of fields, and not at the elements of an array."""

KILLED_BY = 5
REPLACE = {
    '((a.elementType, a.containsNull) for a in': '((a.elementType, True) for a in',
}
