"""What goes wrong while alerting hides what went wrong."""

KILLED_BY = 6
REPLACE = {
    """with suppress(Exception):
                    self.send_alert(""": """if True:
                    self.send_alert(""",
}
