"""Numbers the versions by date alone: which of two equally new ones comes first depends on their arrival."""

KILLED_BY = 2
REPLACE = {"versions.orderBy(*newest_first, *tie_break)": "versions.orderBy(*newest_first)"}
