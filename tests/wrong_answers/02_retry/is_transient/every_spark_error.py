"""PySparkException covers a typo in a column as well."""

KILLED_BY = 2
REPLACE = {
    """    delta_errors.ConcurrentAppendException,
""": """    __import__('pyspark.errors').errors.PySparkException,
    delta_errors.ConcurrentAppendException,
""",
}
