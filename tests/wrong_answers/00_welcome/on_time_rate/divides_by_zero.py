"""Fails with ZeroDivisionError on a day when nothing departed."""

KILLED_BY = 3


def on_time_rate(delays):
    departed = [d for d in delays if d is not None]
    return sum(d < 15 for d in departed) / len(departed)
