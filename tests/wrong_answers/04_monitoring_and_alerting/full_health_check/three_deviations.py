"""Warns from z = -3 on: several times a month on an ordinary day."""

KILLED_BY = 2
REPLACE = {
    'middle - 5 * spread': 'middle - 3 * spread',
}
