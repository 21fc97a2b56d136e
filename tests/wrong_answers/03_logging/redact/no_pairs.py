"""Hides no name=value."""

KILLED_BY = 4
REPLACE = {
    '    return re.sub(r"([\\w.-]+)=(\\"[^\\"]*\\"|\'[^\']*\'|[^\\s&,;\\"\']+)", _redact_pair, message)': "    return message",
}
