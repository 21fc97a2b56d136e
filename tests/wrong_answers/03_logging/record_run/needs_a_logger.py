"""Given no logger, the line about the failure fails itself, and takes the run along."""

KILLED_BY = 3
REPLACE = {
    """        logger = StructuredLogger("ops") if logger is None else logger
""": "",
}
