"""A time without a zone: the person on call adds one, the wrong one."""

KILLED_BY = 1
REPLACE = {
    'utc_now().isoformat()': 'datetime.now().isoformat()',
}
