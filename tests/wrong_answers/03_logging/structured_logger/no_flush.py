"""Nothing is flushed: the last lines die with the process."""

KILLED_BY = 10
ALSO = (9,)
REPLACE = {
    "logger.handlers = [LineHandler(stream)]": "logger.handlers = [LazyHandler(stream)]",
    "class StructuredLogger:": """class LazyHandler(LineHandler):
    def emit(self, record):
        try:
            stream = sys.stdout if self.stream is None else self.stream
            stream.write(record.getMessage() + "\\n")
            if isinstance(stream, io.StringIO):
                stream.flush()
        except Exception:
            self.handleError(record)


import io


class StructuredLogger:""",
}
