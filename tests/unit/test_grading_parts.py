"""The parts of grading that need no box: shapes restored, evidence judged, files looked at, records kept."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict, replace

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder import exercises, paths
from autograder.authoring import answers
from autograder.checks import Exercise, criterion, probe
from autograder.checks.result import EVIDENCE_MIME
from autograder.checks.run import check
from autograder.grading.box import LEFT_OUT, run, witness
from autograder.grading.course import submission
from autograder.grading.course.ledger import Ledger, Record
from autograder.grading.course.seeds import course_key, seed
from autograder.grading.course.states import EndState
from autograder.grading.course.submission import read_submission
from autograder.grading.nbg.judge import end_state, judge_check
from autograder.grading.nbg.restore import grade_id, restore

EXERCISE, SEED = "on_time_rate", "5eed"


class Forking(Exercise):
    """``forking()``, of which this machine can try one criterion."""

    name = "forking"
    hints = ("?", "?", "?")

    @probe
    def called(self, answer, lab):
        return lab.must(answer.forking)

    @probe
    def forked(self, lab):
        lab.cannot("no forks on this machine")

    @criterion(points=1)
    def runs(self, called):
        """it runs

        Run it.
        """

    @criterion(points=2)
    def survives(self, forked):
        """it survives

        Kill it.
        """


@pytest.fixture
def released():
    return nbformat.read(paths.NOTEBOOKS / "00_welcome.ipynb", 4)


class TestRestore:
    def test_an_honest_notebook_stays_as_it_is(self, released):
        """Answers and cells of their own too."""
        submitted = nbformat.from_dict(released)
        submitted.cells.insert(2, new_code_cell("mine"))
        mended, notes = restore(submitted, released)
        assert notes == []
        assert [c.source for c in mended.cells] == [c.source for c in submitted.cells]

    def test_every_cell_of_ours_comes_back_once(self, released):
        """Deleted, doubled and rewritten ones; the learner's text is never lost."""
        submitted = nbformat.from_dict(released)
        ours = [cell for cell in submitted.cells if grade_id(cell)]
        submitted.cells.remove(ours[0])
        ours[1].source = "an answer"
        submitted.cells.append(nbformat.from_dict({**ours[1], "source": "a second answer"}))
        ours[-1].source = "5"
        mended, notes = restore(submitted, released)
        assert [grade_id(c) for c in mended.cells if grade_id(c)] == [
            grade_id(c) for c in released.cells if grade_id(c)
        ]
        assert mended.cells[-1].source == "a second answer"
        locked = {c.source for c in released.cells if grade_id(c) and c.metadata.nbgrader.locked}
        assert {c.source for c in mended.cells if grade_id(c)} == locked | {"an answer"}
        assert len(notes) == 3

    def test_a_lesson_of_nothing_gets_all_its_cells(self, released):
        """Even when not one was handed in."""
        mended, notes = restore(nbformat.v4.new_notebook(), released)
        assert len(mended.cells) == len(notes) > 2


@pytest.fixture
def claim(tmp_path, monkeypatch):
    """What an honest check cell shows for the solution while it is graded."""
    monkeypatch.setenv("AUTOGRADER_SEED", SEED)
    exercise = exercises.get(EXERCISE)
    solved = answers.namespace(answers.Answer("solution", EXERCISE))
    report = check(exercise, solved, root=tmp_path / "lab").to_json()
    return json.loads(json.dumps(report))


def _outputs(claim):
    return [
        {"output_type": "execute_result", "data": {"text/plain": "5", EVIDENCE_MIME: claim}, "metadata": {}}
    ]


class TestJudge:
    def test_honest_evidence_gets_its_points(self, claim):
        """Judged again from the scenario of the seed."""
        one = judge_check(
            exercises.get(EXERCISE), SEED, _outputs(claim), {"seen": claim["extra"]["evidence"]["witness"]}
        )
        assert (one.state, one.points, one.flags) == (EndState.GRADED, 5, ())

    @pytest.mark.parametrize(
        "change",
        [
            {"seed": "other"},
            {"exercise": "retry"},
            {"points": 4},
            {"extra": {}},
            {"extra": {"evidence": {"witness": {}}}},
            {"extra": "text"},
        ],
        ids=str,
    )
    def test_what_does_not_fit_is_no_grade(self, claim, change):
        """Flagged, and for a person to look at."""
        one = judge_check(exercises.get(EXERCISE), SEED, _outputs({**claim, **change}), None)
        assert (one.state, one.points) == (EndState.TAMPERED, None)
        assert one.flags

    def test_another_witness_is_believed_before_the_claim(self, claim):
        """The notebook said something else of its files."""
        one = judge_check(exercises.get(EXERCISE), SEED, _outputs(claim), {"seen": {"other": 1}})
        assert one.state is EndState.TAMPERED
        refused = judge_check(exercises.get(EXERCISE), SEED, _outputs(claim), {"refused": "a link"})
        assert refused.points is None
        assert "a link" in refused.flags[0]

    @pytest.mark.parametrize("outputs", [None, [], [{"output_type": "error", "ename": "E", "evalue": "x"}]])
    def test_no_evidence_is_no_grade(self, outputs):
        """A cell that never ran, showed nothing, or failed."""
        one = judge_check(exercises.get(EXERCISE), SEED, outputs, None)
        assert (one.state, one.points) == (EndState.CRASHED, None)

    def test_another_result_than_the_checks_is_tampered(self):
        """A check that was replaced; not one whose evidence was too large to be let out."""
        forged, cut = ({"text/plain": text} for text in ("5", LEFT_OUT))
        for data, state in ((forged, EndState.TAMPERED), (cut, EndState.CRASHED)):
            outputs = [{"output_type": "execute_result", "data": data}]
            one = judge_check(exercises.get(EXERCISE), SEED, outputs, None)
            assert (one.state, one.points) == (state, None)
            assert one.flags

    def test_an_error_of_ours_is_never_held_against_the_learner(self, claim):
        """It is a grader error, without a number."""
        one = judge_check(
            exercises.get(EXERCISE), SEED, _outputs({**claim, "outcome": "error in the check"}), None
        )
        assert (one.state, one.points) == (EndState.GRADER_ERROR, None)

    def test_a_criterion_that_cannot_be_tried_here_is_for_a_person(self, tmp_path, monkeypatch):
        """Its points are missing, which nobody would see in a mark."""
        monkeypatch.setenv("AUTOGRADER_SEED", SEED)
        claim = check(Forking(), {"forking": lambda: 1}, root=tmp_path).to_json()
        one = judge_check(Forking(), SEED, _outputs(claim), None)
        assert (one.state, one.points) == (EndState.GRADED, 1)
        assert one.flags == (
            "criterion 2 could not be tried here and gives nothing: no forks on this machine",
        )

    def test_the_box_explains_missing_evidence(self, claim):
        """A notebook that ran out of time did not crash."""
        exercise = exercises.get(EXERCISE)
        graded, lost = (
            judge_check(exercise, SEED, _outputs(claim), None),
            judge_check(exercise, SEED, None, None),
        )
        assert end_state(EndState.TIMEOUT, [graded, lost]) is EndState.TIMEOUT
        assert end_state(EndState.GRADED, [graded, lost]) is EndState.CRASHED
        assert end_state(EndState.GRADED, [graded]) is EndState.GRADED


class TestFiles:
    def test_only_regular_files_are_taken(self, tmp_path):
        """Links, pipes and second names of other files are left out, with the reason."""
        folder = tmp_path / "me" / "00_welcome"
        folder.mkdir(parents=True)
        secret = tmp_path / "secret"
        secret.write_text("x")
        (folder / "00_welcome.ipynb").write_text("{}")
        (folder / "link").symlink_to(secret)
        (folder / "folder").symlink_to(tmp_path)
        os.link(secret, folder / "hard")
        os.mkfifo(folder / "pipe")
        found = read_submission(tmp_path, "me", "00_welcome")
        assert set(found.files) == {"00_welcome.ipynb"}
        assert set(found.refused) == {"link", "folder", "hard", "pipe"}

    def test_files_have_limits_together(self, tmp_path, monkeypatch):
        """Eight sparse files below the limit of one took two gigabytes; the notebook keeps its room."""
        folder = tmp_path / "me" / "x"
        folder.mkdir(parents=True)
        for number in range(8):
            with open(folder / f"a{number}.csv", "wb") as sparse:
                sparse.truncate(60 * 2**20)
        (folder / "x.ipynb").write_text("{}")
        found = read_submission(tmp_path, "me", "x")
        assert set(found.files) == {"x.ipynb", "a0.csv"}
        assert found.refused["a7.csv"] == "more than 64 MiB were handed in"
        assert found.size() <= submission.MAX_BYTES

    def test_a_flood_of_files_is_a_few_lines(self, tmp_path, monkeypatch):
        """Of files that count and of those that do not; the digest still knows them."""
        monkeypatch.setattr(submission, "MOST_FILES", 20)
        monkeypatch.setattr(submission, "MOST_SEEN", 50)
        folder = tmp_path / "me" / "x"
        folder.mkdir(parents=True)
        for number in range(60):
            (folder / f"{number:02}").write_text("")
        found = read_submission(tmp_path, "me", "x")
        assert len(found.files) == 20 and len(found.refused) == 31
        assert len(found.refusals()) == 11
        assert found.refusals()[-1] == "21 more files were left out"

    def test_a_changed_file_is_another_submission(self, tmp_path):
        """The digest covers names and contents."""
        folder = tmp_path / "me" / "x"
        folder.mkdir(parents=True)
        (folder / "a").write_text("1")
        before = read_submission(tmp_path, "me", "x").digest()
        assert read_submission(tmp_path, "me", "x").digest() == before
        (folder / "a").write_text("2")
        assert read_submission(tmp_path, "me", "x").digest() != before


class TestSeedsAndLedger:
    def test_the_key_is_made_once_and_private(self, tmp_path):
        """Seeds differ by submission, lesson and attempt, and not from run to run."""
        key = course_key(tmp_path / "key")
        assert course_key(tmp_path / "key") == key
        assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
        some = {seed(key, d, lesson, n) for d in ("a", "b") for lesson in ("x", "y") for n in (1, 2)}
        assert len(some) == 8
        (tmp_path / "key").write_text("broken")
        with pytest.raises(ValueError, match="backup"):
            course_key(tmp_path / "key")

    def test_a_record_comes_back_as_it_was(self, tmp_path):
        """And a damaged one not at all."""
        ledger = Ledger(tmp_path / "ledger", tmp_path / "key")
        record = Record("ab12", "Zoë", "x", EndState.TIMEOUT, {"check-a": None, "check-b": 2.0}, ("why",))
        ledger.put(record)
        assert ledger.get("ab12") == record
        file = next(tmp_path.glob("ledger/*/*.json"))
        file.write_bytes(file.read_bytes().replace(b"2.0", b"9.0"))
        assert ledger.get("ab12") is None

    @pytest.mark.parametrize(
        "how", ["fresh plain hash", "another course's key", "another submission's record"]
    )
    def test_a_rewritten_record_does_not_count(self, tmp_path, how):
        """Full points with a hash that fits were believed; it is graded again, and the run can say so."""
        ledger = Ledger(tmp_path / "ledger", tmp_path / "key")
        mine = Record("ab12", "Zoë", "x", EndState.GRADED, {"check-a": 0.0})
        full = replace(mine, cells={"check-a": 5.0})
        ledger.put(mine)
        file = tmp_path / "ledger" / "ab" / "ab12.json"
        if how == "fresh plain hash":
            body = json.dumps(asdict(full), sort_keys=True).encode()
            head = json.dumps({"sha256": hashlib.sha256(body).hexdigest()}).encode()
            file.write_bytes(head + b"\n" + body)
        elif how == "another course's key":
            Ledger(tmp_path / "ledger", tmp_path / "other-key").put(full)
        else:
            ledger.put(replace(full, key="ab99"))
            file.write_bytes((tmp_path / "ledger" / "ab" / "ab99.json").read_bytes())
        assert ledger.get("ab12") is None
        assert ledger.refused == {"ab12"}
        ledger.put(mine)
        assert ledger.get("ab12") == mine

    def test_the_last_attempt_is_remembered(self, tmp_path):
        """Of each learner and lesson on its own; an older record does not take it back."""
        ledger = Ledger(tmp_path / "ledger", tmp_path / "key")
        assert ledger.attempt("Zoë", "x") == 1
        for attempt in (2, 1):
            ledger.put(Record(f"k{attempt}", "Zoë", "x", EndState.GRADED, {}, attempt=attempt))
        assert ledger.attempt("Zoë", "x") == 2
        assert ledger.attempt("Zoë", "y") == 1


def test_an_exercise_is_looked_up_in_the_open_lesson_first():
    """Importing the exercises of every lesson before it takes a second, in each kernel."""
    code = "import sys; from autograder import exercises, lesson; lesson.start('13_exam'); "
    code += "exercises.get('practice_exam'); "
    code += "print('autograder.exercises.monitoring_and_alerting' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "False"


class TestLooks:
    @pytest.mark.parametrize(
        "breaks", [lambda: os._exit(0), lambda: time.sleep(60), lambda: os.kill(os.getpid(), signal.SIGKILL)]
    )
    def test_files_that_break_their_reader_spoil_no_other_look(self, breaks, tmp_path, monkeypatch):
        """A fork that ends, hangs or crashes is a refusal; the next one sees."""

        def look(task, root):
            return breaks() if task["exercise"] == "broken" else {"seen": root.name}

        monkeypatch.setattr(witness, "_look", look)
        seen = [
            witness._apart({"exercise": name, "root": str(tmp_path / name), "seconds": 0.5})
            for name in ("broken", "sound")
        ]
        assert seen == [witness.UNREADABLE, {"seen": "sound"}]

    def test_what_libraries_print_is_not_in_the_answer(self, tmp_path):
        """A list of answers and nothing else, one for each task, whatever is in the folders."""
        (tmp_path / "hostile").mkdir()
        (tmp_path / "hostile" / "link").symlink_to("/etc/passwd")
        about = {"lesson": exercises.lesson_of(EXERCISE), "exercise": EXERCISE}
        tasks = [
            {**about, "seed": SEED, "evidence": {}, "root": str(root), "seconds": 60}
            for root in (tmp_path / "hostile", tmp_path / "empty")
        ]
        ran = subprocess.run(
            [sys.executable, "-m", "autograder.grading.box.witness"],
            input=json.dumps(tasks),
            capture_output=True,
            text=True,
            check=True,
        )
        hostile, empty = json.loads(ran.stdout)
        assert "link is no regular file" in hostile["refused"]
        assert set(empty) & {"seen", "unavailable"}


def test_an_answer_that_would_take_much_memory_is_not_parsed(monkeypatch):
    """26 megabytes of empty objects took 735; what is no larger than a box may need is read."""
    assert run._parse(b'{"notebooks": {}}', run.SMALL) == {"notebooks": {}}
    parsed = []
    monkeypatch.setattr(run.json, "loads", lambda text: parsed.append(text))
    assert run._parse(b'{"x": [' + b"{}," * run.SMALL.containers + b"{}]}", run.SMALL) is None
    assert not parsed


def test_no_process_of_grading_builds_a_grammar_for_iris():
    """It costs seconds in each; a notebook is validated without it."""
    code = "import sys, autograder.grading.nbg.steps, nbformat\n"
    code += "nbformat.validate(nbformat.v4.new_notebook())\n"
    code += "print('rfc3987_syntax.syntax_helpers' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
