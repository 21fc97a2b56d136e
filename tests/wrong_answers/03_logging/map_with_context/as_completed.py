"""The results in the order in which they became ready."""

KILLED_BY = 1
ALSO = (3,)
REPLACE = {
    "        return [task.result() for task in tasks]": """        from concurrent.futures import as_completed

        return [task.result() for task in as_completed(tasks)]""",
}
