"""A MAD of 0 means that nothing can be said."""

KILLED_BY = 3
REPLACE = {
    'unusual = count < middle - 5 * spread  # z < -5, and no division by a MAD of 0': 'unusual = bool(spread) and count < middle - 5 * spread',
}
