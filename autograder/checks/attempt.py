"""Whether there is an answer at all: the learner's names, and the stub that stands for a missing one."""

from __future__ import annotations

import dis
import inspect
from collections.abc import Mapping
from types import FunctionType, SimpleNamespace
from typing import Any

from autograder.checks.cell_errors import error_of
from autograder.checks.evidence import STUB_TEXT, shorten
from autograder.checks.exercise import Exercise


def take_answers(exercise: Exercise, namespace: Mapping[str, Any]) -> SimpleNamespace | None:
    """The learner's functions and classes; None when one is missing or still the stub."""
    found = {name: namespace.get(name) for name in exercise.answers}
    if any(value is None or is_stub(value) for value in found.values()):
        return None
    return SimpleNamespace(**found)


def why_no_answer(exercise: Exercise, namespace: Mapping[str, Any]) -> str:
    """Why ``take_answers`` finds nothing, in a line; "" when the stub is as it was handed out."""
    missing = [name for name in exercise.answers if namespace.get(name) is None]
    if error := error_of(missing or exercise.answers):
        return shorten(f"your cell did not run: {error}")
    if not missing:
        return ""
    return f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not defined in this notebook"


def is_stub(value: Any) -> bool:
    """True while a function, or every method of a class, is the untouched stub."""
    if inspect.isclass(value):
        methods = [m for m in vars(value).values() if isinstance(m, FunctionType)]
        return any(is_stub(m) for m in methods)
    if not isinstance(value, FunctionType):
        return False
    value = inspect.unwrap(value)
    work = [
        i for i in dis.get_instructions(value) if i.opname not in ("RESUME", "PUSH_NULL", "CACHE", "PRECALL")
    ]
    # The stub is nothing but: load NotImplementedError, load the text, call, raise.
    return (
        STUB_TEXT in value.__code__.co_consts and work[0].argval == "NotImplementedError" and len(work) <= 5
    )
