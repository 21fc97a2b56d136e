"""print writes text and line break apart, and no lock holds them together."""

KILLED_BY = 10
REPLACE = {
    "        logger.log(level, json.dumps(line, allow_nan=False))": """        handler = logger.handlers[0]
        try:
            stream = sys.stdout if handler.stream is None else handler.stream
            print(json.dumps(line, allow_nan=False), file=stream, flush=True)
        except Exception:
            pass""",
}
