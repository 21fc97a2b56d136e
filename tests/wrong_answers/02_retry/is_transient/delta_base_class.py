"""Expects a common base class that Delta's errors do not have in Python."""

KILLED_BY = 1
REPLACE = {
    """    delta_errors.ConcurrentAppendException,
    delta_errors.ConcurrentDeleteReadException,
    delta_errors.ConcurrentDeleteDeleteException,
    delta_errors.ProtocolChangedException,
""": """    delta_errors.DeltaConcurrentModificationException,
""",
}
