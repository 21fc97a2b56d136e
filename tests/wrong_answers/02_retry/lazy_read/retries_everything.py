"""Retries every Exception: a division by zero is tried again and again."""

KILLED_BY = 2
REPLACE = {"retry(**retry_options)": "retry(**{**retry_options, 'retry_on': (Exception,)})"}
