"""The options do their work in silence, and the caller is told a story."""

KILLED_BY = 3
REPLACE = {'return "skipped" if version() == before else "landed"': 'return "landed"'}
