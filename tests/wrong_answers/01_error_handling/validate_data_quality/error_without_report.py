"""Raises with a message, and throws the work away."""

KILLED_BY = 4
REPLACE = {
    'at least {min_rows} are needed", report)': 'at least {min_rows} are needed")',
    'more than {max_bad_ratio:.1%}: {counts}", report)': 'more than {max_bad_ratio:.1%}: {counts}")',
}
