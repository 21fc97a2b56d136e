"""Quotes are doubled by hand, backslashes are forgotten."""

KILLED_BY = 3
REPLACE = {
    'named = (F.col("pipeline") == pipeline) & (F.col("key") == key)': """safe_pipeline, safe_key = pipeline.replace("'", "''"), key.replace("'", "''")
        named = f"pipeline = '{safe_pipeline}' AND key = '{safe_key}' AND true"
""",
}
