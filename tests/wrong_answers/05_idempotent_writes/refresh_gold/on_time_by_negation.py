"""On time is what is not late: a cancelled flight, whose delay is NULL, is not late either."""

KILLED_BY = 1
ALSO = (3,)
REPLACE = {'F.count_if(F.col("dep_delay") < 15)': '(F.count("*") - F.count_if(F.col("dep_delay") >= 15))'}
