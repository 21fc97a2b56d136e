"""The pipeline's name is glued into the condition: an apostrophe breaks it."""

KILLED_BY = 6
REPLACE = {
    '.where(succeeded)': '.where(f"pipeline = \'{pipeline}\' AND status = \'succeeded\'")',
}
