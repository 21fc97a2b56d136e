"""A lost alert is added to those held back."""

KILLED_BY = 8
REPLACE = {
    'fingerprint, held_back)):\n            return "lost"': 'fingerprint, held_back)):\n            if known:\n                known.suppressed += 1\n            return "lost"',
}
