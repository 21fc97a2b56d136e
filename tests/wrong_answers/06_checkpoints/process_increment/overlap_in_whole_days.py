"""The overlap is rounded to days."""

KILLED_BY = 3
REPLACE = {
    ">= lo - overlap": ">= lo - timedelta(days=overlap.days)",
}
