"""Once open, open for ever: somebody has to restart the pipeline."""

KILLED_BY = 4
REPLACE = {'''return "half_open" if rested else "open"''': '''return "open"'''}
