"""A Row is taken for the tuple that it also is: the names are lost."""

KILLED_BY = 9
REPLACE = {
    """    if hasattr(value, "asDict"):  # a Row, before the tuple that it also is
        value = value.asDict()
""": "",
}
