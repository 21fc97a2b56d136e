"""Takes all up to the next space: ?token=… swallows the other parameters."""

KILLED_BY = 4
REPLACE = {
    '[^\\s&,;\\"\']+)", _redact_pair': '\\S+)", _redact_pair',
}
