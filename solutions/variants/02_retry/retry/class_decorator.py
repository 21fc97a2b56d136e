"""A class whose instances decorate; each call makes its own state."""

class retry:
    def __init__(self, *, max_attempts=3, delay=1.0, backoff=2.0, max_delay=60.0, max_elapsed=None, jitter=True,
                 retry_on=(ConnectionError, TimeoutError), sleep=time.sleep, on_retry=None):
        if max_attempts < 1:
            raise ValueError(f"max_attempts={max_attempts}: at least one attempt is needed")
        if delay < 0:
            raise ValueError(f"delay={delay}: time does not run backwards")
        self.max_attempts, self.delay, self.backoff, self.max_delay = max_attempts, delay, backoff, max_delay
        self.max_elapsed, self.jitter, self.retry_on = max_elapsed, jitter, retry_on
        self.sleep, self.on_retry = sleep, on_retry

    def __call__(self, function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            return self.run(lambda: function(*args, **kwargs))

        return wrapper

    def run(self, thunk):
        began, attempt = time.monotonic(), 0
        while True:
            attempt += 1
            try:
                return thunk()
            except self.retry_on as problem:
                wait = self.wait(attempt)
                late = self.max_elapsed is not None and time.monotonic() + wait > began + self.max_elapsed
                if attempt >= self.max_attempts or late:
                    raise
                self.notify(attempt, problem, wait)
            self.sleep(wait)

    def wait(self, attempt):
        wait = min(self.max_delay, self.delay * self.backoff ** (attempt - 1))
        return random.random() * wait if self.jitter else wait

    def notify(self, attempt, problem, wait):
        if self.on_retry:
            with suppress(Exception):
                self.on_retry(attempt=attempt, error=problem, delay=wait)
