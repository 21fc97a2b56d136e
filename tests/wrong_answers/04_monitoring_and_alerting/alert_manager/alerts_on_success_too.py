"""An alert for each call."""

KILLED_BY = 6
ALSO = (7,)
REPLACE = {
    """try:
                return function(*args, **kwargs)
            except""": """self.send_alert("info", "started", {"check": function.__name__ + " start"})
            try:
                return function(*args, **kwargs)
            except""",
}
