"""Each suppressed alert starts the cooldown again: a problem that persists is never told of again."""

KILLED_BY = 2
ALSO = (4, 8)
REPLACE = {
    'known.suppressed += 1': """known.suppressed += 1
            known.sent_at = self.clock()""",
}
