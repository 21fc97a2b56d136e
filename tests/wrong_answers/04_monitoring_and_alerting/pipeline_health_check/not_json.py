"""Hands the results on as they are: dates and Decimals break json.dumps."""

KILLED_BY = 5
REPLACE = {
    'return json.loads(json.dumps(status, default=str))': 'return status',
}
