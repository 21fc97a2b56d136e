"""Starts no cooldown, and says sent all the same."""

KILLED_BY = 8
REPLACE = {
    'fingerprint, held_back)):\n            return "lost"': 'fingerprint, held_back)):\n            return "sent"',
}
