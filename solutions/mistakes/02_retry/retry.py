"""Mistakes in ``retry``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.retry.decorator import Retry

MISTAKES = [
    mistake(
        "asserts",
        "AssertionError instead of ValueError, and none at all under python -O.",
        killed_by=Retry.validates,
        replace={
            """        raise ValueError(
""": """        raise AssertionError(
""",
        },
    ),
    mistake(
        "bare_except",
        "Retries the person who presses Ctrl-C.",
        killed_by=Retry.retries_only,
        replace={
            "except retry_on as error:": "except BaseException as error:",
        },
    ),
    mistake(
        "broken_on_retry_breaks_it",
        "A bug in on_retry costs the data.",
        killed_by=Retry.tells,
        also=(Retry.gives_up_in_time,),
        replace={
            """        except Exception:
            logging""": """        except ZeroDivisionError:
            logging""",
        },
    ),
    mistake(
        "calls_while_decorating",
        "Calls the function when it is decorated, not when it is called.",
        killed_by=Retry.returns,
        also=(
            Retry.wraps,
            Retry.validates,
        ),
        whole="""
_decorator = retry


def retry(**options):
    decorate = _decorator(**options)
    return lambda function: decorate(function)()
""",
    ),
    mistake(
        "constant_delay",
        "No backoff: the delay never grows.",
        killed_by=Retry.delays,
        replace={
            "backoff_delays(delay, backoff, max_delay, jitter)": "backoff_delays(delay, 1.0, max_delay, jitter)",
        },
    ),
    mistake(
        "constant_jitter",
        "Jitter is half of the delay, always.",
        killed_by=Retry.delays,
        replace={
            """            delays = backoff_delays(delay, backoff, max_delay, jitter)
""": """            delays = backoff_delays(delay, backoff, max_delay, False)
""",
            "pause = next(delays)": "pause = next(delays) / (2 if jitter else 1)",
        },
    ),
    mistake(
        "copy_of_the_error",
        "Raises a new error of the same class: its attributes and traceback are lost.",
        killed_by=Retry.exhausted,
        replace={
            """            return function(*args, **kwargs)  # the last attempt: its error is the caller's
""": """            try:
                return function(*args, **kwargs)
            except retry_on as error:
                raise type(error)(str(error)) from None
""",
        },
    ),
    mistake(
        "counter_reset_on_start",
        "A counter on the function, reset when a call begins: right until two calls overlap.",
        killed_by=Retry.independent,
        replace={
            """            for attempt in range(1, max_attempts):
""": """            call.attempt = 0
            while call.attempt < max_attempts - 1:
                call.attempt += 1
                attempt = call.attempt
""",
        },
    ),
    mistake(
        "defaults_only",
        "Ignores retry_on.",
        killed_by=Retry.retries_only,
        replace={
            "except retry_on as error:": "except (ConnectionError, TimeoutError) as error:",
        },
    ),
    mistake(
        "drops_keyword_arguments",
        "Forgets **kwargs on the way.",
        killed_by=Retry.returns,
        replace={
            """                    return function(*args, **kwargs)
""": """                    return function(*args)
""",
        },
    ),
    mistake(
        "endless_bare_except",
        "A bare except in an endless loop: nothing stops it, not even Ctrl-C.",
        killed_by=Retry.exhausted,
        replace={
            "in range(1, max_attempts):": "in itertools.count(1):",
            "except retry_on as error:": "except BaseException as error:",
        },
    ),
    mistake(
        "exact_types_only",
        "type(error) in retry_on: subclasses of ConnectionError are not retried.",
        killed_by=Retry.retries_only,
        replace={
            """                except retry_on as error:
""": """                except Exception as error:
                    if type(error) not in (retry_on if isinstance(retry_on, tuple) else (retry_on,)):
                        raise
""",
        },
    ),
    mistake(
        "exception_means_everything",
        "Right for tuples of errors, but takes (Exception,) for everything.",
        killed_by=Retry.retries_only,
        replace={
            "    def decorate(function": """    if retry_on == (Exception,):
        retry_on = BaseException

    def decorate(function""",
        },
    ),
    mistake(
        "first_delay_already_grown",
        "The first retry waits delay * backoff.",
        killed_by=Retry.delays,
        replace={
            "backoff_delays(delay, backoff, max_delay, jitter)": "backoff_delays(delay * backoff, backoff, max_delay, jitter)",
        },
    ),
    mistake(
        "first_error_instead_of_last",
        "Keeps the first error and raises that one.",
        killed_by=Retry.exhausted,
        replace={
            """            delays = backoff_delays(delay, backoff, max_delay, jitter)
""": """            delays = backoff_delays(delay, backoff, max_delay, jitter)
            first = None
""",
            """                except retry_on as error:
""": """                except retry_on as error:
                    first = first or error
""",
            """            return function(*args, **kwargs)  # the last attempt: its error is the caller's
""": """            try:
                return function(*args, **kwargs)
            except retry_on as error:
                raise first or error from None
""",
        },
    ),
    mistake(
        "forgets_the_value",
        "Calls the function and returns nothing.",
        killed_by=Retry.returns,
        replace={
            """                    return function(*args, **kwargs)
""": """                    function(*args, **kwargs)
                    return None
""",
        },
    ),
    mistake(
        "ignores_max_attempts",
        "Retries for ever, as tenacity does by default.",
        killed_by=Retry.exhausted,
        replace={
            "in range(1, max_attempts):": "in itertools.count(1):",
        },
    ),
    mistake(
        "ignores_max_elapsed",
        "No limit on the total time.",
        killed_by=Retry.gives_up_in_time,
        replace={
            "if max_elapsed is not None and time.monotonic() - started + pause > max_elapsed:": "if started < 0:",
        },
    ),
    mistake(
        "instance_without_get",
        "A callable object in place of the function: methods lose their self.",
        killed_by=Retry.returns,
        whole="""
class _Call:
    def __init__(self, function, decorate):
        functools.update_wrapper(self, function)
        self.run = decorate(function)

    def __call__(self, *args, **kwargs):
        return self.run(*args, **kwargs)


_decorator = retry


def retry(**options):
    decorate = _decorator(**options)
    return lambda function: _Call(function, decorate)
""",
    ),
    mistake(
        "jitter_after_the_cap",
        "Jitter on top of the capped delay.",
        killed_by=Retry.delays,
        replace={
            """            delays = backoff_delays(delay, backoff, max_delay, jitter)
""": """            delays = backoff_delays(delay, backoff, max_delay, False)
""",
            "pause = next(delays)": "pause = next(delays) + (random.uniform(0, delay) if jitter else 0)",
        },
    ),
    mistake(
        "mutable_default",
        "The attempts are kept in a mutable default argument.",
        killed_by=Retry.independent,
        replace={
            """        def call(*args: Any, **kwargs: Any) -> Any:
""": """        def call(*args: Any, _made=[], **kwargs: Any) -> Any:
""",
            """            for attempt in range(1, max_attempts):
""": """            while len(_made) < max_attempts - 1:
                _made.append(1)
                attempt = len(_made)
""",
        },
    ),
    mistake(
        "name_only",
        "Copies the name and leaves the docstring and the signature behind.",
        killed_by=Retry.wraps,
        replace={
            """        @functools.wraps(function)
""": "",
            """        return call
""": """        call.__name__ = function.__name__
        return call
""",
        },
    ),
    mistake(
        "negative_delay_accepted",
        "A negative delay is accepted and fails when it is first slept.",
        killed_by=Retry.validates,
        replace={
            "if max_attempts < 1 or delay < 0:": "if max_attempts < 1:",
        },
    ),
    mistake(
        "never_sleeps",
        "Hammers the server as fast as it can.",
        killed_by=Retry.delays,
        replace={
            """                sleep(pause)
""": "",
        },
    ),
    mistake(
        "never_tells",
        "on_retry is accepted and forgotten.",
        killed_by=Retry.tells,
        replace={
            """                    tell(attempt, error, pause)
""": "",
        },
    ),
    mistake(
        "no_cap",
        "max_delay is ignored.",
        killed_by=Retry.delays,
        replace={
            "backoff_delays(delay, backoff, max_delay, jitter)": "backoff_delays(delay, backoff, float('inf'), jitter)",
        },
    ),
    mistake(
        "no_jitter",
        "All clients come back in the same second.",
        killed_by=Retry.delays,
        replace={
            "backoff_delays(delay, backoff, max_delay, jitter)": "backoff_delays(delay, backoff, max_delay, False)",
        },
    ),
    mistake(
        "no_wraps",
        'The decorated function is called "call" in every log.',
        killed_by=Retry.wraps,
        replace={
            """        @functools.wraps(function)
""": "",
        },
    ),
    mistake(
        "none_when_exhausted",
        "After the last attempt the caller gets None for data.",
        killed_by=Retry.exhausted,
        replace={
            """            return function(*args, **kwargs)  # the last attempt: its error is the caller's
""": """            with suppress(retry_on):
                return function(*args, **kwargs)
            return None
""",
        },
    ),
    mistake(
        "one_attempt_too_few",
        "Stops one attempt early.",
        killed_by=Retry.exhausted,
        replace={
            "in range(1, max_attempts):": "in range(1, max_attempts - 1):",
        },
    ),
    mistake(
        "one_attempt_too_many",
        "Counts retries where attempts are meant.",
        killed_by=Retry.exhausted,
        replace={
            "in range(1, max_attempts):": "in range(1, max_attempts + 1):",
        },
    ),
    mistake(
        "one_call_at_a_time",
        "A lock around the call: one waiting client stops all others.",
        killed_by=Retry.independent,
        replace={
            """        @functools.wraps(function)
""": """        lock = threading.Lock()

        @functools.wraps(function)
""",
            """            started = time.monotonic()
""": """            with lock:
                return attempt_all(args, kwargs)

        def attempt_all(args, kwargs):
            started = time.monotonic()
""",
        },
    ),
    mistake(
        "one_draw_per_decorator",
        "The jitter is drawn once, when the function is decorated.",
        killed_by=Retry.delays,
        replace={
            "    def decorate(function": """    share = random.Random(7).random() if jitter else 1.0

    def decorate(function""",
            """            delays = backoff_delays(delay, backoff, max_delay, jitter)
""": """            delays = (share * d for d in backoff_delays(delay, backoff, max_delay, False))
""",
        },
    ),
    mistake(
        "overshoots",
        "Checks the time without the coming sleep, as stop_after_delay does.",
        killed_by=Retry.gives_up_in_time,
        replace={
            "time.monotonic() - started + pause > max_elapsed": "time.monotonic() - started > max_elapsed",
        },
    ),
    mistake(
        "own_error_when_exhausted",
        "Raises an error of its own: callers that catch ConnectionError no longer do.",
        killed_by=Retry.exhausted,
        replace={
            """            return function(*args, **kwargs)  # the last attempt: its error is the caller's
""": """            try:
                return function(*args, **kwargs)
            except retry_on as error:
                raise RuntimeError(f'failed after {max_attempts} attempts') from error
""",
        },
    ),
    mistake(
        "real_sleep",
        "Ignores the sleep that was passed in.",
        killed_by=Retry.delays,
        replace={
            """                sleep(pause)
""": """                time.sleep(pause)
""",
        },
    ),
    mistake(
        "retries_every_exception",
        "Retries ValueError as well: bad data is fetched three times.",
        killed_by=Retry.retries_only,
        replace={
            "except retry_on as error:": "except Exception as error:",
        },
    ),
    mistake(
        "retries_falsy_values",
        "Takes an empty batch for a failure.",
        killed_by=Retry.returns,
        replace={
            """                    return function(*args, **kwargs)
""": """                    value = function(*args, **kwargs)
                    if value:
                        return value
                    pause = 0
""",
        },
    ),
    mistake(
        "retry_error_leaks",
        "tenacity without reraise=True: the caller gets RetryError.",
        killed_by=Retry.exhausted,
        whole="""
import tenacity


def retry(*, max_attempts=3, delay=1.0, backoff=2.0, max_delay=60.0, max_elapsed=None, jitter=True,
          retry_on=(ConnectionError, TimeoutError), sleep=time.sleep, on_retry=None):
    if max_attempts < 1 or delay < 0:
        raise ValueError("max_attempts must be at least 1, delay at least 0")
    wait = tenacity.wait_random_exponential if jitter else tenacity.wait_exponential
    return tenacity.retry(
        stop=tenacity.stop_after_attempt(max_attempts),
        wait=wait(multiplier=delay, exp_base=backoff, max=max_delay),
        retry=tenacity.retry_if_exception_type(retry_on),
        sleep=sleep,
    )
""",
    ),
    mistake(
        "seeded_jitter",
        "Every client draws the same jitter.",
        killed_by=Retry.delays,
        replace={
            "backoff_delays(delay, backoff, max_delay, jitter)": "backoff_delays(delay, backoff, max_delay, jitter, random.Random(42))",
        },
    ),
    mistake(
        "shared_counter",
        "The attempts are counted per function, not per call.",
        killed_by=Retry.independent,
        replace={
            """        @functools.wraps(function)
""": """        left = {'attempts': max_attempts - 1}

        @functools.wraps(function)
""",
            """            for attempt in range(1, max_attempts):
""": """            for attempt in itertools.count(1):
                if left['attempts'] <= 0:
                    break
                left['attempts'] -= 1
""",
        },
    ),
    mistake(
        "shared_delays",
        "The delays are made once per decorator: the second call goes on where the first stopped.",
        killed_by=Retry.independent,
        replace={
            "    def decorate(function": """    delays = backoff_delays(delay, backoff, max_delay, jitter)

    def decorate(function""",
            """            delays = backoff_delays(delay, backoff, max_delay, jitter)
""": "",
        },
    ),
    mistake(
        "shortens_the_last_sleep",
        "Sleeps what is left instead of giving up, and asks again too early.",
        killed_by=Retry.gives_up_in_time,
        replace={
            """                    if max_elapsed is not None and time.monotonic() - started + pause > max_elapsed:
                        raise
""": """                    if max_elapsed is not None:
                        left = max_elapsed - (time.monotonic() - started)
                        if left <= 0:
                            raise
                        pause = min(pause, left)
""",
        },
    ),
    mistake(
        "sleeps_after_the_last",
        "Waits once more before it gives up.",
        killed_by=Retry.delays,
        replace={
            """            return function(*args, **kwargs)  # the last attempt: its error is the caller's
""": """            try:
                return function(*args, **kwargs)
            except retry_on:
                sleep(next(delays))
                raise
""",
        },
    ),
    mistake(
        "sleeps_before_the_first",
        "Sleeps before the first attempt too.",
        killed_by=Retry.delays,
        replace={
            """                try:
                    return""": """                if attempt == 1:
                    sleep(delay)
                try:
                    return""",
        },
    ),
    mistake(
        "sums_the_sleeps_only",
        "Forgets that the attempts take time too.",
        killed_by=Retry.gives_up_in_time,
        replace={
            """            started = time.monotonic()
""": """            slept = 0.0
""",
            "time.monotonic() - started + pause > max_elapsed": "slept + pause > max_elapsed",
            """                sleep(pause)
""": """                slept += pause
                sleep(pause)
""",
        },
    ),
    mistake(
        "tells_after_the_sleep",
        "on_retry hears of the retry when the wait is over.",
        killed_by=Retry.tells,
        replace={
            """                    tell(attempt, error, pause)
""": """                    failed = error
""",
            """                sleep(pause)
""": """                sleep(pause)
                tell(attempt, failed, pause)
""",
        },
    ),
    mistake(
        "tells_another_delay",
        "on_retry is told the option, sleep gets the jittered delay.",
        killed_by=Retry.tells,
        replace={
            """                    tell(attempt, error, pause)
""": """                    tell(attempt, error, delay)
""",
        },
    ),
    mistake(
        "tells_from_zero",
        "Counts the attempts from 0.",
        killed_by=Retry.tells,
        replace={
            """                    tell(attempt, error, pause)
""": """                    tell(attempt - 1, error, pause)
""",
        },
    ),
    mistake(
        "tells_of_the_last_failure_too",
        "on_retry is called when nothing is retried any more.",
        killed_by=Retry.tells,
        replace={
            """            return function(*args, **kwargs)  # the last attempt: its error is the caller's
""": """            try:
                return function(*args, **kwargs)
            except retry_on as error:
                tell(max_attempts, error, 0.0)
                raise
""",
        },
    ),
    mistake(
        "tells_the_text_of_the_error",
        "on_retry gets a text instead of the error.",
        killed_by=Retry.tells,
        replace={
            """                    tell(attempt, error, pause)
""": """                    tell(attempt, str(error), pause)
""",
        },
    ),
    mistake(
        "time_since_decoration",
        "The time runs from the decoration on: an hour later every call gives up at once.",
        killed_by=Retry.gives_up_in_time,
        replace={
            """            started = time.monotonic()
""": "",
            """        @functools.wraps(function)
""": """        started = time.monotonic()

        @functools.wraps(function)
""",
        },
    ),
    mistake(
        "timeout_error_when_late",
        "Hides the original error behind a TimeoutError.",
        killed_by=Retry.gives_up_in_time,
        replace={
            """                        raise
""": """                        raise TimeoutError('max_elapsed') from error
""",
        },
    ),
    mistake(
        "tuple_only",
        "Breaks when retry_on is a single class.",
        killed_by=Retry.retries_only,
        replace={
            "except retry_on as error:": "except tuple(retry_on) as error:",
        },
    ),
    mistake(
        "validates_late",
        "The nonsense shows at the first call, at night, not at the start.",
        killed_by=Retry.validates,
        replace={
            """    if max_attempts < 1 or delay < 0:
        raise""": """    def refuse():
        raise""",
            """            started = time.monotonic()
""": """            if max_attempts < 1 or delay < 0:
                refuse()
            started = time.monotonic()
""",
        },
    ),
    mistake(
        "wall_clock",
        "Measures with time.time(), which may be set back.",
        killed_by=Retry.gives_up_in_time,
        replace={
            """            started = time.monotonic()
""": """            started = time.time()
""",
            "time.monotonic() - started + pause": "time.time() - started + pause",
        },
    ),
    mistake(
        "zero_attempts_return_none",
        "max_attempts=0 never enters the loop, and None passes for data.",
        killed_by=Retry.validates,
        replace={
            "if max_attempts < 1 or delay < 0:": "if delay < 0:",
            """            return function(*args, **kwargs)  # the last attempt: its error is the caller's
""": """            if max_attempts > 0:
                return function(*args, **kwargs)
""",
        },
    ),
    mistake(
        "zero_attempts_still_call",
        "max_attempts=0 is accepted; the function is called once all the same.",
        killed_by=Retry.validates,
        replace={
            "if max_attempts < 1 or delay < 0:": "if delay < 0:",
        },
    ),
    mistake(
        "arguments_used_up",
        "The first attempt takes the keyword arguments out of their dict: the second one gets none.",
        killed_by=Retry.returns,
        replace={
            """                    return function(*args, **kwargs)
""": """                    return function(*args, **{name: kwargs.pop(name) for name in list(kwargs)})
""",
        },
    ),
    mistake(
        "broken_on_retry_skips_the_sleep",
        "After a bug in on_retry it asks again at once.",
        killed_by=Retry.tells,
        also=(Retry.gives_up_in_time,),
        replace={
            """                    tell(attempt, error, pause)
""": """                    try:
                        if on_retry is not None:
                            on_retry(attempt, error, pause)
                    except Exception:
                        continue
""",
        },
    ),
    mistake(
        "cuts_the_traceback",
        "The error that arrives no longer says where it was raised.",
        killed_by=Retry.exhausted,
        replace={
            """            return function(*args, **kwargs)  # the last attempt: its error is the caller's
""": """            try:
                return function(*args, **kwargs)
            except retry_on as error:
                last = error
            raise last.with_traceback(None)
""",
        },
    ),
    mistake(
        "draw_before_the_cap",
        "Draws below the uncapped law and cuts: most clients wait max_delay itself.",
        killed_by=Retry.delays,
        replace={
            "pause = next(delays)": "pause = min(max_delay, next(delays))",
            "backoff_delays(delay, backoff, max_delay, jitter)": "backoff_delays(delay, backoff, float('inf'), jitter)",
        },
    ),
    mistake(
        "keyword_of_its_own",
        "The attempt is a keyword of the inner call: a function with a parameter of that name breaks.",
        killed_by=Retry.returns,
        replace={
            """                    return function(*args, **kwargs)
""": """                    return one(*args, attempt=attempt, **kwargs)
""",
            """        @functools.wraps(function)
""": """        def one(*args, attempt, **kwargs):
            return function(*args, **kwargs)

        @functools.wraps(function)
""",
        },
    ),
    mistake(
        "limit_of_0_is_none",
        "`if max_elapsed`: who asks for no waiting at all gets no limit.",
        killed_by=Retry.gives_up_in_time,
        replace={
            "if max_elapsed is not None and": "if max_elapsed and",
        },
    ),
    mistake(
        "on_retry_swallows_ctrl_c",
        "Guards on_retry by a bare except: the person who presses Ctrl-C meanwhile is not heard.",
        killed_by=Retry.tells,
        replace={
            """        except Exception:
            logging""": """        except BaseException:
            logging""",
        },
    ),
]
