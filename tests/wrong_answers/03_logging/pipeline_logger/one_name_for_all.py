"""Without a logger all pipelines log under one name, and share one stream and level."""

KILLED_BY = 9
REPLACE = {
    "StructuredLogger(pipeline_name)": 'StructuredLogger("pipeline")',
}
