"""A base above the cap slips through once."""

KILLED_BY = 1
REPLACE = {
    "ceiling = min(cap, base)": "ceiling = base",
}
