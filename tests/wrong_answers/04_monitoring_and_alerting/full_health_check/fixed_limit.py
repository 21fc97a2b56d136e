"""A fixed number of rows for every day of the week: the weekday plays no part."""

KILLED_BY = 2
ALSO = (3,)
REPLACE = {
    """unusual = count < middle - 5 * spread  # z < -5, and no division by a MAD of 0
    if unusual and count < 0.6 * middle:
        return "failed", "partial", observed
    return ("warning", "low", observed) if unusual else ("passed", "enough", observed)""": 'return "passed", "enough", observed',
}
