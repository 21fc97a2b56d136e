"""RequestException: a complete bad body and a wrong URL are retried too."""

KILLED_BY = 2
REPLACE = {
    """    requests.ConnectionError,
    requests.Timeout,
""": """    requests.RequestException,
""",
}
