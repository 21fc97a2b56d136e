"""Takes a StructType only; DDL is an error."""

KILLED_BY = 4
REPLACE = {
    'wanted = StructType.fromDDL(expected) if isinstance(expected, str) else expected': 'wanted = expected',
}
