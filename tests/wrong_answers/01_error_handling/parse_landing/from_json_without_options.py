"""from_json without options parses only what a query asks for, like the reader."""

KILLED_BY = 1
ALSO = (2,)
REPLACE = {'F.from_json("value", whole, options)': 'F.from_json("value", whole)'}
