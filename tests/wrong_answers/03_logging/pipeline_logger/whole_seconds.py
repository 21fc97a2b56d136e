"""Half a second is cut off."""

KILLED_BY = 3
REPLACE = {
    'status="succeeded", duration_seconds=seconds': 'status="succeeded", duration_seconds=int(seconds * 10) // 10 + 0.1',
}
