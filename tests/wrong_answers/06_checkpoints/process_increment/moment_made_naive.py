"""The stored moment loses its zone before it is compared: Spark takes it for the process's time."""

KILLED_BY = 7
REPLACE = {
    ">= lo - overlap": ">= (lo - overlap).replace(tzinfo=None)",
}
