"""Takes 404 for an empty batch: a typo in the URL, and the table stays empty without an error."""

KILLED_BY = 4
REPLACE = {
    "        response.raise_for_status()\n": """        if response.status_code == 404:
            return []
        response.raise_for_status()
"""
}
