"""The traceback with the locals of each frame: one of them is the password."""

KILLED_BY = 6
ALSO = (7,)
REPLACE = {
    "capture_locals=False": "capture_locals=True",
}
