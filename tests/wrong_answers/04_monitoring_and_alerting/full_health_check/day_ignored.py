"""Counts the whole table, whatever day was asked for."""

KILLED_BY = 1
ALSO = (2, 3)
REPLACE = {
    'judge_volume(counts.get(day, 0), min_rows, baseline)': 'judge_volume(rows.count(), min_rows, baseline)',
}
