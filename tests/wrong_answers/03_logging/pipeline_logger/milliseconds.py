"""duration_seconds in milliseconds."""

KILLED_BY = 3
REPLACE = {
    'status="succeeded", duration_seconds=seconds': 'status="succeeded", duration_seconds=seconds * 1000',
}
