"""Three days as a baseline: one less than agreed."""

KILLED_BY = 3
REPLACE = {
    'if days < 4:': 'if days < 3:',
}
