"""The report is missing where there were too few rows."""

KILLED_BY = 4
REPLACE = {'at least {min_rows} are needed", report)': 'at least {min_rows} are needed")'}
