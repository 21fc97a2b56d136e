"""A page of failures only: nobody sees what was checked."""

KILLED_BY = 5
REPLACE = {
    'for result in worst_first]': 'for result in worst_first if not result]',
}
