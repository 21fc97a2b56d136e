"""setLevel of the text as it is: "info" is an unknown level."""

KILLED_BY = 5
REPLACE = {
    "level.upper()": "level",
}
