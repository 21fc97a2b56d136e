"""Forgets how many were held back."""

KILLED_BY = 2
ALSO = (3, 8)
REPLACE = {
    'known.suppressed += 1': 'pass',
}
