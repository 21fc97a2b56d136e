"""Fills NULL with 0, the classic: cancelled flights become punctual ones."""

KILLED_BY = 2
ALSO = (3,)


def on_time_rate(delays):
    filled = [d or 0 for d in delays]
    return sum(d < 15 for d in filled) / len(filled)
