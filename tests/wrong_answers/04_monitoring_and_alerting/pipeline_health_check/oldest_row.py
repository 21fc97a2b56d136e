"""The age of the oldest row."""

KILLED_BY = 1
REPLACE = {
    'F.unix_micros(F.max(': 'F.unix_micros(F.min(',
}
