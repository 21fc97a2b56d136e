"""A retry around the read inside a retry around the whole: the attempts multiply."""

KILLED_BY = 2
ALSO = (3,)
REPLACE = {"lambda: consume(read())": "lambda: consume(retry(**retry_options)(read)())"}
