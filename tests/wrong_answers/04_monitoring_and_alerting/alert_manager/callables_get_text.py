"""Callables get the JSON text instead of a dict."""

KILLED_BY = 1
ALSO = (8,)
REPLACE = {
    'refused = channel(payload) is False': 'refused = channel(json.dumps(payload)) is False',
}
