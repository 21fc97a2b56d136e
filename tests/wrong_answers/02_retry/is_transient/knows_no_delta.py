"""A lost race for a commit is worth another attempt."""

KILLED_BY = 1
REPLACE = {
    """    delta_errors.ConcurrentAppendException,
    delta_errors.ConcurrentDeleteReadException,
    delta_errors.ConcurrentDeleteDeleteException,
    delta_errors.ProtocolChangedException,
""": "",
}
