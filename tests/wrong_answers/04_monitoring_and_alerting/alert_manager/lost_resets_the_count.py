"""A lost alert forgets how many were held back."""

KILLED_BY = 8
REPLACE = {
    'fingerprint, held_back)):\n            return "lost"': 'fingerprint, held_back)):\n            if known:\n                known.suppressed = 0\n            return "lost"',
}
