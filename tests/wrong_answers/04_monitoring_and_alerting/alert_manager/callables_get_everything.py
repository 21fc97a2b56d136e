"""Redacts for webhooks; a callable is one of us."""

KILLED_BY = 7
REPLACE = {
    """if callable(channel):
                    refused = channel(payload) is False""": """if callable(channel):
                    refused = channel({**payload, **self._raw}) is False""",
    'details = dict(details or {})': """details = dict(details or {})
        self._raw = {"message": message, "details": json.loads(json.dumps(details, default=str))}""",
    'details = {"check": check, "table": table}': """details = {"check": check, "table": table}
        self._raw = {"details": details}""",
}
