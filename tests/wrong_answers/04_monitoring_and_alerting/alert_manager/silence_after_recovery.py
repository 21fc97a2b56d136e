"""Remembers that it is resolved, and keeps the cooldown: the next outbreak is suppressed."""

KILLED_BY = 3
REPLACE = {
    'if known is None:': 'if known is None or getattr(known, "over", False):',
    'del self._open[fingerprint]': 'known.over, known.suppressed = True, 0',
}
