"""A suppressed alert changes what is remembered: the next critical one goes out again."""

KILLED_BY = 4
REPLACE = {
    'known.suppressed += 1': """known.suppressed += 1
            known.severity = severity""",
}
