"""Mistakes in ``send_batch``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.retry.http import SendBatch

MISTAKES = [
    mistake(
        "adapter_that_leaves_posts_alone",
        "Mounts urllib3's Retry, which by default repeats no POST: allowed_methods leaves it out.",
        killed_by=SendBatch.retries_with_key,
        whole="""
def send_batch(
    url, rows, idempotency_key=None, *, timeout=(1, 2), max_attempts=4, delay=0.05, sleep=time.sleep
):
    session = requests.Session()
    if idempotency_key is not None:
        session.headers["Idempotency-Key"] = idempotency_key
        policy = Retry(total=max_attempts - 1, status_forcelist=[500, 502, 503, 504])
        session.mount("http://", HTTPAdapter(max_retries=policy))
    session.post(url, json=rows, timeout=timeout).raise_for_status()
""",
    ),
    mistake(
        "key_from_the_second_attempt_on",
        "Sends the key with the retries only: the first attempt, which may have worked, has none.",
        killed_by=SendBatch.keeps_the_key,
        replace={
            "    def attempt() -> None:\n": """    sent = []

    def attempt() -> None:
        sent.append(1)
""",
            "headers=headers, timeout": "headers=headers if len(sent) > 1 else {}, timeout",
        },
    ),
    mistake(
        "key_in_the_body",
        "Writes the key into the query, where the server does not look for it.",
        killed_by=SendBatch.keeps_the_key,
        replace={"headers=headers, timeout": 'params={"key": idempotency_key}, timeout'},
    ),
    mistake(
        "makes_its_own_key",
        "Makes up a key when it is given none, and retries: the next run of the job will make up another.",
        killed_by=SendBatch.sends_once,
        replace={
            "    headers = {} if": "    idempotency_key = idempotency_key or str(random.getrandbits(64))\n    headers = {} if",
        },
    ),
    mistake(
        "never_retries",
        "Sends once, key or not: safe, and of no use on a bad day.",
        killed_by=SendBatch.retries_with_key,
        replace={"attempts = 1 if idempotency_key is None else max_attempts": "attempts = 1"},
    ),
    mistake(
        "new_key_per_attempt",
        "A new key for every attempt: to the server each one is a batch of its own.",
        killed_by=SendBatch.keeps_the_key,
        replace={
            "    def attempt() -> None:\n": """    def attempt() -> None:
        if headers:
            headers["Idempotency-Key"] = f"{idempotency_key}-{random.getrandbits(64):x}"
""",
        },
    ),
    mistake(
        "no_raise_for_status",
        "Never looks at the status: a batch that was answered with 503 counts as delivered.",
        killed_by=SendBatch.sends_once,
        also=(
            SendBatch.retries_with_key,
            SendBatch.raises_refusals,
        ),
        replace={
            "requests.post(url, json=rows, headers=headers, timeout=timeout).raise_for_status()": (
                "requests.post(url, json=rows, headers=headers, timeout=timeout)"
            )
        },
    ),
    mistake(
        "no_timeout",
        "Gives no timeout: the job hangs with the server.",
        killed_by=SendBatch.times_out,
        replace={"headers=headers, timeout=timeout": "headers=headers"},
    ),
    mistake(
        "no_wait_at_all",
        "Asks again at once.",
        killed_by=SendBatch.keeps_its_distance,
        replace={"delay=delay, sleep=sleep)": "delay=delay, sleep=lambda seconds: None)"},
    ),
    mistake(
        "posts_a_form",
        "`data=` instead of `json=`: the text is there, but nothing says that it is JSON.",
        killed_by=SendBatch.posts,
        replace={"json=rows, headers": "data=json.dumps(rows), headers"},
    ),
    mistake(
        "posts_rows_one_by_one",
        "One request for each row: a failure in the middle leaves half a batch.",
        killed_by=SendBatch.posts,
        also=(
            SendBatch.sends_once,
            SendBatch.retries_with_key,
            SendBatch.raises_refusals,
        ),
        replace={
            "        requests.post(url, json=rows, headers=headers, timeout=timeout).raise_for_status()": """        for row in rows:
            requests.post(url, json=[row], headers=headers, timeout=timeout).raise_for_status()"""
        },
    ),
    mistake(
        "retries_conflicts",
        "Retries every status from 400 on, as long as there is a key.",
        killed_by=SendBatch.raises_refusals,
        replace={
            "attempt, attempts, delay": "attempt, attempts, lambda e: is_transient(e) or isinstance(e, requests.HTTPError), delay=delay, sleep=sleep) if headers else retry_on_specific_errors(attempt, 1, delay"
        },
    ),
    mistake(
        "retries_connection_errors_without_a_key",
        "Thinks that a connection that broke off means that nothing arrived.",
        killed_by=SendBatch.sends_once,
        replace={
            "retry_on_specific_errors(attempt, attempts,": (
                "retry_on_specific_errors(attempt, max_attempts, "
                "lambda e: is_transient(e) if attempts > 1 else type(e) is requests.ConnectionError,"
            )
        },
    ),
    mistake(
        "retries_multiply",
        "A retry inside a retry: a server that is down gets the square of max_attempts.",
        killed_by=SendBatch.retries_with_key,
        replace={
            "    retry_on_specific_errors(attempt, attempts, delay=delay, sleep=sleep)": """    def all_attempts() -> None:
        retry_on_specific_errors(attempt, attempts, delay=delay, sleep=sleep)

    retry_on_specific_errors(all_attempts, min(2, attempts), delay=delay, sleep=sleep)"""
        },
    ),
    mistake(
        "retries_without_a_key",
        "Retries every POST: where the answer got lost, the rows are stored twice.",
        killed_by=SendBatch.sends_once,
        replace={"attempts = 1 if idempotency_key is None else max_attempts": "attempts = max_attempts"},
    ),
    mistake(
        "rows_from_an_iterator",
        "Drains the rows while sending: the retry posts an empty batch under the same key.",
        killed_by=SendBatch.keeps_the_key,
        replace={
            "    def attempt() -> None:\n": """    rows = iter(rows)

    def attempt() -> None:
""",
            "json=rows": "json=list(rows)",
        },
    ),
    mistake(
        "swallows_the_failure_without_a_key",
        "Sends once without a key and never looks whether it worked.",
        killed_by=SendBatch.sends_once,
        also=(SendBatch.raises_refusals,),
        replace={
            "    attempts = 1 if idempotency_key is None else max_attempts\n": """    attempts = max_attempts
    if idempotency_key is None:
        with suppress(requests.RequestException):
            requests.post(url, json=rows, timeout=timeout)
        return
"""
        },
    ),
    mistake(
        "takes_409_for_success",
        'Takes every 4xx for "already there" when it has a key: a batch that was refused counts as delivered.',
        killed_by=SendBatch.raises_refusals,
        replace={
            "        requests.post(url, json=rows, headers=headers, timeout=timeout).raise_for_status()": """        response = requests.post(url, json=rows, headers=headers, timeout=timeout)
        if not (headers and 400 <= response.status_code < 500):
            response.raise_for_status()"""
        },
    ),
]
