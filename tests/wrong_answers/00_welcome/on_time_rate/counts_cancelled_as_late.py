"""Divides by all planned flights, so that a cancelled flight counts as late."""

KILLED_BY = 2
ALSO = (3,)


def on_time_rate(delays):
    return sum(d is not None and d < 15 for d in delays) / len(delays)
