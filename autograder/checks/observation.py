"""Observing the learner's code: each probe once, all of them or only those that are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from autograder.checks.errors import CannotRun, Failed, GraderError, LearnerError, error_text
from autograder.checks.evidence import Evidence, Record, describe_error, is_learner_file, to_json
from autograder.checks.exercise import Exercise
from autograder.checks.lab import Lab, quiet
from autograder.checks.marks import asks_for
from autograder.checks.model import Json
from autograder.checks.programs import play_all
from autograder.paths import beside_notebook

WITNESS = "witness"
HANDED_IN = "handed_in"
WORLD = "world"


class Observation(Mapping[str, Record]):
    """What was seen of one answer: records by the name of a probe or witness, made when first asked for.

    A probe that asks for another one runs after it, and shares its record when that one saw nothing.
    """

    def __init__(self, exercise: Exercise, scenario: Json, answer: SimpleNamespace, lab: Lab) -> None:
        self.exercise, self.scenario, self.answer, self.lab = exercise, scenario, answer, lab
        self._records: dict[str, Record] = {}
        self._world: list[Any] = []
        self._files: Json | None = None

    def __getitem__(self, name: str) -> Record:
        if name not in self._records:
            self._records[name] = self._look(name)
        return self._records[name]

    def __iter__(self) -> Iterator[str]:
        yield from self.exercise.probes
        yield from self.exercise.witnesses
        if HANDED_IN in self:
            yield HANDED_IN

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __contains__(self, name: object) -> bool:
        if name == HANDED_IN:
            return bool(self._handed_in())
        return name in self.exercise.probes or name in self.exercise.witnesses

    def everything(self) -> Json:
        """Every probe, then every witness, then the files: the evidence as grading carries it about."""
        evidence = {name: self[name] for name in self.exercise.probes}
        evidence[WITNESS] = {name: self[name] for name in self.exercise.witnesses}
        return evidence | self._handed_in()

    def play(self, probe: str, program: Json) -> Record:
        """What one probe sees of one program."""
        self.lab.begins(probe)
        return self._run(probe, self.exercise.probes[probe], {"program": program})

    def _look(self, name: str) -> Record:
        if name == HANDED_IN:
            return self._handed_in()[HANDED_IN]  # type: ignore[no-any-return]
        if name in self.exercise.witnesses:
            with quiet():
                return run_witness(self.exercise, name, self.scenario, self, self.lab.root)
        function = self.exercise.probes[name]
        if self.exercise.is_played(name):
            drawn = self.scenario["programs"][name]
            return {"seen": play_all(lambda program: self.play(name, program), drawn)}
        self.lab.begins(name)
        return self._run(name, function, {})

    def _run(self, name: str, function: Any, known: Json) -> Record:
        try:
            with quiet(self.lab.printed):
                return {"seen": to_json(function(self.exercise, **self._given(function, known)))}
        except CannotRun as reason:
            return {"unavailable": str(reason)}
        except _SawNothing as other:
            return other.record
        except LearnerError as error:
            return {"raised": error.error}
        except BaseException as error:
            return {"raised": _blame(error, f"probe {name} of {self.exercise.name}")}

    def _given(self, function: Any, known: Json) -> Json:
        """The arguments that a probe asks for."""
        known = {"scenario": self.scenario, "answer": self.answer, "lab": self.lab, **known}
        return {name: known[name] if name in known else self._found(name) for name in asks_for(function)}

    def _found(self, name: str) -> Any:
        if name == WORLD:
            if not self._world:
                self._world.append(self.exercise.world(self.scenario, self.answer, self.lab))
            return self._world[0]
        record = self[name]
        if "seen" not in record:
            raise _SawNothing(record)
        return record["seen"]

    def _handed_in(self) -> Json:
        """What the exercise reads in the notebook's folder, if it reads anything there."""
        if self._files is None:
            files = {path.name: path for path in beside_notebook().iterdir() if path.is_file()}
            found = _ours(lambda: self.exercise.handed_in(files), f"files of {self.exercise.name}")
            self._files = {} if found is None else {HANDED_IN: {"seen": to_json(found)}}
        return self._files


class _SawNothing(Exception):
    """A probe asks for another one, which has nothing to give."""

    def __init__(self, record: Record) -> None:
        super().__init__(record)
        self.record = record


def run_witness(exercise: Exercise, name: str, scenario: Json, records: Any, root: Path) -> Record:
    """What a witness sees in ``root``: ``{"seen": …}`` or ``{"unavailable": reason}``.

    Raises GraderError when it breaks.
    """
    function = exercise.witnesses[name]
    evidence = Evidence(records)
    fixed = {"scenario": scenario, "root": root}
    asked = [n for n in asks_for(function) if n not in fixed]
    if nothing := next((records[n] for n in asked if "seen" not in records[n]), None):
        return dict(nothing)  # as the probe itself
    try:
        given = {n: fixed[n] if n in fixed else evidence[n] for n in asks_for(function)}
        return {"seen": to_json(function(exercise, **given))}
    except (Failed, CannotRun) as nothing_to_see:
        return {"unavailable": str(nothing_to_see)}
    except Exception as error:
        where = f"witness {name} of {exercise.name}"
        raise GraderError(f"{where}: {error_text(describe_error(error))}") from error


def run_witnesses(exercise: Exercise, scenario: Json, evidence: Json, root: Path) -> Json:
    """What every witness of an exercise sees when all probes are over: name → record."""
    return {name: run_witness(exercise, name, scenario, evidence, root) for name in exercise.witnesses}


def _blame(error: BaseException, where: str) -> Json:
    """The learner's error when one of their lines is in the traceback, else ours."""
    described = describe_error(error)
    trace = error.__traceback__
    while trace is not None:
        if is_learner_file(trace.tb_frame.f_code.co_filename):
            return described
        trace = trace.tb_next
    if isinstance(error, KeyboardInterrupt | GraderError):
        raise error
    raise GraderError(f"{where}: {error_text(described)}") from error


def _ours(work: Callable[[], Any], where: str) -> Any:
    try:
        with quiet():
            return work()
    except Exception as error:
        raise GraderError(f"{where}: {error_text(describe_error(error))}") from error
