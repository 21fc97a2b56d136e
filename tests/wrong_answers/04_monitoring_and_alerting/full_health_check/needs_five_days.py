"""Five days before it compares: Thanksgiving and its half are not judged at all."""

KILLED_BY = 2
ALSO = (3,)
REPLACE = {
    'if days < 4:': 'if days < 5:',
}
