"""Writes by itself, so a full disk ends the pipeline."""

KILLED_BY = 7
REPLACE = {
    "logger.handlers = [LineHandler(stream)]": "logger.handlers = [RawHandler(stream)]",
    "class StructuredLogger:": """class RawHandler(LineHandler):
    def emit(self, record):
        stream = sys.stdout if self.stream is None else self.stream
        stream.write(record.getMessage() + "\\n")
        stream.flush()


class StructuredLogger:""",
}
