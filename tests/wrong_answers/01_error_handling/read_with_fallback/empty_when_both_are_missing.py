"""Both are missing: an empty frame, as if nothing had flown."""

KILLED_BY = 4
REPLACE = {
    'raise TableNotFoundError(f"neither is there: {first}; {second}") from first': "return lesson.spark.createDataFrame([], 'flight BIGINT, _source_table STRING')"
}
