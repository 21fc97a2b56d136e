"""Knows structs, not arrays and maps."""

KILLED_BY = 5
REPLACE = {
    'elif isinstance(actual, ArrayType) and isinstance(expected, ArrayType):': 'elif isinstance(actual, ArrayType) and isinstance(expected, ArrayType) and False:',
}
