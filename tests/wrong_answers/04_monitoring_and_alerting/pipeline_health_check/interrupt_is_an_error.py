"""Catches everything: who stops the round gets the next check instead."""

KILLED_BY = 3
REPLACE = {
    'except Exception as error:': 'except BaseException as error:',
}
