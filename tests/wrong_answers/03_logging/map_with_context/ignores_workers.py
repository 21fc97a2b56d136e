"""As many threads as the machine likes."""

KILLED_BY = 4
REPLACE = {
    "ThreadPoolExecutor(workers)": "ThreadPoolExecutor(32)",
}
