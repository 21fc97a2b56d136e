"""`suppressed` adds up over all cooldowns, the sent ones included."""

KILLED_BY = 2
ALSO = (3, 8)
REPLACE = {
    'known.suppressed += 1\n            return "suppressed"': 'known.suppressed += 2\n            return "suppressed"',
}
