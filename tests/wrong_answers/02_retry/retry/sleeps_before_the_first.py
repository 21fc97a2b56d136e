"""Sleeps before the first attempt too."""

KILLED_BY = 4
REPLACE = {
    """                try:
                    return""": """                if attempt == 1:
                    sleep(delay)
                try:
                    return""",
}
