"""Programs: drawn from the seed, played against a model, and the shortest one that fails is shown."""

import importlib
import json
import random
import time

import pytest

from autograder.checks import Exercise, Lab, Observation, Outcome, criterion, expect_equal, programs, seeing
from autograder.checks.attempt import take_answers
from autograder.checks.judge import judge
from autograder.checks.programs import LATE, leave_out, plainer, shortest, size
from autograder.checks.run import check, draw, last_case, observe


class Totals(Exercise):
    """``total(numbers, skip=0)``, judged on drawn programs: the sum of the numbers other than skip."""

    name = "total"
    hints = ("What?", "How?", "Thus.")

    def _draw(self, rng: random.Random):
        numbers = [rng.randint(0, 99) for _ in range(rng.randint(1, 12))]
        return {"numbers": numbers, "options": {"skip": rng.randint(0, 99)} if rng.random() < 0.5 else {}}

    @programs(_draw, count=200)
    def sums(self, program, answer, lab):
        return lab.call(answer.total, program["numbers"], **program["options"]).record()

    @criterion(points=1)
    def adds_up(self, program, sums):
        """adds the numbers up

        All of them.
        """
        numbers, options = program["numbers"], program["options"]
        with seeing(f"total({numbers}, **{options})"):
            expect_equal(
                sums["value"], sum(n for n in numbers if n != options.get("skip", 0)), what="the sum"
            )


framework = importlib.import_module("autograder.checks.programs")  # the package's `programs` is the decorator
TOTALS = Totals()
RIGHT = "def total(numbers, skip=0): return sum(n for n in numbers if n != skip)"
WRONG = {
    "loses the third number": "def total(numbers, skip=0):\n"
    "    return sum(n for n in [*numbers[:2], *numbers[3:]] if n != skip)",
    "forgets skip": "def total(numbers, skip=0): return sum(numbers)",
    "adds one above 50": "def total(numbers, skip=0): return sum(n + (n > 50) for n in numbers if n != skip)",
}


def learner(source: str) -> dict:
    names: dict = {}
    exec(compile(source, "<answer total>", "exec"), names)
    return names


def checked(source: str, tmp_path, seed: str = "s"):
    return check(TOTALS, learner(source), seed=seed, root=tmp_path / "lab")


def recorded(source: str, tmp_path, seed: str = "s"):
    """The verdicts of a graded run: every program played and recorded, and judged elsewhere."""
    scenario = draw(TOTALS, seed)
    answer = take_answers(TOTALS, learner(source))
    evidence = observe(Observation(TOTALS, scenario, answer, Lab(tmp_path / "graded")))
    return judge(TOTALS, draw(TOTALS, seed), json.loads(json.dumps(evidence)))


# --- drawing ---


def test_the_seed_decides_the_programs():
    """Grading repeats what a learner's check drew; another seed draws others; short ones come first."""
    drawn = draw(TOTALS, "s")["programs"]["sums"]
    assert len(drawn) == 200
    assert drawn == draw(TOTALS, "s")["programs"]["sums"] != draw(TOTALS, "t")["programs"]["sums"]
    assert [size(one) for one in drawn] == sorted(size(one) for one in drawn)


# --- judging ---


def test_a_right_answer_passes_all_programs(tmp_path):
    assert checked(RIGHT, tmp_path).outcome is Outcome.CORRECT


@pytest.mark.parametrize("source", [RIGHT, *WRONG.values()], ids=["right", *WRONG])
def test_a_graded_run_is_judged_the_same(source, tmp_path):
    """The judge sees the records alone, and says what a self-check says."""
    live = [verdict.status for verdict in checked(source, tmp_path).verdicts]
    assert [verdict.status for verdict in recorded(source, tmp_path)] == live


def test_the_shortest_program_that_fails_is_shown(tmp_path):
    """Numbers and options that the mistake does not need are left out, the others are made small."""
    report = checked(WRONG["loses the third number"], tmp_path)
    assert [v.status.value for v in report.verdicts] == ["failed"]
    numbers = last_case("total").program["numbers"]
    assert len(numbers) == 3
    assert report.verdicts[0].reproduce == f"total({numbers}, **{{}})"


def test_an_option_that_matters_stays(tmp_path):
    checked(WRONG["forgets skip"], tmp_path)
    program = last_case("total").program
    assert len(program["numbers"]) == 1
    assert program["options"]["skip"] == program["numbers"][0]


def test_the_case_holds_the_calls_of_the_program_that_is_shown(tmp_path):
    """``lesson.last`` and the card must tell the same story, though shorter programs were tried after it."""
    checked(WRONG["loses the third number"], tmp_path)
    case = last_case("total")
    assert [call.args for call in case.calls] == [(case.program["numbers"],)]


def test_an_answer_left_to_chance_still_fails(tmp_path):
    """A program that fails when it is drawn and not when it is played again is told as it was first seen."""
    source = (
        "import itertools\ncalls = itertools.count()\n"
        "def total(numbers, skip=0): return sum(n for n in numbers if n != skip) + (next(calls) == 150)"
    )
    report = checked(source, tmp_path)
    assert report.outcome is Outcome.INCORRECT
    assert report.verdicts[0].expected.startswith("the sum: ")


# --- code that really waits ---


def test_an_answer_that_really_waits_is_stopped(tmp_path, monkeypatch):
    """It does not hold up the check for hours, and the card says what is wrong with it."""
    monkeypatch.setattr(framework, "PLAY_SECONDS", 0.2)
    source = f"import time\n{RIGHT.replace('return', 'return time.sleep(0.05) or')}"
    started = time.monotonic()
    report = checked(source, tmp_path)
    assert time.monotonic() - started < 2
    assert report.outcome is Outcome.INCORRECT
    assert "your code waits by a clock of its own" in report.verdicts[0].got


def test_shrinking_stops_when_its_time_is_over(monkeypatch):
    """A failing program that takes all the time is shown as it is."""
    monkeypatch.setattr(framework, "SHRINK_SECONDS", 0.05)
    tried = []

    def fails(program):
        tried.append(program)
        time.sleep(0.1)
        return True

    assert shortest({"steps": [1, 2, 3]}, leave_out, fails) == {"steps": [1, 2, 3]}
    assert len(tried) == 1


def test_late_programs_are_recorded_as_such(monkeypatch):
    monkeypatch.setattr(framework, "PLAY_SECONDS", -1)
    assert framework.play_all(lambda program: {"seen": 1}, [{}, {}]) == [LATE, LATE]


# --- smaller programs ---


def test_leaving_out_takes_halves_items_and_options():
    smaller = list(leave_out({"steps": [1, 2, 3, 4], "options": {"a": 1}, "seed": 7}))
    assert {"steps": [1, 2], "options": {"a": 1}, "seed": 7} in smaller
    assert {"steps": [1, 2, 4], "options": {"a": 1}, "seed": 7} in smaller
    assert {"steps": [1, 2, 3, 4], "options": {}, "seed": 7} in smaller


def test_plainer_numbers_are_whole_and_small():
    """Each candidate is plainer than the value, so that shrinking comes to an end."""
    assert list(plainer({"n": 4, "yes": True, "name": "x"})) == [
        {"n": n, "yes": True, "name": "x"} for n in (0, 1, 2, 3, 3)
    ]
    assert set(plainer(2.5)) == {0.0, 1.0, 2.0}
    assert list(plainer([[0], "0"])) == []


def test_the_same_program_is_not_tried_again():
    """A ``smaller`` that fixes parts of a program may offer the program itself, again and again."""
    program = {"steps": [1]}
    assert shortest(program, lambda one: iter([one]), lambda one: True) == program


def test_less_of_a_value_is_still_a_value():
    """A mapping made from something else than a dict would be a case that nobody can understand."""
    from autograder.exercises.logging import drawn

    less = list(drawn.less(["ChainMap", {"rows": ["list", 0, 1], "token": 2}]))
    assert ["ChainMap", {"token": 2}] in less
    assert all(isinstance(spec[1], dict) for spec in less if isinstance(spec, list) and spec[0] == "ChainMap")
    for spec in less:
        drawn.build(spec)
