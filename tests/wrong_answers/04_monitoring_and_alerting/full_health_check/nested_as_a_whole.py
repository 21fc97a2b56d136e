"""A struct that grew a field has changed: additions inside break."""

KILLED_BY = 5
REPLACE = {
    'if isinstance(actual, StructType) and isinstance(expected, StructType):': 'if not path and isinstance(actual, StructType) and isinstance(expected, StructType):',
}
