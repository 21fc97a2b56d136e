"""Without history everything fails: a new pipeline starts red."""

KILLED_BY = 3
REPLACE = {
    'return "passed", "no_baseline", observed': 'return "failed", "no_baseline", observed',
}
