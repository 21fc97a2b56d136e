"""Mistakes in ``fetch_batch``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.retry.http import FetchBatch

MISTAKES = [
    mistake(
        "a_timeout_of_its_own",
        "Has a timeout, but not the caller's.",
        killed_by=FetchBatch.times_out,
        replace={"requests.get(url, timeout=timeout)": "requests.get(url, timeout=10)"},
    ),
    mistake(
        "builtin_errors_only",
        "Retries Python's ConnectionError and TimeoutError, which requests does not raise.",
        killed_by=FetchBatch.counts_requests,
        replace={
            "retry_on_specific_errors(attempt, max_attempts, delay=delay, sleep=sleep)": (
                "retry(max_attempts=max_attempts, delay=delay, sleep=sleep)(attempt)()"
            )
        },
    ),
    mistake(
        "does_not_retry_429",
        "Takes 429 for a refusal, as it is a 4xx: the server only asked to come back later.",
        killed_by=FetchBatch.counts_requests,
        replace={
            "max_attempts, delay=delay": (
                "max_attempts, lambda e: is_transient(e) and getattr(e.response, 'status_code', 0) != 429, delay=delay"
            )
        },
    ),
    mistake(
        "does_not_retry_timeouts",
        "Retries what the server said, but not that it said nothing in time.",
        killed_by=FetchBatch.counts_requests,
        replace={
            "max_attempts, delay=delay": (
                "max_attempts, lambda e: is_transient(e) and not isinstance(e, requests.Timeout), delay=delay"
            )
        },
    ),
    mistake(
        "ignores_retry_after",
        "Comes back when it likes, though the server said when.",
        killed_by=FetchBatch.keeps_its_distance,
        whole="""
def fetch_batch(url, *, timeout=(1, 2), max_attempts=4, delay=0.05, sleep=time.sleep):
    for number in itertools.count(1):
        try:
            response = requests.get(url, timeout=timeout)
            response.raise_for_status()
            return response.json()
        except requests.RequestException as failed:
            if number == max_attempts or not is_transient(failed):
                raise
        sleep(random.uniform(0, delay * 2 ** (number - 1)))
""",
    ),
    mistake(
        "keeps_half_a_body",
        "Repairs a body cut short by hand and returns the rows it got: too few, and nobody knows.",
        killed_by=FetchBatch.counts_requests,
        replace={
            "    return retry_on_specific_errors(attempt": """    def attempt_or_half(whole=attempt):
        try:
            return whole()
        except requests.exceptions.ChunkedEncodingError:
            return []

    return retry_on_specific_errors(attempt_or_half"""
        },
    ),
    mistake(
        "mounts_urllib3_retry_alone",
        "Leaves it all to the Retry of the adapter: requests reads the body after the adapter is done with it.",
        killed_by=FetchBatch.counts_requests,
        whole="""
def fetch_batch(url, *, timeout=(1, 2), max_attempts=4, delay=0.05, sleep=time.sleep):
    session = requests.Session()
    policy = Retry(
        total=max_attempts - 1,
        backoff_factor=delay,
        respect_retry_after_header=False,
        status_forcelist=[408, 429, 500, 502, 503, 504],
    )
    session.mount("http://", HTTPAdapter(max_retries=policy))
    response = session.get(url, timeout=timeout)
    response.raise_for_status()
    return response.json()
""",
    ),
    mistake(
        "no_raise_for_status",
        "Takes the status of the answer for nothing: a 503 page that parses is returned as data.",
        killed_by=FetchBatch.counts_requests,
        also=(FetchBatch.raises_refusals,),
        replace={"        response.raise_for_status()\n": ""},
    ),
    mistake(
        "no_timeout",
        "Gives no timeout: requests waits for ever, and the pipeline with it.",
        killed_by=FetchBatch.times_out,
        replace={"requests.get(url, timeout=timeout)": "requests.get(url)"},
    ),
    mistake(
        "no_wait_at_all",
        "Asks again at once: what a server that is overloaded needs least.",
        killed_by=FetchBatch.keeps_its_distance,
        replace={"delay=delay, sleep=sleep)": "delay=delay, sleep=lambda seconds: None)"},
    ),
    mistake(
        "one_attempt_too_many",
        "Counts retries, not attempts: one request more than allowed.",
        killed_by=FetchBatch.counts_requests,
        replace={"attempt, max_attempts, delay": "attempt, max_attempts + 1, delay"},
    ),
    mistake(
        "one_deadline_for_all",
        "Spends one timeout on all attempts together: after the first slow answer nothing is left for a second.",
        killed_by=FetchBatch.counts_requests,
        whole="""
def fetch_batch(url, *, timeout=(1, 2), max_attempts=4, delay=0.05, sleep=time.sleep):
    end = time.monotonic() + timeout[1]

    def attempt():
        left = end - time.monotonic()
        if left <= 0:
            raise RuntimeError("out of time")
        response = requests.get(url, timeout=left)
        response.raise_for_status()
        return response.json()

    return retry_on_specific_errors(attempt, max_attempts, delay=delay, sleep=sleep)
""",
    ),
    mistake(
        "parses_outside_the_retry",
        "Streams the body after the retry: a body cut short is nobody's business any more.",
        killed_by=FetchBatch.counts_requests,
        whole="""
def fetch_batch(url, *, timeout=(1, 2), max_attempts=4, delay=0.05, sleep=time.sleep):
    def attempt():
        response = requests.get(url, timeout=timeout, stream=True)
        response.raise_for_status()
        return response

    return retry_on_specific_errors(attempt, max_attempts, delay=delay, sleep=sleep).json()
""",
    ),
    mistake(
        "retries_404",
        "Retries every HTTPError: a page that is not there is asked for again and again.",
        killed_by=FetchBatch.raises_refusals,
        replace={
            "max_attempts, delay=delay": (
                "max_attempts, lambda e: is_transient(e) or isinstance(e, requests.HTTPError), delay=delay"
            )
        },
    ),
    mistake(
        "retries_invalid_json",
        "Retries every RequestException, and requests' JSONDecodeError is one: four times the same bad body.",
        killed_by=FetchBatch.counts_requests,
        replace={
            "max_attempts, delay=delay": (
                "max_attempts, lambda e: is_transient(e) or isinstance(e, requests.exceptions.JSONDecodeError), delay=delay"
            )
        },
    ),
    mistake(
        "returns_no_rows_for_404",
        "Takes 404 for an empty batch: a typo in the URL, and the table stays empty without an error.",
        killed_by=FetchBatch.raises_refusals,
        replace={
            "        response.raise_for_status()\n": """        if response.status_code == 404:
            return []
        response.raise_for_status()
"""
        },
    ),
    mistake(
        "returns_nothing_when_down",
        "Returns no rows when it gives up: a day without flights, says the dashboard.",
        killed_by=FetchBatch.counts_requests,
        replace={
            "    return retry_on_specific_errors(attempt, max_attempts, delay=delay, sleep=sleep)": """    try:
        return retry_on_specific_errors(attempt, max_attempts, delay=delay, sleep=sleep)
    except requests.HTTPError as error:
        if error.response.status_code == 503:
            return []
        raise"""
        },
    ),
    mistake(
        "sleeps_after_the_last",
        "Waits once more after the last attempt, and only then raises.",
        killed_by=FetchBatch.keeps_its_distance,
        whole="""
def fetch_batch(url, *, timeout=(1, 2), max_attempts=4, delay=0.05, sleep=time.sleep):
    error = None
    for number in range(max_attempts):
        try:
            response = requests.get(url, timeout=timeout)
            response.raise_for_status()
            return response.json()
        except requests.RequestException as failed:
            if not is_transient(failed):
                raise
            error = failed
            asked = failed.response.headers.get("Retry-After", 0) if failed.response is not None else 0
            sleep(int(asked) + random.uniform(0, delay * 2**number))
    raise error
""",
    ),
    mistake(
        "sleeps_by_itself",
        "Ignores the `sleep` it is given: no test of it can be fast.",
        killed_by=FetchBatch.keeps_its_distance,
        replace={
            "delay=delay, sleep=sleep)": "delay=delay / 10, sleep=lambda seconds: time.sleep(min(seconds, 0.01)))"
        },
    ),
    mistake(
        "swaps_the_two_timeouts",
        "Takes the pair for (read, connect): the connection gets little time, the answer a lot.",
        killed_by=FetchBatch.times_out,
        replace={"requests.get(url, timeout=timeout)": "requests.get(url, timeout=timeout[::-1])"},
    ),
    mistake(
        "urllib3_retry_inside_its_own_loop",
        "Mounts urllib3's Retry below the retry of the lesson: the attempts multiply.",
        killed_by=FetchBatch.counts_requests,
        replace={
            "        response = requests.get(url, timeout=timeout)\n": """        session = requests.Session()
        session.mount("http://", HTTPAdapter(max_retries=Retry(total=2, status_forcelist=[503], respect_retry_after_header=False)))
        response = session.get(url, timeout=timeout)
"""
        },
    ),
]
