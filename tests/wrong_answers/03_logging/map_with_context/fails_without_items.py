"""As many threads as items: none for none, which the pool refuses."""

KILLED_BY = 1
REPLACE = {
    "    with ThreadPoolExecutor(workers) as pool:": """    items = list(items)
    with ThreadPoolExecutor(min(workers, len(items))) as pool:""",
}
