"""The overlap is a parameter that nobody reads."""

KILLED_BY = 3
REPLACE = {
    ">= lo - overlap": ">= lo",
}
