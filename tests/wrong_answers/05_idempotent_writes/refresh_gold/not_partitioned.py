"""Without partitions one file holds many days, and replacing one day rewrites the others."""

KILLED_BY = 2
REPLACE = {'.partitionedBy("flight_date")': ""}
