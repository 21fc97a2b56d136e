"""The options do their work in silence, and the caller is told a story."""

KILLED_BY = 3
REPLACE = {'return "skipped" if mine.isEmpty() else "landed"': 'return "landed"'}
