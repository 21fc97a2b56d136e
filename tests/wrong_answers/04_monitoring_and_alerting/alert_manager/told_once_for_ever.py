"""Once told, never again: the cooldown has no end."""

KILLED_BY = 2
ALSO = (4, 8)
REPLACE = {
    'return is_worse or self.clock() - known.sent_at >= self.cooldown': 'return is_worse',
}
