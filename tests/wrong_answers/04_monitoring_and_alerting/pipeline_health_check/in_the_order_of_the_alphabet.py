"""error, failed, passed, warning: the alphabet does not know what is bad."""

KILLED_BY = 5
REPLACE = {
    'key=lambda result: rank[result.status]': 'key=lambda result: result.status',
}
