"""Mistakes in ``lazy_read``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.retry.lazy import LazyRead

MISTAKES = [
    mistake(
        "caches_the_frame",
        "Caches the frame it read: Spark knows the cache by its plan, and finds the old file in the next attempt.",
        killed_by=LazyRead.survives_a_bad_row,
        replace={
            "lambda: consume(read())": "lambda: consume(_cached(read()))",
            "    result = retry": """    def _cached(frame):
        return frame.cache() if isinstance(frame, DataFrame) else frame

    result = retry""",
        },
    ),
    mistake(
        "collects_what_is_lazy",
        "Collects a lazy result itself, after the retry: the action stands outside again.",
        killed_by=LazyRead.refuses_lazy_results,
        replace={
            "    parts = [result,": """    if isinstance(result, DataFrame | Iterator):
        return list(result.collect() if isinstance(result, DataFrame) else result)
    parts = [result,"""
        },
    ),
    mistake(
        "consumes_outside_the_retry",
        "Retries the definition only: the action, which is what fails, comes after it.",
        killed_by=LazyRead.repeats_both,
        replace={
            "result = retry(**retry_options)(lambda: consume(read()))()": "result = consume(retry(**retry_options)(read)())"
        },
    ),
    mistake(
        "counts_to_force_it",
        "Runs a count of its own to wake the frame: one more pass over the data, and proof of nothing.",
        killed_by=LazyRead.passes_through,
        replace={
            "lambda: consume(read())": "lambda: (lambda frame: (frame.count(), consume(frame))[1])(read())"
        },
    ),
    mistake(
        "ignores_the_options",
        "Retries by numbers of its own, whatever the caller asks for.",
        killed_by=LazyRead.obeys_options,
        replace={"retry(**retry_options)": "retry(max_attempts=3, delay=0)"},
    ),
    mistake(
        "keeps_the_first_frame",
        "Reads once and keeps the frame for the attempts to come.",
        killed_by=LazyRead.repeats_both,
        whole="""
def lazy_read(read, consume, **retry_options):
    frames = []

    def attempt():
        if not frames:
            frames.append(read())
        return consume(frames[0])

    result = retry(**retry_options)(attempt)()
    if _is_lazy(result) or any(map(_is_lazy, _parts(result))):
        raise TypeError("lazy")
    return result


def _is_lazy(part):
    return isinstance(part, DataFrame | Iterator)


def _parts(result):
    if isinstance(result, dict):
        return list(result.values())
    return list(result) if isinstance(result, tuple | list) else []
""",
    ),
    mistake(
        "knows_frames_only",
        "Refuses a DataFrame but lets a generator leave, which runs just as late.",
        killed_by=LazyRead.refuses_lazy_results,
        replace={"isinstance(part, DataFrame | Iterator)": "isinstance(part, DataFrame)"},
    ),
    mistake(
        "knows_iterators_only",
        "Refuses iterators but not a DataFrame, which is not one.",
        killed_by=LazyRead.refuses_lazy_results,
        replace={"isinstance(part, DataFrame | Iterator)": "isinstance(part, Iterator)"},
    ),
    mistake(
        "lets_a_frame_leave",
        "Does not look at the result: a consume that only transforms passes, and its action fails unguarded.",
        killed_by=LazyRead.refuses_lazy_results,
        replace={"if lazy is not None:": "if False:"},
    ),
    mistake(
        "looks_at_the_result_only",
        "Overlooks the frame in `return df.count(), df`.",
        killed_by=LazyRead.refuses_lazy_parts,
        replace={
            "parts = [result, *inside] if isinstance(result, tuple | list | dict) else [result]": "parts = [result]"
        },
    ),
    mistake(
        "looks_inside_the_attempt",
        "Raises its TypeError inside what is retried: with retry_on=(Exception,) the mistake is repeated.",
        killed_by=LazyRead.refuses_lazy_results,
        also=(LazyRead.refuses_lazy_parts,),
        whole="""
def lazy_read(read, consume, **retry_options):
    def attempt():
        result = consume(read())
        inside = result.values() if isinstance(result, dict) else result
        parts = [result, *inside] if isinstance(result, tuple | list | dict) else [result]
        if any(isinstance(part, DataFrame | Iterator) for part in parts):
            raise TypeError("lazy")
        return result

    return retry(**retry_options)(attempt)()
""",
    ),
    mistake(
        "nests_two_retries",
        "A retry around the read inside a retry around the whole: the attempts multiply.",
        killed_by=LazyRead.obeys_options,
        also=(LazyRead.repeats_both,),
        replace={"lambda: consume(read())": "lambda: consume(retry(**retry_options)(read)())"},
    ),
    mistake(
        "raises_an_error_of_its_own",
        "Gives up with a new error: the caller cannot see what went wrong.",
        killed_by=LazyRead.obeys_options,
        replace={
            "result = retry(**retry_options)(lambda: consume(read()))()": """try:
        result = retry(**retry_options)(lambda: consume(read()))()
    except Exception as error:
        raise type(error)(f"gave up: {error}") from error"""
        },
    ),
    mistake(
        "reads_outside_the_retry",
        "Defines the frame once, before the retry: every attempt works with the file listing of the first.",
        killed_by=LazyRead.repeats_both,
        replace={
            "result = retry(**retry_options)(lambda: consume(read()))()": "frame = read()\n    result = retry(**retry_options)(lambda: consume(frame))()"
        },
    ),
    mistake(
        "retries_everything",
        "Retries every Exception: a division by zero is tried again and again.",
        killed_by=LazyRead.obeys_options,
        replace={"retry(**retry_options)": "retry(**{**retry_options, 'retry_on': (Exception,)})"},
    ),
    mistake(
        "returns_none_when_exhausted",
        "Gives up silently: the caller goes on with None.",
        killed_by=LazyRead.obeys_options,
        replace={
            "result = retry(**retry_options)(lambda: consume(read()))()": """try:
        result = retry(**retry_options)(lambda: consume(read()))()
    except Exception:
        return None"""
        },
    ),
    mistake(
        "takes_every_iterable_for_lazy",
        "Refuses lists and texts too: everything one can loop over.",
        killed_by=LazyRead.passes_through,
        replace={
            "isinstance(part, DataFrame | Iterator)": "hasattr(part, '__iter__') or isinstance(part, DataFrame)"
        },
    ),
]
