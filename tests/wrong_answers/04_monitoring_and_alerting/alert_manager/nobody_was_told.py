"""No channel failed, so all is well: a manager without channels says sent, to nobody."""

KILLED_BY = 8
REPLACE = {
    'return None in problems': 'return not problems or None in problems',
}
