"""A concurrent transaction with the same id has done this very write already."""

KILLED_BY = 2
REPLACE = {
    """    delta_errors.ProtocolChangedException,
""": """    delta_errors.ProtocolChangedException,
    delta_errors.ConcurrentTransactionException,
""",
}
