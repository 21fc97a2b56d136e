"""Both are missing, and the caller hears of the copy only."""

KILLED_BY = 4
REPLACE = {
    """    try:
        df = from_table(read_table_safely(fallback_table), fallback_table)
    except TableNotFoundError as second:
        raise TableNotFoundError(f"neither is there: {first}; {second}") from first
""": """    df = from_table(read_table_safely(fallback_table), fallback_table)
"""
}
