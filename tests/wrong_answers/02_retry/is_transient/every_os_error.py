"""requests' errors are OSErrors, so this says yes to all of them."""

KILLED_BY = 2
REPLACE = {
    """    ConnectionError,
    TimeoutError,
""": """    OSError,
""",
}
