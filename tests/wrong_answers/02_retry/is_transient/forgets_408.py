"""The server gave up waiting for the request."""

KILLED_BY = 1
REPLACE = {
    "{408, 429, ": "{429, ",
}
