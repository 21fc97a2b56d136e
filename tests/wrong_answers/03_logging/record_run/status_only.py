"""The update changes the status alone: duration and error are lost."""

KILLED_BY = 2
REPLACE = {
    "UPDATE SET * WHEN": "UPDATE SET status = s.status WHEN",
}
