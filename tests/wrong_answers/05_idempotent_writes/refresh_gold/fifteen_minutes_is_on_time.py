"""A delay of exactly 15 minutes counts as on time."""

KILLED_BY = 1
ALSO = (3,)
REPLACE = {'F.col("dep_delay") < 15': 'F.col("dep_delay") <= 15'}
