"""Everything below z = -5 fails: every holiday wakes somebody up."""

KILLED_BY = 2
ALSO = (3,)
REPLACE = {
    'if unusual and count < 0.6 * middle:': 'if unusual:',
}
