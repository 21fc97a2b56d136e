"""Compares names: a type may change under them."""

KILLED_BY = 4
REPLACE = {
    """for name in fields.keys() & wanted.keys():
            yield from below(name, fields[name], wanted[name])""": 'pass',
}
