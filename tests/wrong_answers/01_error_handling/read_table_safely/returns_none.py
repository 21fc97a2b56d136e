"""Returns None for a missing table: the caller fails somewhere else, on an attribute of None."""

KILLED_BY = 2
REPLACE = {
    """        missing = error.getMessageParameters()["relationName"]
        raise TableNotFoundError(f"cannot read {table_name}: Spark finds no table or view {missing}") from error
""": """        return None
"""
}
