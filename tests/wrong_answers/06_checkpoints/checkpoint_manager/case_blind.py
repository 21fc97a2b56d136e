"""Names are compared in lower case: two pipelines share a mark."""

KILLED_BY = 3
REPLACE = {
    '(F.col("pipeline") == pipeline)': '(F.lower("pipeline") == pipeline.lower())',
}
