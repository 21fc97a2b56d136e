"""A column that may be NULL now is the same column."""

KILLED_BY = 5
REPLACE = {
    'if now[1] and not then[1]:': 'if False:',
}
