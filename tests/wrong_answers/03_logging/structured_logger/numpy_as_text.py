"""Numbers of numpy become texts."""

KILLED_BY = 9
REPLACE = {
    """    if isinstance(value, np.generic):
        value = value.item()
""": "",
}
