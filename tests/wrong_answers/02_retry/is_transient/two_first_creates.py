"""Forgets that two writers may create the table at once."""

KILLED_BY = 1
REPLACE = {
    """    delta_errors.ProtocolChangedException,
""": "",
}
