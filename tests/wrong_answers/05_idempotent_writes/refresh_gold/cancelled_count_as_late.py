"""The share is taken of all flights: a cancelled one counts as late."""

KILLED_BY = 1
REPLACE = {'F.try_divide("on_time", "departed")': 'F.try_divide("on_time", "flights")'}
