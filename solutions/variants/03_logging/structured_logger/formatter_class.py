"""A Formatter does the JSON, the fields travel as the record's args; the handler is logging's own."""

class JsonFormatter(logging.Formatter):
    def format(self, record):
        stamp = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"message": text(record.msg), "level": record.levelname, "logger": record.name, "timestamp": stamp}
        if record.exc_info and record.exc_info[0]:
            kind, error, trace = record.exc_info
            line["error"] = {
                "type": kind.__name__,
                "message": text(error),
                "stack": "".join(traceback.format_tb(trace)),
            }
        for key, value in record.fields.items():
            while key in line:
                key = "field_" + key
            line[key] = json_value(value)
        return json.dumps(line, allow_nan=False)


class Output(logging.StreamHandler):
    def __init__(self, stream):
        super().__init__(stream)
        self.given = stream
        self.setFormatter(JsonFormatter())

    def emit(self, record):
        if self.given is None:
            self.stream = sys.stdout
        super().emit(record)


class StructuredLogger(logging.LoggerAdapter):
    def __init__(self, name, stream=None, level="INFO"):
        logger = logging.getLogger(name)
        for old in list(logger.handlers):
            logger.removeHandler(old)
        logger.addHandler(Output(stream))
        logger.setLevel(logging.getLevelNamesMapping()[level.upper()])
        logger.propagate = False
        super().__init__(logger, {})

    def bind(self, **fields):
        other = copy.copy(self)
        other.extra = self.extra | fields
        return other

    def _write(self, level, message, fields):
        merged = {**self.extra, **fields}
        error = merged.pop("exc_info", None)
        if isinstance(error, BaseException):
            error = (type(error), error, error.__traceback__)
        self.logger.log(level, _Text(message), exc_info=error or None, extra={"fields": merged})

    def debug(self, message, /, **fields):
        self._write(logging.DEBUG, message, fields)

    def info(self, message, /, **fields):
        self._write(logging.INFO, message, fields)

    def warning(self, message, /, **fields):
        self._write(logging.WARNING, message, fields)

    def error(self, message, /, **fields):
        self._write(logging.ERROR, message, fields)


class _Text(str):
    """A message that is never formatted, whatever percent signs it holds."""

    def __new__(cls, message):
        return super().__new__(cls, text(message))
