"""An empty table is returned, and appended by nobody."""

KILLED_BY = 1
REPLACE = {
    'self.results.append(result)': """if outcome != "empty":
            self.results.append(result)""",
}
