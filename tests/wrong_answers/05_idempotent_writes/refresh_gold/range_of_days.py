"""From the first day to the last: the days in between are rewritten unasked."""

KILLED_BY = 2
ALSO = (6,)
REPLACE = {
    'F.col("flight_date").isin(list(days))': 'F.col("flight_date").between(min(days), max(days))'
}
