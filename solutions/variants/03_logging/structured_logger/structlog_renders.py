"""structlog carries the bound fields and renders; the stream is logging's."""

import structlog


def _line(logger, method, event):
    head = {
        "timestamp": datetime.now(UTC).isoformat(),
        "level": method.upper(),
        "logger": event.pop("__name"),
        "message": text(event.pop("__message")),
    }
    event.pop("event", None)
    fields = event.pop("__fields")
    error = fields.pop("exc_info", None)
    error = sys.exc_info()[1] if error is True else error
    if isinstance(error, BaseException):
        trace = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        try:
            frames = trace((type(error), error, error.__traceback__))[0]["frames"]
        except Exception:
            frames = []
        stack = "\n".join(f"{f['filename']}:{f['lineno']} in {f['name']}" for f in frames)
        head["error"] = {"type": type(error).__name__, "message": text(error), "stack": stack}
    for name, value in fields.items():
        head["field_" + name if name in head else name] = json_value(value)
    return structlog.processors.JSONRenderer(allow_nan=False)(logger, method, head)


class StructuredLogger:
    def __init__(self, name, stream=None, level="INFO"):
        self._python = logging.getLogger(name)
        self._python.handlers[:] = [LineHandler(stream)]
        self._python.propagate = False
        self._python.setLevel(getattr(logging, level.upper()))
        self._log = structlog.wrap_logger(
            self._python, processors=[_line], wrapper_class=structlog.stdlib.BoundLogger, __name=name, __fields={}
        )

    def bind(self, **fields):
        other = copy.copy(self)
        known = structlog.get_context(self._log)["__fields"]
        other._log = self._log.bind(__fields={**known, **fields})
        return other

    def _write(self, method, message, fields):
        if self._python.isEnabledFor(getattr(logging, method.upper())):
            known = structlog.get_context(self._log)["__fields"]
            getattr(self._log.bind(__message=message, __fields={**known, **fields}), method)("event")

    def debug(self, message, /, **fields):
        self._write("debug", message, fields)

    def info(self, message, /, **fields):
        self._write("info", message, fields)

    def warning(self, message, /, **fields):
        self._write("warning", message, fields)

    def error(self, message, /, **fields):
        self._write("error", message, fields)
