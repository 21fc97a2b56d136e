"""Counts by flight_date, whatever column it is told."""

KILLED_BY = 1
REPLACE = {
    'F.col(quote(column))': 'F.col("flight_date")',
}
