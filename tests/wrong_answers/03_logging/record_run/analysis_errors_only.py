"""Catches AnalysisException: a cluster that is gone raises something else."""

KILLED_BY = 3
REPLACE = {
    """    except Exception as error:
""": """    except AnalysisException as error:
""",
    """    try:
        row""": """    from pyspark.errors import AnalysisException

    try:
        row""",
}
