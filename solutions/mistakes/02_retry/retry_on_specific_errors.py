"""Mistakes in ``retry_on_specific_errors``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.retry.transient import RetryOnSpecificErrors

MISTAKES = [
    mistake(
        "always_is_transient",
        "Ignores the rule that was passed in.",
        killed_by=RetryOnSpecificErrors.counts_attempts,
        replace={
            "not retryable(error) or ": "not is_transient(error) or ",
        },
    ),
    mistake(
        "always_its_own_rule",
        "Ignores is_transient: knows ConnectionError and TimeoutError only.",
        killed_by=RetryOnSpecificErrors.retries_only,
        replace={
            "not retryable(error) or ": "not (retryable(error) if retryable is not is_transient else isinstance(error, (ConnectionError, TimeoutError))) or ",
        },
    ),
    mistake(
        "asked_capped_by_own_backoff",
        "The smaller of the two waits wins.",
        killed_by=RetryOnSpecificErrors.obeys_seconds,
        also=(RetryOnSpecificErrors.obeys_date,),
        replace={
            """        sleep(min(max_delay, asked + random.uniform(0, ceiling)))
""": """        sleep(min(asked, ceiling) if asked else random.uniform(0, ceiling))
""",
        },
    ),
    mistake(
        "clips_to_max_delay",
        "Asked for an hour, comes back after a minute.",
        killed_by=RetryOnSpecificErrors.gives_up,
        replace={
            " or asked > max_delay": "",
        },
    ),
    mistake(
        "crashes_on_dates",
        "int() of an HTTP date raises ValueError in the caller's face.",
        killed_by=RetryOnSpecificErrors.obeys_date,
        also=(RetryOnSpecificErrors.own_backoff,),
        replace={
            """    with suppress(ValueError):
        return max(0.0, float(int(text)))
""": """    return float(int(text)) if text else 0.0
""",
        },
    ),
    mistake(
        "crashes_on_nonsense",
        "A header that is neither form raises in the caller's face.",
        killed_by=RetryOnSpecificErrors.own_backoff,
        replace={
            """    with suppress(ValueError, TypeError):  # TypeError: a date without a zone
        return""": """    if text:
        return""",
        },
    ),
    mistake(
        "date_without_zone",
        "Drops the zone of the date: naive minus aware is a TypeError, swallowed like nonsense.",
        killed_by=RetryOnSpecificErrors.obeys_date,
        replace={
            "parsedate_to_datetime(text) -": "parsedate_to_datetime(text).replace(tzinfo=None) -",
        },
    ),
    mistake(
        "dates_only",
        "Reads the date form alone.",
        killed_by=RetryOnSpecificErrors.obeys_seconds,
        replace={
            """    with suppress(ValueError):
        return max(0.0, float(int(text)))
""": "",
        },
    ),
    mistake(
        "forgets_the_value",
        "Calls func and returns nothing.",
        killed_by=RetryOnSpecificErrors.counts_attempts,
        replace={
            """            return func()
        except""": """            func()
            return None
        except""",
        },
    ),
    mistake(
        "gives_up_at_the_limit",
        "Gives up when asked for exactly max_delay.",
        killed_by=RetryOnSpecificErrors.obeys_seconds,
        replace={
            "asked > max_delay": "asked >= max_delay",
        },
    ),
    mistake(
        "ignores_retry_after",
        "Backs off by its own law, whatever the server asks.",
        killed_by=RetryOnSpecificErrors.obeys_seconds,
        also=(RetryOnSpecificErrors.obeys_date,),
        replace={
            """            asked = retry_after(error, now)
""": """            asked = 0.0
""",
        },
    ),
    mistake(
        "ignores_retryable",
        "Retries everything.",
        killed_by=RetryOnSpecificErrors.retries_only,
        replace={
            "not retryable(error) or ": "",
        },
    ),
    mistake(
        "milliseconds",
        "Reads seconds as milliseconds.",
        killed_by=RetryOnSpecificErrors.obeys_seconds,
        replace={
            "float(int(text))": "float(int(text)) / 1000",
        },
    ),
    mistake(
        "negative_sleep",
        "A date in the past becomes a negative sleep.",
        killed_by=RetryOnSpecificErrors.own_backoff,
        replace={
            """        return max(0.0, (parsedate_to_datetime(text) - now()).total_seconds())
""": """        return (parsedate_to_datetime(text) - now()).total_seconds()
""",
            """        sleep(min(max_delay, asked + random.uniform(0, ceiling)))
""": """        sleep(min(max_delay, asked) if asked else random.uniform(0, ceiling))
""",
        },
    ),
    mistake(
        "never_sleeps",
        "Without a header it hammers the server.",
        killed_by=RetryOnSpecificErrors.own_backoff,
        replace={
            """        sleep(min(max_delay, asked + random.uniform(0, ceiling)))
""": """        if asked:
            sleep(asked)
""",
        },
    ),
    mistake(
        "no_cap",
        "The delays grow beyond max_delay.",
        killed_by=RetryOnSpecificErrors.own_backoff,
        replace={
            "backoff_delays(delay, 2.0, max_delay, jitter=False)": "backoff_delays(delay, 2.0, float('inf'), jitter=False)",
            """        sleep(min(max_delay, asked + random.uniform(0, ceiling)))
""": """        sleep(max(asked, random.uniform(ceiling / 2, ceiling)))
""",
        },
    ),
    mistake(
        "none_when_exhausted",
        "After the last attempt the caller gets None.",
        killed_by=RetryOnSpecificErrors.counts_attempts,
        replace={
            """    return func()

""": """    with suppress(Exception):
        return func()

""",
        },
    ),
    mistake(
        "nonsense_means_give_up",
        "A header that is neither form ends the retry.",
        killed_by=RetryOnSpecificErrors.own_backoff,
        replace={
            """    with suppress(ValueError, TypeError):  # TypeError: a date without a zone
        return max(0.0, (parsedate_to_datetime(text) - now()).total_seconds())
    return 0.0""": """    try:
        return max(0.0, (parsedate_to_datetime(text) - now()).total_seconds())
    except ValueError:
        return float('inf')""",
        },
    ),
    mistake(
        "one_attempt_too_many",
        "Counts retries where attempts are meant.",
        killed_by=RetryOnSpecificErrors.counts_attempts,
        replace={
            "max_attempts - 1)": "max_attempts)",
        },
    ),
    mistake(
        "own_clock",
        "Measures the date against the machine's clock instead of now().",
        killed_by=RetryOnSpecificErrors.obeys_date,
        replace={
            "- now()": "- datetime.now(UTC)",
        },
    ),
    mistake(
        "own_error",
        "Hides the original error behind one of its own.",
        killed_by=RetryOnSpecificErrors.counts_attempts,
        replace={
            """    return func()

""": """    try:
        return func()
    except Exception as error:
        raise RuntimeError('gave up') from error

""",
        },
    ),
    mistake(
        "own_error_when_too_long",
        "Raises TimeoutError instead of the original error.",
        killed_by=RetryOnSpecificErrors.gives_up,
        replace={
            """            if not retryable(error) or asked > max_delay:
                raise
""": """            if not retryable(error):
                raise
            if asked > max_delay:
                raise TimeoutError('asked to wait too long') from error
""",
        },
    ),
    mistake(
        "retries_interrupts",
        "Catches BaseException: Ctrl-C is asked whether it passes.",
        killed_by=RetryOnSpecificErrors.retries_only,
        replace={
            "        except Exception as error:": "        except BaseException as error:",
        },
    ),
    mistake(
        "seconds_only",
        "Reads the seconds form alone: a date counts as no header.",
        killed_by=RetryOnSpecificErrors.obeys_date,
        replace={
            """    with suppress(ValueError, TypeError):  # TypeError: a date without a zone
        return max(0.0, (parsedate_to_datetime(text) - now()).total_seconds())
""": "",
        },
    ),
    mistake(
        "sleeps_after_the_last",
        "Waits once more before it gives up.",
        killed_by=RetryOnSpecificErrors.own_backoff,
        replace={
            """    return func()

""": """    try:
        return func()
    except Exception:
        sleep(delay)
        raise

""",
        },
    ),
    mistake(
        "sleeps_an_hour",
        "Asked for an hour, sleeps an hour.",
        killed_by=RetryOnSpecificErrors.gives_up,
        replace={
            " or asked > max_delay": "",
            """        sleep(min(max_delay, asked + random.uniform(0, ceiling)))
""": """        sleep(asked + random.uniform(0, ceiling))
""",
        },
    ),
    mistake(
        "sleeps_less_than_asked",
        "Takes what was asked as the upper end of the jitter.",
        killed_by=RetryOnSpecificErrors.obeys_seconds,
        also=(RetryOnSpecificErrors.obeys_date,),
        replace={
            """        sleep(min(max_delay, asked + random.uniform(0, ceiling)))
""": """        sleep(random.uniform(0, max(asked, ceiling)))
""",
        },
    ),
    mistake(
        "too_long_is_no_header",
        "Asked for too long, goes on as if nobody had asked.",
        killed_by=RetryOnSpecificErrors.gives_up,
        replace={
            """            if not retryable(error) or asked > max_delay:
                raise
""": """            if not retryable(error):
                raise
            asked = asked if asked <= max_delay else 0.0
""",
        },
    ),
]
