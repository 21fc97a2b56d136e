"""The framework: what the learner's mistake is, what ours is, and that neither is taken for the other."""

import json
import random
import sys
import threading
import warnings
from contextlib import redirect_stdout
from io import StringIO
from types import SimpleNamespace
from typing import ClassVar

import pytest

from autograder.checks import (
    Exercise,
    Lab,
    Observation,
    Outcome,
    Result,
    Row,
    Runaway,
    Status,
    criterion,
    error_text,
    expect,
    probe,
    seeing,
    table,
    witness,
)
from autograder.checks.attempt import is_stub
from autograder.checks.board import Board
from autograder.checks.evidence import STUB_TEXT, call, describe_error, to_json
from autograder.checks.judge import judge
from autograder.checks.render import text
from autograder.checks.run import check, draw, last_case, observe

HINTS = ("What?", "How?", "Thus.")


def learner(source: str) -> dict:
    """The names a notebook cell with this source leaves behind."""
    names: dict = {}
    exec(compile(source, "<answer cell>", "exec"), names)
    return names


class Double(Exercise):
    """``double(n)``, judged by four criteria of every kind."""

    name = "double"
    hints = HINTS
    played: ClassVar[list[str]] = []

    def scenario(self, rng: random.Random):
        return {"n": rng.randint(3, 1000)}

    @probe
    def one(self, scenario, answer, lab):
        self.played.append("one")
        lab.keep(n=scenario["n"])
        return lab.call(answer.double, scenario["n"]).record()

    @probe
    def two(self, answer, lab):
        self.played.append("two")
        return lab.must(answer.double, 2)

    @probe
    def elsewhere(self, lab):
        self.played.append("elsewhere")
        lab.cannot("needs a cluster")

    @criterion(points=2)
    def doubles(self, scenario, one):
        """doubles

        twice
        """
        with seeing("double(case.n)"):
            expect(one.get("value") == 2 * scenario["n"], expected="twice", got=str(one))

    @criterion(points=1, needs=(doubles,))
    def doubles_two(self, two):
        """doubles two

        four
        """
        expect(two == 4, expected="4", got=two)

    @criterion(points=1, core=False)
    def on_a_cluster(self, elsewhere):
        """runs on a cluster

        no
        """

    @criterion(points=1, core=False, needs=(on_a_cluster,))
    def builds_on_it(self):
        """builds on the cluster

        no
        """
        raise AssertionError("must not be judged")


@pytest.fixture(autouse=True)
def nothing_played():
    Double.played.clear()


@pytest.fixture
def run(tmp_path):
    return lambda source, **options: check(
        Double(), learner(source), **{"seed": "s", "root": tmp_path / "lab"} | options
    )


def statuses(report):
    return [verdict.status for verdict in report.verdicts]


def test_a_right_answer_is_correct_even_where_a_criterion_cannot_run(run):
    """What the platform lacks is no mistake; it earns no points either."""
    report = run("def double(n): return n * 2")
    assert report.outcome is Outcome.CORRECT
    assert statuses(report) == [Status.PASSED, Status.PASSED, Status.UNAVAILABLE, Status.UNAVAILABLE]
    assert (report.points, report.max_points, report.core_passed) == (3, 5, True)


def test_one_mistake_shows_once(run):
    """What builds on a failed criterion is skipped, not failed for the same reason again."""
    report = run("def double(n): return n + 1")
    assert report.failed() == (1,)
    assert statuses(report)[1] is Status.SKIPPED
    assert (report.outcome, report.core_passed) == (Outcome.INCORRECT, False)


def test_an_error_in_the_learners_code_fails_the_criterion_with_its_line(run):
    """The message is what a tired learner needs: the error and the line in their cell."""
    report = run("def double(n):\n    if n == 2:\n        return n / 0\n    return 2 * n")
    assert report.failed() == (2,)
    assert "ZeroDivisionError" in report.verdicts[1].got
    assert "line 3" in report.verdicts[1].got


@pytest.mark.parametrize("error", ["SystemExit(0)", "KeyboardInterrupt('from the scenario')", "Exception()"])
def test_nothing_the_learner_raises_escapes(run, error):
    """Not even an exit on the first line."""
    assert run(f"def double(n): raise {error}").failed() == (1,)


def test_a_persons_own_interrupt_is_not_swallowed():
    """Ctrl-C stops the check; Python raises it without arguments."""

    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        call(interrupted)


def test_an_endless_loop_is_ended_by_the_scenarios_fakes():
    """Runaway passes an ``except Exception`` that retries for ever."""
    calls = []

    def fails():
        calls.append(1)
        if len(calls) > 20:
            raise Runaway("called 20 times")
        raise ValueError

    source = "def forever(f):\n while True:\n  try: return f()\n  except Exception: pass"
    done = call(learner(source)["forever"], fails)
    assert done.error["type"] == "Runaway"


def test_an_error_of_ours_is_reported_as_ours(tmp_path):
    """A broken probe or judge scores nothing and blames nobody."""

    class BrokenProbe(Double):
        name = "double"
        hints = HINTS

        @probe
        def broken(self):
            return {}["missing"]

        @criterion(points=1)
        def asks(self, broken):
            """asks for it

            -
            """

    class BrokenJudge(Double):
        name = "double"
        hints = HINTS

        @criterion(points=1)
        def breaks(self, one):
            """breaks

            -
            """
            one["no such key"]

    for broken in (BrokenProbe(), BrokenJudge()):
        report = check(broken, learner("def double(n): return n * 2"), root=tmp_path / "lab")
        assert (report.outcome, report.points) == (Outcome.GRADER_ERROR, 0)
        assert "KeyError" in report.problem
        shown = text(broken, report)
        assert "ours, not yours" in shown and f"with the seed {report.seed}." in shown and ".." not in shown


def test_the_stub_is_not_attempted_and_a_missing_answer_is_named(run):
    """Both get a friendly word and no red wall."""
    stub = f"def double(n):\n    '''Contract.'''\n    raise NotImplementedError({STUB_TEXT!r})"
    untouched, renamed = run(stub), run("def dubble(n): return 2 * n")
    assert (untouched.outcome, untouched.points, untouched.verdicts) == (Outcome.NOT_ATTEMPTED, 0, ())
    assert (renamed.outcome, renamed.points, renamed.verdicts) == (Outcome.DID_NOT_RUN, 0, ())
    assert renamed.problem == "double is not defined in this notebook"


def test_a_begun_answer_is_not_taken_for_the_stub():
    """The stub's text alone does not make a stub: code before or after it counts as an attempt."""
    begun = f"def f(n):\n    if n:\n        return 1\n    raise NotImplementedError({STUB_TEXT!r})"
    other = "def f(n):\n    raise NotImplementedError('later')"
    assert not is_stub(learner(begun)["f"])
    assert not is_stub(learner(other)["f"])
    assert not is_stub(len)


def test_a_class_is_a_stub_while_one_of_its_methods_is():
    """A skeleton that is half filled in cannot be judged as a whole."""
    source = f"class A:\n def f(self): raise NotImplementedError({STUB_TEXT!r})\n def g(self): return 1"
    assert is_stub(learner(source)["A"])
    assert not is_stub(learner("class A:\n    def g(self): return 1")["A"])


def test_the_judge_needs_nothing_but_json(tmp_path):
    """Scenario and evidence survive a trip through JSON: grading judges in another process."""
    exercise = Double()
    scenario = draw(exercise, "s")
    answer = SimpleNamespace(double=lambda n: n * 2)
    evidence = observe(Observation(exercise, scenario, answer, Lab(tmp_path / "lab")))
    moved = json.loads(json.dumps([scenario, evidence], allow_nan=False))
    assert judge(exercise, *moved) == judge(exercise, scenario, evidence)


def test_a_seed_repeats_its_scenario_and_another_differs():
    """Stable for a rerun, different for every learner."""
    draws = {seed: draw(Double(), seed) for seed in ("a", "b", "c", "d")}
    assert draw(Double(), "a") == draws["a"]
    assert len({one["n"] for one in draws.values()}) > 1


def test_the_number_is_what_nbgrader_reads_and_the_card_says_the_rest(run):
    """nbgrader's partial credit is float() of the text form."""
    result = Result(Double(), run("def double(n): return '<b>&'"))
    assert float(repr(result)) == 0
    html = result._repr_html_()
    assert "<b>&" not in html and "&lt;b&gt;&amp;" in html
    assert 'aria-label="double: 0 of 5 points so far"' in html
    assert "expected" in str(result) and "✗ 1. doubles" in str(result)


def test_evidence_travels_only_in_grading(run, monkeypatch):
    """A learner's own notebook does not grow with every check."""
    result = Result(Double(), run("def double(n): return n * 2"))
    assert set(result._repr_mimebundle_()) == {"text/plain", "text/html"}
    monkeypatch.setenv("AUTOGRADER_SEED", "s")
    assert len(result._repr_mimebundle_()) == 3


def test_cells_that_score_nothing_run_for_learners_only(monkeypatch, capsys):
    """Nobody looks at them in grading, and they are a good part of its time."""
    from autograder import lesson
    from autograder.authoring import answers

    monkeypatch.setattr(lesson, "_namespace", dict)
    assert not lesson.solved("on_time_rate")
    assert "on_time_rate" in capsys.readouterr().out
    solution = answers.namespace(answers.Answer("solution", "on_time_rate"))
    monkeypatch.setattr(lesson, "_namespace", lambda: solution)
    assert lesson.solved("on_time_rate")
    monkeypatch.setenv("AUTOGRADER_SEED", "s")
    assert not lesson.solved("on_time_rate")
    assert lesson.quiz("00-01") is lesson.environment() is None
    assert capsys.readouterr().out.count("Grading leaves this cell out") == 3


def test_nothing_reaches_the_cells_stderr(run, capsys):
    """A stray warning on stderr would cost every point of the cell."""
    source = "import sys\ndef double(n):\n print('x', file=sys.stderr)\n warnings.warn('w')\n return n * 2"
    source = "import warnings\n" + source
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        assert run(source).core_passed
    assert capsys.readouterr() == ("", "")


def test_a_value_that_claims_to_equal_everything_is_recorded_as_what_it_is():
    """Subclasses of str, int and float do not reach the judge."""

    class Same:
        def __eq__(self, other):
            return True

        __hash__ = object.__hash__

    for kind, value in ((str, "x"), (int, 1), (float, 0.5)):
        forged = type("Forged", (Same, kind), {})(value)
        assert forged == "anything"
        recorded = to_json({forged: [forged]})
        assert [type(part) for part in (*recorded, *next(iter(recorded.values())))] == [str, kind]


def test_a_witness_is_as_quiet_as_a_probe(tmp_path, capsys):
    """What a library prints while it reads the files is nobody's business."""

    class Chatters(Double):
        name = "double"
        hints = HINTS
        testimony = "nothing"

        @witness
        def files(self, root):
            print("reading", root, file=sys.stderr)
            return 0

        @criterion(points=1)
        def asks(self, files):
            """asks for the files

            -
            """

    report = check(Chatters(), learner("def double(n): return n * 2"), root=tmp_path / "lab")
    assert report.points == 4 and report.printed == ""
    assert capsys.readouterr() == ("", "")


def test_a_thread_that_outlives_its_check_leaves_the_streams_alone(tmp_path):
    """Or whatever is printed after the check would be lost."""
    go, threads = threading.Event(), []

    class Straggles(Double):
        name = "double"
        hints = HINTS

        @probe
        def one(self, scenario, answer, lab):
            thread = threading.Thread(target=lab.call, args=(go.wait, 20))
            thread.start()
            threads.append(thread)
            return super().one(scenario, answer, lab)

    before = sys.stdout
    source = learner("def double(n): return n * 2")
    assert check(Straggles(), source, seed="s", root=tmp_path / "lab").points == 3
    with redirect_stdout(StringIO()) as later:
        go.set()
        threads[0].join()
        print("still here")
    assert later.getvalue() == "still here\n"
    assert sys.stdout is before


def test_recording_never_raises():
    """Whatever a learner returns becomes JSON."""

    class Hostile:
        def __repr__(self):
            raise RuntimeError

    cycle: list = []
    cycle.append(cycle)
    values = [float("nan"), float("inf"), b"x", {1: {2}}, Hostile(), cycle, object(), 10**400, "x" * 10_000]
    assert json.dumps(to_json(values), allow_nan=False)
    assert len(to_json("x" * 10_000)) < 3_000


def test_an_error_is_described_with_ancestors_and_cause():
    """Judges decide by class and cause, and a learner's own subclass counts."""
    try:
        try:
            raise KeyError("k")
        except KeyError as key:
            raise ConnectionResetError("gone") from key
    except ConnectionResetError as error:
        described = describe_error(error)
    assert described["cause"] == "KeyError"
    assert "builtins.ConnectionError" in described["mro"]


def criterion_of(source, **options):
    """A criterion whose method has this list of parameters."""
    names: dict = {}
    exec(f'def f({source}):\n """title\n\n hint"""', names)
    return criterion(points=1, **options)(names["f"])


LATER, STRETCH = criterion_of("self"), criterion_of("self", core=False)


@pytest.mark.parametrize(
    ("message", "members"),
    [
        ("defined before", {"a": criterion_of("self", needs=(LATER,)), "b": LATER}),
        ("'answer'; a criterion judges evidence", {"a": criterion_of("self, answer")}),
        ("'lab'", {"a": criterion_of("self, lab")}),
        ("'world'", {"a": criterion_of("self, world")}),
        ("'nothing'", {"a": criterion_of("self, nothing")}),
        ("'root'; a probe observes", {"a": probe(lambda self, root: None)}),
        ("'lab'; a witness reads", {"a": witness(lambda self, lab: None)}),
        ("may not be called 'numbers'", {"numbers": probe(lambda self: None)}),
        ("docstring", {"a": criterion(points=1)(lambda self: None)}),
        ("stretch", {"a": STRETCH, "b": criterion_of("self", needs=(STRETCH,))}),
        ("hints", {"hints": ("one",)}),
        ("testimony", {"testimony": "a table"}),
    ],
)
def test_an_authors_slip_shows_at_import(message, members):
    """A need of a later criterion, a name that nobody records, a missing hint never reach a class."""
    with pytest.raises(TypeError, match=message):
        type("Slip", (Exercise,), {"name": "slip", "hints": HINTS, **members})


# --- only what is asked for ---------------------------------------------------------------------------------


def test_a_probe_runs_when_the_first_criterion_that_counts_asks_for_it(run):
    """What builds on a failed criterion costs nothing: a naive answer is told in seconds."""
    run("def double(n): return n + 1")
    assert Double.played == ["one", "elsewhere"]


def test_a_core_check_leaves_out_what_only_stretch_criteria_need(run):
    """The fast track does not wait for it, and the card says what was left out."""
    report = run("def double(n): return n * 2", core=True)
    assert Double.played == ["one", "two"]
    assert report.core_passed and report.points == 3
    assert statuses(report)[2:] == [Status.LEFT_OUT, Status.LEFT_OUT]
    assert "core passed" in str(Result(Double(), report)) and "not asked for" in str(Result(Double(), report))


def test_a_bank_test_runs_what_one_criterion_builds_on(run):
    """And nothing else."""
    report = run("def double(n): return n * 2 + (n == 2)", only={2})
    assert Double.played == ["one", "two"]
    assert report.failed() == (2,)


def test_a_graded_run_observes_everything_and_judges_nothing(run, monkeypatch):
    """The judge sits outside of the box; a seed that a learner passes is ignored."""
    monkeypatch.setenv("AUTOGRADER_SEED", "theirs")
    report = run("def double(n): return n + 1")
    assert Double.played == ["one", "two", "elsewhere"]
    assert (report.outcome, report.verdicts, report.points) == (Outcome.OBSERVED, (), 0)
    assert report.seed == "theirs"
    verdicts = judge(Double(), draw(Double(), "theirs"), report.extra["evidence"])
    assert [verdict.number for verdict in verdicts if verdict.status is Status.FAILED] == [1]


def test_a_seed_repeats_a_check(run):
    """The text on the card draws the same case again."""
    shown = [run("def double(n): return n + 1", seed=seed).verdicts[0].got for seed in ("k", "k", "l")]
    assert shown[0] == shown[1] != shown[2]


# --- see it -------------------------------------------------------------------------------------------------


def test_the_failed_case_is_there_to_look_at(run, capsys):
    """Its calls, what was kept, what the card says; by default that of the first criterion that failed."""
    report = run("def double(n): return n + 1")
    case = last_case("double")
    assert report.verdicts[0].reproduce == 'case = lesson.last("double", 1)\ndouble(case.n)'
    assert case.n == draw(Double(), "s")["n"]
    assert case.calls[0].value == case.n + 1
    case.show()
    assert f"double({case.n})" in capsys.readouterr().out
    with pytest.raises(AttributeError, match="it has calls, expected, got, n"):
        _ = case.frame


def test_a_case_that_is_not_there_says_why(run, monkeypatch):
    """Nothing failed, nothing was checked, or nobody is there to look."""
    run("def double(n): return n * 2")
    assert "nothing failed" in repr(last_case("double"))
    assert 'run lesson.check("never") first' in repr(last_case("never"))
    monkeypatch.setenv("AUTOGRADER_SEED", "s")
    assert "a graded run keeps no case" in repr(last_case("double"))


def test_prints_are_kept_and_folded(run):
    """A learner who debugs by printing sees the prints; they are not part of the card's first look."""
    report = run("def double(n):\n print('<n> is', n)\n return n * 2")
    assert "<n> is 2" in report.printed
    html = Result(Double(), report)._repr_html_()
    assert "<summary>What your code printed (2 lines)</summary>" in html and "&lt;n&gt; is 2" in html


def test_prints_without_end_do_not_fill_the_memory(run):
    """A loop that prints is cut, not kept."""
    assert len(run("def double(n):\n print('x' * 10**6)\n return n * 2").printed) <= 10_000


def test_the_card_fills_while_the_check_runs(run):
    """Nothing but the old card before the first verdict; then a line after the other."""
    shown: list[str] = []
    exercise, before = Double(), run("def double(n): return n + 1")
    board = Board(exercise, {1, 2, 3, 4}, before, shown.append)
    report = run("def double(n): return n * 2", tell=board.tell)
    assert "points so far" in shown[0] and "opacity" in shown[0]
    assert "1 of 4 criteria" in shown[1] and "✓" in shown[1]
    assert "looking at it" in shown[2]
    assert "4 of 4 criteria" in shown[-1]
    assert report.core_passed


class Halves(Exercise):
    """``halve(n)``, one table."""

    name = "halve"
    hints = HINTS

    @table(points=1)
    def halves(self, scenario):
        """halves

        // and not /
        """
        return [Row(f"halve({n})", (n,), n // 2) for n in (4, 7)]


def test_a_table_is_played_judged_and_told_from_one_place(tmp_path):
    """The row that fails is what the card shows and runs."""

    def halve(source):
        return check(Halves(), learner(source), seed="s", root=tmp_path / "lab")

    assert halve("def halve(n): return n // 2").outcome is Outcome.CORRECT
    verdict = halve("def halve(n): return n / 2").verdicts[0]
    assert (verdict.expected, verdict.got, verdict.reproduce) == ("halve(7): 3", "3.5", "halve(7)")
    assert last_case("halve").calls[0].code == "halve(4)"


def test_checks_without_spark_start_no_jvm_and_load_no_spark():
    """The cheap lessons stay cheap: importing the framework does not import PySpark."""
    import subprocess

    code = "import sys, autograder.lesson, autograder.exercises as e\n"
    code += "e.catalogue(); print('pyspark' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


def test_an_unwritten_helper_is_named_instead_of_the_function_that_calls_it(run):
    """A learner who skipped an earlier exercise is told which one, not that this one is empty."""
    source = f"def helper(n):\n    raise NotImplementedError({STUB_TEXT!r})\ndef double(n): return helper(n)"
    done = call(learner(source)["double"], 1)
    assert "`helper`, which is not written yet" in error_text(done.error)
    assert run(source).outcome is Outcome.INCORRECT


@pytest.mark.spark
def test_a_session_has_its_confs_back_after_a_check(tmp_path):
    """What an answer leaves set would swallow the writes of later cells; what it unset or changed, too."""
    from autograder.spark import get_spark

    spark = get_spark()
    before = spark.conf.getAll
    lab = Lab(tmp_path / "lab")
    lab.spark.conf.set("spark.databricks.delta.write.txnAppId", "loader")
    lab.spark.conf.set("spark.sql.session.timeZone", "Asia/Tokyo")
    lab.spark.conf.unset("spark.sql.shuffle.partitions")
    lab.close()
    assert spark.conf.getAll == before
