"""The text of the exception is taken with str()."""

KILLED_BY = 7
REPLACE = {
    '"message": text(error)': '"message": str(error)',
}
