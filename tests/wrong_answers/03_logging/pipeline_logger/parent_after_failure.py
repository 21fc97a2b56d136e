"""The stage is taken off the list only when it went well."""

KILLED_BY = 6
REPLACE = {
    """        finally:
            self._stages.pop()
""": """        else:
            self._stages.pop()
        finally:
""",
}
