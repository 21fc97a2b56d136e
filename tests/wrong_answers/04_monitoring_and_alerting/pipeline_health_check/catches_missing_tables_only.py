"""Expects AnalysisException: what goes wrong while Spark computes escapes."""

KILLED_BY = 3
REPLACE = {
    'except Exception as error:': 'except __import__("pyspark.errors").errors.AnalysisException as error:',
}
