"""Runs a count of its own to wake the frame: one more pass over the data, and proof of nothing."""

KILLED_BY = 1
REPLACE = {"lambda: consume(read())": "lambda: (lambda frame: (frame.count(), consume(frame))[1])(read())"}
