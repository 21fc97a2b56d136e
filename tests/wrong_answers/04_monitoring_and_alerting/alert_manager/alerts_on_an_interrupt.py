"""Wakes somebody whenever a person stops a load by hand."""

KILLED_BY = 6
REPLACE = {
    'except Exception as error:\n                text': 'except BaseException as error:\n                text',
}
