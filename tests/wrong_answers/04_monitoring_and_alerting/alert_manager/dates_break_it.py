"""json.dumps as it is: a date in the details loses the alert."""

KILLED_BY = 1
REPLACE = {
    'return json.loads(json.dumps(payload, default=lambda value: redact(str(value))))': 'return json.loads(json.dumps(payload))',
}
