"""Another severity is news, a lower one too."""

KILLED_BY = 4
REPLACE = {
    'is_worse = SEVERITIES.index(severity) > SEVERITIES.index(known.severity)': 'is_worse = severity != known.severity',
}
