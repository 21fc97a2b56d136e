"""The kind is forgotten: a number comes back as a text."""

KILLED_BY = 1
REPLACE = {
    'return ("int" if isinstance(mark, int) else "string"), str(mark)': 'return "string", str(mark)',
}
