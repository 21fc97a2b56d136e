"""Durations by time.time, which is set back now and then."""

KILLED_BY = 3
ALSO = (8,)
REPLACE = {
    "self._clock = clock": "self._clock = time.time",
}
