"""Programs for `retry`: how one is played, what a right answer does with it, and code that plays it.

A program is one call of a decorated function (JSON, all but the first key may be missing):

    options     of ``retry``; ``retry_on`` by its name in RETRY_ON
    outcomes    the errors of the first attempts, by their names in ERRORS; the next attempt returns
    value       what is returned then, by its name in VALUES
    args, kwargs, method    how the function is called, and whether it is a method
    takes       seconds that each attempt takes
    chained     whether the errors have a cause of their own
    on_retry    what the hook does: "notes", or the name of the error that it raises
    calls       how often the decorated function is called, each time with the same outcomes
"""

from __future__ import annotations

import traceback
from types import SimpleNamespace
from typing import Any

from autograder.checks import Json
from autograder.checks.evidence import Call
from autograder.checks.evidence import call as guarded
from autograder.exercises.retry.delays import ceiling, options_code
from autograder.exercises.retry.script import Script, play

PATIENCE = 5.0  # seconds of real time for one program; a right answer needs a few milliseconds
AGE = 3_600.0  # seconds between decorating a function and calling it


class Unprintable(ConnectionError):
    """An error that breaks whoever formats it."""

    def __str__(self) -> str:
        raise RuntimeError("this error has no text")


ERRORS: dict[str, type[BaseException]] = {
    error.__name__: error
    for error in (
        *(ConnectionError, TimeoutError, ConnectionResetError, ConnectionRefusedError, BrokenPipeError),
        *(OSError, FileNotFoundError, PermissionError, InterruptedError, ValueError, UnicodeError),
        *(LookupError, KeyError, TypeError, AssertionError, RuntimeError, MemoryError, Exception),
        *(KeyboardInterrupt, SystemExit, Unprintable),
    )
}
RETRY_ON: dict[str, Any] = {
    "(ConnectionError, TimeoutError)": (ConnectionError, TimeoutError),
    "Exception": Exception,
    "(Exception,)": (Exception,),
    "OSError": OSError,
    "(KeyError, OSError)": (KeyError, OSError),
    "LookupError": LookupError,
    "(ValueError,)": (ValueError,),
    "()": (),
}
VALUES: Json = {"'rows'": "rows"} | {
    code: eval(code)  # our own texts: each reads in the card's code as it is
    for code in ("None", "[]", "0", "False", "''", "{}", "float('nan')", "ValueError('a value')", "iter(())")
}
OPTIONS: Json = {
    "max_attempts": 3,
    "delay": 1.0,
    "backoff": 2.0,
    "max_delay": 60.0,
    "max_elapsed": None,
    "jitter": True,
    "retry_on": "(ConnectionError, TimeoutError)",
}
"""The defaults of the contract."""


def ceilings(options: Json, count: int) -> list[float]:
    """The first waits of the law, without jitter."""
    law = OPTIONS | options
    return [ceiling(n, law["delay"], law["backoff"], law["max_delay"]) for n in range(count)]


# --- what a right answer does -------------------------------------------------------------------------------


def right(program: Json) -> Json:
    """What a right answer does, without jitter: the order of events, the waits, which attempt ends it how."""
    options, outcomes, hook = OPTIONS | program["options"], program["outcomes"], program.get("on_retry")
    laws = ceilings(options, len(outcomes))
    done: Json = {"order": [], "sleeps": [], "ends": "error"}
    now = 0.0
    for attempt, (name, pause) in enumerate(zip(outcomes, laws, strict=True), start=1):
        done["order"].append("call")
        now += program.get("takes", 0.0)
        late = options["max_elapsed"] is not None and now + pause > options["max_elapsed"]
        hopeless = not issubclass(ERRORS[name], RETRY_ON[options["retry_on"]])
        if hopeless or late or attempt == options["max_attempts"]:
            return done
        if hook:
            done["order"].append("notice")
        if hook in ("KeyboardInterrupt", "SystemExit"):
            return done | {"ends": hook}
        if pause:  # a wait of no length does not show
            done["order"].append("sleep")
            done["sleeps"].append(pause)
        now += pause
    done["order"].append("call")
    return done | {"ends": "value"}


# --- playing it ---------------------------------------------------------------------------------------------


class Feed(Script):
    """A scripted function for several calls that knows how each of its errors was when it was raised."""

    def __init__(self, program: Json) -> None:
        super().__init__(self._outcome, program.get("takes", 0.0))
        self.program = program
        self.value = VALUES[program.get("value", "'rows'")]
        self.begin()

    def begin(self) -> None:
        """Forget the call before."""
        self.calls, self.raised, self.journal = 0, [], []
        self.got: list[Any] = []
        self.before: list[Json] = []

    def fetch_flights(self, *args: Any, **kwargs: Any) -> Any:
        """Fetch the flights of one day."""
        self.got.append([list(args), kwargs])
        self.fetch()
        return self.value

    def _outcome(self, number: int) -> Any:
        if number > len(self.program["outcomes"]):
            return None
        error = ERRORS[self.program["outcomes"][number - 1]](f"attempt {number} failed")
        if self.program.get("chained"):
            error.__cause__ = KeyError("the cause")
        self.before.append(_look(error))
        return error

    def hook(self, attempt: Any, error: Any, delay: Any) -> None:
        """The on_retry of a program."""
        self.notice(attempt, error, delay)
        if self.program["on_retry"] != "notes":
            raise ERRORS[self.program["on_retry"]]("a bug in on_retry")

    def run(self, done: Call) -> Json:
        """What was seen of one call, without waits of no length; of one among many only waits and end."""
        journal = [entry for entry in self.journal if entry.get("sleep") != 0]
        seen = {"sleeps": [entry["sleep"] for entry in journal if "sleep" in entry], **self._end(done)}
        if "calls" in self.program:
            return seen
        notices = [entry["notice"] for entry in journal if "notice" in entry]
        return seen | {"order": [next(iter(entry)) for entry in journal], "notices": notices}

    def _end(self, done: Call) -> Json:
        if done.error is None:
            return {"ends": "value", "itself": done.value is self.value, "value": done.record()["value"]}
        number = self._number(done.exception)
        if number is None:
            return {"ends": "error", "error": done.error, "number": None}
        assert done.exception is not None
        after = _look(done.exception)
        changed = [what for what, was in self.before[number - 1].items() if after[what] != was]
        if "fetch_flights" not in [
            f.f_code.co_name for f, _ in traceback.walk_tb(done.exception.__traceback__)
        ]:
            changed.append("the traceback to where it failed")
        return {"ends": "error", "type": done.error["type"], "number": number, "changed": changed}


def _look(error: Any) -> Json:
    """What must still be the same when an error reaches the caller."""
    return {
        "arguments": error.args,
        "notes": list(getattr(error, "__notes__", ())),
        "cause": error.__cause__,
        "`from None`": error.__suppress_context__,
    }


def options_of(program: Json, feed: Feed) -> Json:
    """The program's options as they are passed to ``retry``."""
    options = dict(program["options"])
    if "retry_on" in options:
        options["retry_on"] = RETRY_ON[options["retry_on"]]
    return options | {"sleep": feed.sleep} | ({"on_retry": feed.hook} if program.get("on_retry") else {})


def played(program: Json, answer: SimpleNamespace) -> Json:
    """Decorate the program's function, call it in fake time, and tell what was seen.

    ``runs`` are the calls, each of a function decorated for it; ``got`` are the arguments that reached the
    function in the last one.
    """
    feed = Feed(program)
    runs: list[Json] = []
    call = lambda f: f(*program.get("args", []), **program.get("kwargs", {}))  # noqa: E731

    def act() -> None:
        for _ in range(program.get("calls", 1)):
            feed.begin()
            decorated = _decorated(answer.retry(**options_of(program, feed)), feed, program.get("method"))
            feed.clock.advance(AGE)
            runs.append(feed.run(guarded(call, decorated)))

    seen = play(feed, act, answer.retry, patience=PATIENCE)
    failed = seen["result"].get("error")
    return {"runs": runs, "failed": failed, "got": feed.got, "really_slept": seen["really_slept"]}


def _decorated(decorate: Any, feed: Feed, method: bool | None = False) -> Any:
    def fetch_flights(*args: Any, **kwargs: Any) -> Any:
        """Fetch the flights of one day."""
        return feed.fetch_flights(*args, **kwargs)

    class Api:
        @decorate  # type: ignore[untyped-decorator]
        def fetch_flights(self, *args: Any, **kwargs: Any) -> Any:
            """Fetch the flights of one day."""
            return feed.fetch_flights(*args, **kwargs)

    return Api().fetch_flights if method else decorate(fetch_flights)


def decorated_only(program: Json, answer: SimpleNamespace) -> Json:
    """Decorate and do not call; what the first call does afterwards is told as ``later``."""
    feed = Feed({"outcomes": [], **program})
    kept: list[Any] = []

    def decorate() -> str:
        kept.append(_decorated(answer.retry(**options_of(program, feed)), feed, method=False))
        return "a decorated function"

    seen = play(feed, decorate, answer.retry, patience=PATIENCE)
    found = {"result": seen["result"], "calls": seen["calls"]}
    if not kept or found["calls"]:
        return found
    return found | {"later": play(feed, lambda: kept[0](), answer.retry, patience=PATIENCE)["result"]}


# --- code that shows it -------------------------------------------------------------------------------------


def as_code(program: Json) -> str:
    """The program as one would play it in a notebook: every call, hook and wait is printed."""
    clock = "takes" in program or program["options"].get("max_elapsed") is not None
    lines = [
        *(("import traceback", "") if "chained" in program else ()),
        *(_UNPRINTABLE if "Unprintable" in program["outcomes"] else ()),
        f"errors = {_errors_code(program['outcomes'])}",
        *(("now = [0.0]",) if clock else ()),
        "",
        "def load(*args, **kwargs):",
        '    print("load", *args, kwargs or "")',
        *((f"    now[0] += {program.get('takes', 0.0)}",) if clock else ()),
        "    if errors:",
        f"        raise errors.pop(0){' from KeyError()' if program.get('chained') else ''}",
        f"    return {program.get('value', ROWS)}",
        "",
        *_hook_code(program),
        "def wait(seconds):",
        '    print("sleep", seconds)',
        *(("    now[0] += seconds",) if clock else ()),
        "",
        *_call_code(program, clock),
    ]
    return "\n".join(lines)


ROWS = "'rows'"
_LOOK = [
    '    print(getattr(error, "__notes__", []), repr(error.__cause__), error.__suppress_context__)',
    "    print(*traceback.format_tb(error.__traceback__))",
]
_UNPRINTABLE = (
    "class Unprintable(ConnectionError):",
    "    def __str__(self):",
    '        raise RuntimeError("this error has no text")',
    "",
)


def _errors_code(outcomes: list[str]) -> str:
    if len(outcomes) > 3 and len(set(outcomes)) == 1:
        return f'[{outcomes[0]}(f"attempt {{n}} failed") for n in range(1, {len(outcomes) + 1})]'
    return f"[{', '.join(f'{name}({_message(n)!r})' for n, name in enumerate(outcomes, 1))}]"


def _message(attempt: int) -> str:
    return f"attempt {attempt} failed"


def _hook_code(program: Json) -> tuple[str, ...]:
    hook = program.get("on_retry")
    if not hook:
        return ()
    raising = () if hook == "notes" else (f'    raise {hook}("a bug in on_retry")',)
    told = '    print("on_retry", attempt, repr(error), delay)'
    return ("def on_retry(attempt, error, delay):", told, *raising, "")


def call_code(args: list[Any], kwargs: Json, name: str = "load") -> str:
    """A call with these arguments."""
    return f"{name}({', '.join([*map(repr, args), *([options_code(kwargs)] if kwargs else [])])})"


def retry_code(options: Json, *more: str) -> str:
    """A call of ``retry`` with the options of a program."""
    plain = {key: value for key, value in options.items() if key != "retry_on"}
    named = [f"retry_on={options['retry_on']}"] if "retry_on" in options else []
    return f"retry({', '.join(filter(None, (options_code(plain), *named, *more)))})"


def _call_code(program: Json, clock: bool) -> list[str]:
    decorator = retry_code(
        program["options"], "sleep=wait", *(("on_retry=on_retry",) if program.get("on_retry") else ())
    )
    call = call_code(program.get("args", []), program.get("kwargs", {}), "decorated")
    lines = ["try:", f'    print("returned", repr({call}))']
    lines += ["except BaseException as error:", '    print("raised", repr(error))']
    lines += _LOOK if "chained" in program else []
    if program.get("method"):
        made = ["class Api:", f"    load = {decorator}(load)", "", "decorated = Api().load"]
    else:
        made = [f"decorated = {decorator}(load)"]
    if not clock:
        return [*made, *lines]
    inside = ["", *_TIMED]
    aged = f"now[0] += {AGE:.0f}  # called long after it was decorated"
    return ["from unittest import mock", *inside, *(f"    {line}" for line in (*made, aged, *lines))]


def jitter_code(program: Json) -> str:
    """What many calls of a function that always fails wait: how little and how much before each retry."""
    clock, error = "takes" in program, program["outcomes"][0]
    wait = "lambda seconds: waits[-1].append(seconds)" + " or clock(seconds)" * clock
    loop = [
        f"for _ in range({program['calls']}):",
        "    waits.append([])",
        f"    with suppress({error}):",
        f"        {retry_code(program['options'], 'sleep=wait')}(load)()",
    ]
    timed = [*_TIMED, *(f"    {line}" for line in loop)]
    lines = [
        *(("from unittest import mock", "", "now = [0.0]", *_CLOCK) if clock else ()),
        f"waits, wait = [], {wait}",
        "",
        "def load():",
        *((f"    clock({program['takes']})",) if clock else ()),
        f'    raise {error}("down")',
        "",
        *(timed if clock else loop),
        'print(sum(map(bool, waits)), "of", len(waits), "calls slept")',
        "for drawn in itertools.zip_longest(*waits, fillvalue=0.0):",
        '    print(f"from {min(drawn):.4f} to {max(drawn):.4f} s, such as", *drawn[:3])',
    ]
    return "\n".join(lines)


_TIMED = (
    'monotonic = mock.patch("time.monotonic", lambda: now[0])',
    'wall_clock = mock.patch("time.time", lambda: 1e9 - now[0])  # somebody sets it back',
    "with monotonic, wall_clock:",
)
_CLOCK = ("", "def clock(seconds):", "    now[0] += seconds", "")
