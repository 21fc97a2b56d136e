"""The names are parameters, the value is glued in."""

KILLED_BY = 3
REPLACE = {
    "SET_MARK.format(table=self.table)": 'SET_MARK.format(table=self.table).replace(":value AS value", f"\'{new[1]}\' AS value")',
}
