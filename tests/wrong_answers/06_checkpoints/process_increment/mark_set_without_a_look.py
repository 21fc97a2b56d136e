"""Sets hi even where it is earlier: the run ends with a CheckpointConflict."""

KILLED_BY = 5
REPLACE = {
    "if lo is None or hi > lo:": "if True:",
}
