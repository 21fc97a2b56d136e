"""A critical alert waits behind a warning."""

KILLED_BY = 4
ALSO = (8,)
REPLACE = {
    'return is_worse or self.clock()': 'return self.clock()',
}
