"""Sorted the wrong way round."""

KILLED_BY = 5
REPLACE = {
    'key=lambda result: rank[result.status]': 'key=lambda result: -rank[result.status]',
}
