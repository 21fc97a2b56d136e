"""The exception of a missing table stops the checks that follow."""

KILLED_BY = 3
REPLACE = {
    'except Exception as error:': 'except ZeroDivisionError as error:',
}
