"""Hammers the server as fast as it can."""

KILLED_BY = 4
REPLACE = {
    """                sleep(pause)
""": "",
}
