"""Wraps every other error in a PipelineError: the condition is out of reach."""

KILLED_BY = 3
REPLACE = {
    """        if error.getCondition() != "TABLE_OR_VIEW_NOT_FOUND":
            raise
""": """        if error.getCondition() != "TABLE_OR_VIEW_NOT_FOUND":
            raise RuntimeError(f"cannot read {table_name}") from error
"""
}
