"""The second bind forgets what the first one bound."""

KILLED_BY = 8
REPLACE = {
    "        bound.fields = {**self.fields, **fields}": "        bound.fields = dict(fields)",
}
