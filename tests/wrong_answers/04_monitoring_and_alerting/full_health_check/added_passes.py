"""A new column is nothing to talk about."""

KILLED_BY = 4
REPLACE = {
    'return ("warning", "additive", observed) if observed["added"] else ("passed", "same", observed)': 'return "passed", "same", observed',
}
