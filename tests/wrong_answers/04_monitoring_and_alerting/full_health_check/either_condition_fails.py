"""z or ratio, where both are meant."""

KILLED_BY = 2
ALSO = (3,)
REPLACE = {
    'if unusual and count < 0.6 * middle:': 'if unusual or count < 0.6 * middle:',
}
