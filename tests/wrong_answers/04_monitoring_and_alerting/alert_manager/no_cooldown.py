"""Every alert goes out."""

KILLED_BY = 2
ALSO = (3, 4, 8)
REPLACE = {
    'return is_worse or self.clock() - known.sent_at >= self.cooldown': 'return True',
}
