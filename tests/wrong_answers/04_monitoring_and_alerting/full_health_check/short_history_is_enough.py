"""Three days are enough to pass, and nobody hears that nothing was compared."""

KILLED_BY = 3
REPLACE = {
    'return "passed", "no_baseline", observed': 'return "passed", "enough", observed',
}
