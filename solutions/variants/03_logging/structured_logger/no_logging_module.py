"""Without the logging module: one table of streams and levels by name, and a lock."""

import threading

LEVELS = {"DEBUG": 10, "INFO": 20, "WARNING": 30, "ERROR": 40}
OUTPUTS = {}
LOCK = threading.RLock()


class StructuredLogger:
    def __init__(self, name, stream=None, level="INFO"):
        self.name, self.context = name, {}
        OUTPUTS[name] = (stream, LEVELS[level.upper()])

    def bind(self, **fields):
        other = object.__new__(type(self))
        other.name, other.context = self.name, {**self.context, **fields}
        return other

    def debug(self, message, /, **fields):
        self.write("DEBUG", message, fields)

    def info(self, message, /, **fields):
        self.write("INFO", message, fields)

    def warning(self, message, /, **fields):
        self.write("WARNING", message, fields)

    def error(self, message, /, **fields):
        self.write("ERROR", message, fields)

    def write(self, level, message, fields):
        stream, lowest = OUTPUTS[self.name]
        if LEVELS[level] < lowest:
            return
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()) + "Z"
        head = {"timestamp": stamp, "level": level, "logger": self.name, "message": text(message)}
        fields = dict(fields)
        cause = fields.pop("exc_info", False)
        if cause is True:
            cause = sys.exc_info()[1]
        if cause:
            head["error"] = {
                "type": type(cause).__qualname__,
                "message": text(cause),
                "stack": "\n".join(f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(cause.__traceback__)),
            }
        body = {("field_" + k if k in head else k): clean(v) for k, v in {**self.context, **fields}.items()}
        with LOCK:
            try:
                out = stream or sys.stdout
                out.write(json.dumps({**head, **body}) + "\n")
                out.flush()
            except Exception:
                pass


def clean(value, depth=0):
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else None
        case date():
            return value.isoformat()
        case bytes():
            return value.decode("utf-8", "backslashreplace")
        case np.generic():
            return clean(value.item())
    try:
        if depth > 6:
            return f"<{type(value).__name__}>"
        if callable(getattr(value, "asDict", None)):
            value = value.asDict()
        if isinstance(value, dict):
            return {text(k): clean(v, depth + 1) for k, v in value.items()}
        if isinstance(value, (list, tuple, set, frozenset)):
            return [clean(v, depth + 1) for v in value]
    except Exception:
        pass
    return text(value)
