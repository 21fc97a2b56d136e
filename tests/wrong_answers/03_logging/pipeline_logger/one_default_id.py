"""The id is drawn once, when the module is loaded."""

KILLED_BY = 1
REPLACE = {
    "run_id or uuid.uuid4().hex": "run_id or DEFAULT_ID",
    "class PipelineLogger:": """DEFAULT_ID = uuid.uuid4().hex


class PipelineLogger:""",
}
