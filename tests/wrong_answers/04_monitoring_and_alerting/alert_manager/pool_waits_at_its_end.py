"""A pool with a timeout on the result, whose `with` waits for the thread all the same."""

KILLED_BY = 5
REPLACE = {
    """worker = threading.Thread(target=work, daemon=True)
        worker.start()
        worker.join(self.timeout)""": """from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(1) as pool, suppress(TimeoutError):
            pool.submit(work).result(self.timeout)""",
}
