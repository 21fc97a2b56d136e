"""A column that is never NULL any more is a broken one."""

KILLED_BY = 4
ALSO = (5,)
REPLACE = {
    'if now[1] and not then[1]:': 'if now[1] != then[1]:',
}
