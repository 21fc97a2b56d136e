"""A fresh checkpoint in every pass: each one reads the source from its beginning."""

KILLED_BY = 1
REPLACE = {'"checkpointLocation", checkpoint': '"checkpointLocation", f"{checkpoint}-{time.time_ns()}"'}
