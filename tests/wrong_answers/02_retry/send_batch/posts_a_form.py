"""`data=` instead of `json=`: the text is there, but nothing says that it is JSON."""

KILLED_BY = 1
REPLACE = {"json=rows, headers": "data=json.dumps(rows), headers"}
