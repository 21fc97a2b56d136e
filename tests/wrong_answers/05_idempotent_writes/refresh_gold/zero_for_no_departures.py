"""A day on which nothing departed gets the share 0: a day of snow becomes the worst day of the year."""

KILLED_BY = 1
ALSO = (3,)
REPLACE = {'F.try_divide("on_time", "departed")': 'F.coalesce(F.try_divide("on_time", "departed"), F.lit(0.0))'}
