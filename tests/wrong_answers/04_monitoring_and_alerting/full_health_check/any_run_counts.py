"""A failed run is a run."""

KILLED_BY = 6
REPLACE = {
    ' & (F.col("status") == "succeeded")': '',
}
