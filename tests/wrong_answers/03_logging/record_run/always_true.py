"""Says True whether the run is recorded or not."""

KILLED_BY = 3
REPLACE = {
    "        return False": "        return True",
}
