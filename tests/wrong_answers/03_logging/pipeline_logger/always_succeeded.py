"""The status is succeeded whatever happened."""

KILLED_BY = 4
ALSO = (5,)
REPLACE = {
    'status="failed", duration_seconds=seconds, error': 'status="succeeded", duration_seconds=seconds, error',
}
