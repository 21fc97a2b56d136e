"""Asks for the length of the items: a generator has none."""

KILLED_BY = 1
REPLACE = {
    "    with ThreadPoolExecutor(workers) as pool:": """    if len(items) == 0:
        return []
    with ThreadPoolExecutor(workers) as pool:""",
}
