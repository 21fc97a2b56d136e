"""The log does not say which run is missing."""

KILLED_BY = 3
REPLACE = {
    "run_id=run.run_id, pipeline=run.pipeline, exc_info=error": "exc_info=error",
}
