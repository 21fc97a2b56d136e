"""Binds sys.stdout when it is made; what redirects it later sees nothing."""

KILLED_BY = 4
REPLACE = {
    "[LineHandler(stream)]": "[LineHandler(stream or sys.stdout)]",
}
