"""An exercise: a seeded scenario, probes that observe the learner's code, criteria that judge it.

Probes, witnesses and criteria ask for what they use by the names of their parameters:

    scenario    what was drawn (all three)
    answer, lab the learner's functions and the workplace (probes)
    world       what the probes of a check share, see ``Exercise.world`` (probes)
    root        the folder to read in (witnesses)
    program     one drawn program, see ``autograder.checks.programs``
    handed_in   what was read among the files beside the notebook (criteria)
    NAME        what the probe or the witness of that name recorded
"""

from __future__ import annotations

import inspect
import random
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

from autograder.checks.lab import Lab
from autograder.checks.marks import Kind, Method, asks_for, mark_of
from autograder.checks.model import Collected, Criterion, Json
from autograder.checks.programs import leave_out, size
from autograder.checks.tables import table_judge, table_probe

OBSERVER = ("scenario", "answer", "lab", "world", "program")
"""What a probe may ask for besides other probes."""
READER = ("scenario", "root")
"""What a witness may ask for besides probes."""
JUDGE = ("scenario", "program", "handed_in")
"""What a criterion may ask for besides probes and witnesses."""


class Exercise:
    """Base class; a lesson's module defines subclasses and its package's ``MODULES`` lists the module."""

    name: ClassVar[str]
    """The name learners pass to ``lesson.check``; unique in the course."""
    answers: ClassVar[tuple[str, ...]] = ()
    """Names taken from the learner's notebook; by default the exercise's own name."""
    hints: ClassVar[tuple[str, str, str]]
    """Three, from a question to nearly the answer."""
    needs_spark: ClassVar[bool] = False
    check_seconds: ClassVar[float] = 0.0
    """The least time that a graded check of it gets, where a cell's usual limit is too short; 0 for none."""
    testimony: ClassVar[str] = ""
    """What stands outside of the learner's process and tells of it, for the threat model."""
    reads: ClassVar[tuple[str, ...]] = ()
    """Names of the files beside the notebook that ``handed_in`` reads."""
    unasked: ClassVar[Mapping[str, Json]] = {}
    """Records of probes for an answer that is not there, where a file that was handed in is scored alone."""

    numbers: ClassVar[Mapping[Method, int]] = {}
    """Criterion's method → its number: its place in the class."""
    probes: ClassVar[Mapping[str, Method]] = {}
    witnesses: ClassVar[Mapping[str, Method]] = {}
    judges: ClassVar[tuple[tuple[Criterion, Method], ...]] = ()

    def __init_subclass__(cls) -> None:
        marked = {name: f for name, f in _own_members(cls).items() if hasattr(f, "_mark")}
        kinds = {name: mark_of(f).kind for name, f in marked.items()}
        cls.probes = {n: f for n, f in marked.items() if kinds[n] is Kind.PROBE}
        cls.probes |= {n: table_probe(f) for n, f in marked.items() if kinds[n] is Kind.TABLE}
        cls.witnesses = {n: f for n, f in marked.items() if kinds[n] is Kind.WITNESS}
        judging = [f for n, f in marked.items() if kinds[n] in (Kind.CRITERION, Kind.TABLE)]
        cls.numbers = {function: place for place, function in enumerate(judging, start=1)}
        cls.judges = tuple(map(cls._judge_of, judging))
        cls.answers = cls.answers or (cls.name,)
        for slip in _slips(cls):
            raise TypeError(f"{cls.__name__}: {slip}")

    @classmethod
    def _judge_of(cls, function: Method) -> tuple[Criterion, Method]:
        """A criterion as its learners read it, and the function that judges it."""
        mark = mark_of(function)
        if any(cls.numbers.get(need, len(cls.numbers)) >= cls.numbers[function] for need in mark.needs):
            raise TypeError(f"{cls.__name__}: {function.__name__} may only need criteria defined before it")
        title, _, hint = (inspect.getdoc(function) or "").partition("\n\n")
        needs = tuple(cls.numbers[need] for need in mark.needs)
        item = Criterion(
            cls.numbers[function], _one_line(title), mark.points, mark.core, needs, _one_line(hint)
        )
        return item, table_judge(function) if mark.kind is Kind.TABLE else function

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """The criteria in order of their numbers."""
        return tuple(c for c, _ in self.judges)

    @property
    def max_points(self) -> int:
        """Points of all criteria, core and stretch."""
        return sum(c.points for c in self.criteria)

    @property
    def core(self) -> set[int]:
        """The numbers of the criteria that the fast track checks."""
        return {c.number for c in self.criteria if c.core}

    def builds_on(self, numbers: Iterable[int]) -> set[int]:
        """These criteria and all that they need, directly or not."""
        needs = {c.number: c.needs for c in self.criteria}
        found: set[int] = set()
        todo = list(numbers)
        while todo:
            number = todo.pop()
            if number not in found:
                found.add(number)
                todo += needs[number]
        return found

    def scenario(self, rng: random.Random) -> Json:
        """Draw the scenario, a JSON object; every random choice comes from ``rng``."""
        return {}

    def world(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Any:
        """What the probes of one check share; made when the first probe asks for it."""
        return None

    def ask(self, answer: SimpleNamespace, *args: Any) -> Any:
        """One row of a table put to the answer; by default its only function is called."""
        return getattr(answer, self.answers[0])(*args)

    def smaller(self, program: Json) -> Iterator[Json]:
        """Programs with a little less in them, tried when one failed, to show the shortest that fails."""
        return leave_out(program)

    def programs(self, seed: str) -> dict[str, list[Json]]:
        """The programs of every probe that is played on some, the shortest first."""
        return {
            name: sorted(self._drawn(name, seed), key=size) for name in self.probes if self.is_played(name)
        }

    def _drawn(self, name: str, seed: str) -> Iterator[Json]:
        rng, mark = random.Random(f"{self.name}:{seed}:{name}"), mark_of(self.probes[name])
        for _ in range(mark.count):
            assert mark.draw is not None
            yield mark.draw(self, rng)

    def is_played(self, name: str) -> bool:
        """Whether a probe is played on programs."""
        function = self.probes.get(name)
        return bool(getattr(function, "_mark", None) and mark_of(function).draw)

    def handed_in(self, files: Mapping[str, Path], collected: Collected | None = None) -> Json | None:
        """Read the files beside the notebook, outside every box and without running any of them.

        In grading these are the submission's own files (regular ones, untrusted), and ``collected`` says
        whose they are; in self-check those of the notebook's folder.
        Returns None when the exercise reads none, else ``{"found": HandedIn, "why": …}`` and what else the
        criteria need; they ask for it as ``handed_in``.
        """
        return None

    def model_files(self, learner: str) -> dict[str, bytes]:
        """Files that a learner hands in beside a solved notebook: name → content."""
        return {}


def _own_members(cls: type) -> dict[str, Any]:
    """Functions of the class and its bases, base classes first, in order of definition."""
    found: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        found.update({n: f for n, f in vars(base).items() if inspect.isfunction(f)})
    return found


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _slips(cls: type[Exercise]) -> Iterator[str]:
    """An author's slips, which show at import and not in front of a class."""
    if len(getattr(cls, "hints", ())) != 3:
        yield "three hints are needed, from a question to nearly the answer"
    for name in sorted({*cls.probes, *cls.witnesses} & set(vars(Exercise))):
        yield f"a probe or witness may not be called {name!r}: every exercise has something of that name"
    core = {item.number for item, _ in cls.judges if item.core}
    for item, function in cls.judges:
        if not (item.title and item.hint):
            yield f"{function.__name__} needs a docstring: a title, an empty line, a hint"
        if item.core and not core.issuperset(item.needs):
            yield f"{function.__name__} is core and may not need a stretch criterion"
        yield from _unknown(function, (*JUDGE, *cls.probes, *cls.witnesses), "a criterion judges evidence")
    for function in cls.probes.values():
        yield from _unknown(function, (*OBSERVER, *cls.probes), "a probe observes")
    for function in cls.witnesses.values():
        yield from _unknown(function, (*READER, *cls.probes), "a witness reads files")
    if bool(cls.testimony) != bool(cls.witnesses or cls.reads):
        yield "an exercise with witnesses, and no other, says in `testimony` what they read"


def _unknown(function: Method, known: tuple[str, ...], why: str) -> Iterator[str]:
    for name in asks_for(function):
        if name not in known:
            yield f"{function.__name__} asks for {name!r}; {why} and may ask for {', '.join(known)}"
