"""Less than 0.6 of the median fails, and nothing ever warns."""

KILLED_BY = 2
ALSO = (3,)
REPLACE = {
    'unusual = count < middle - 5 * spread  # z < -5, and no division by a MAD of 0': 'unusual = count < 0.6 * middle',
}
