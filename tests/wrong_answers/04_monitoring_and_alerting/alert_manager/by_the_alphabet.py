"""critical < info < warning: compares texts."""

KILLED_BY = 4
ALSO = (8,)
REPLACE = {
    'SEVERITIES.index(severity) > SEVERITIES.index(known.severity)': 'severity > known.severity',
}
