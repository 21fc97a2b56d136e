"""The box on this machine: closed, seen to be closed, and seen when it is open."""

import json
import os
import re
import struct
import subprocess
import sys

import nbformat
import pytest

from autograder import exercises, paths
from autograder.authoring import answers
from autograder.grading.box import Job, Limits, run_box
from autograder.grading.box.doctor import OpenBox, examine
from autograder.grading.course.states import EndState
from autograder.grading.nbg.judge import judge_check

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("box")]
CODE = "05_idempotent_writes"


def test_the_box_is_closed():
    """Every attempt from inside fails."""
    findings = examine()
    assert len(findings) > 10
    assert [one for one in findings if not one.ok] == []


def test_an_open_box_is_noticed(monkeypatch):
    """Doors opened on purpose, one finding each; grading refuses, or goes on and every result says so."""
    from autograder.grading.box import doctor, syscalls

    monkeypatch.setattr(syscalls, "_program", lambda: ALLOWS_EVERYTHING)
    open_doors = ["--bind", "/proc/sys", "/proc/sys", "--share-net"]
    open_doors += ["--ro-bind", str(paths.SOLUTIONS), str(paths.SOLUTIONS)]
    found = {one.name for one in examine(open_doors) if not one.ok}
    assert {"kernel settings cannot be written", "no network", "the course's secrets are not there"} <= found
    assert "no keys of the grader's session" in found
    monkeypatch.setattr(doctor, "_open_places", lambda: ("no network: eth0",))
    with pytest.raises(OpenBox, match="no network: eth0"):
        doctor.require_closed_box()
    monkeypatch.setenv("AUTOGRADER_OPEN_BOX", "1")
    assert doctor.require_closed_box() == ("graded in an open box: no network: eth0",)


ALLOWS_EVERYTHING = struct.pack("HBBI", 0x06, 0, 0, 0x7FFF0000)  # BPF: return SECCOMP_RET_ALLOW

ORDINARY = """
import json, os
import nbformat
from autograder.grading.box import Job, Limits, limits, run_box

assert os.getuid() == 12345
limits._v1 = limits._v2 = lambda _: None  # whatever this machine has
cells = (
    "print(1 + 1)",
    "x = bytearray(800 * 2**20)\\nfor n in range(0, len(x), 4096): x[n] = 1\\nimport time; time.sleep(20)",
)
made = nbformat.v4.new_notebook()
for number in (1, 2):
    made.cells = [nbformat.v4.new_code_cell(source) for source in cells[:number]]
    run = run_box(Job({"x": made}, {"x": "seed"}), Limits(memory_mb=500)).notebooks["x"]
    print(json.dumps([run.state, [out["text"] for out in run.outputs.get(0, [])]]))
"""


def test_an_ordinary_user_has_a_box_too():
    """Without root's powers and without a cgroup: limits inside, and a watchdog for memory."""
    # A user namespace of its own: no capability outside, and an interpreter in root's home can be read.
    command = ["unshare", "--user", "--map-user=12345", "--map-group=12345", sys.executable, "-c", ORDINARY]
    environment = {**os.environ, "PYTHONPATH": str(paths.ROOT)}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    small, large = map(json.loads, ran.stdout.splitlines())
    assert small == [EndState.GRADED, ["2\n"]]
    assert large[0] == EndState.OUT_OF_MEMORY


def test_a_notebook_has_a_deadline_of_its_own():
    """Many short cells too; what ran before is kept, and the next notebook runs."""
    slow, fine = nbformat.v4.new_notebook(), nbformat.v4.new_notebook()
    slow.cells = [
        nbformat.v4.new_code_cell("import time; time.sleep(0.5); print('slept')") for _ in range(40)
    ]
    fine.cells = [nbformat.v4.new_code_cell("print('fine')")]
    runs = run_box(Job({"a": slow, "b": fine}, {"a": "1", "b": "2"}), Limits(notebook_seconds=5)).notebooks
    assert runs["a"].state is EndState.TIMEOUT
    assert re.search(r"longer than 5 s, in cell \d+: import time", runs["a"].problem)
    assert "slept" in json.dumps(runs["a"].outputs[0])
    assert (runs["b"].state, "fine" in json.dumps(runs["b"].outputs)) == (EndState.GRADED, True)


def test_an_exercise_has_the_time_that_it_declares(monkeypatch):
    """Its check cell has it, whatever limits an instructor sets; the learner's own cells have not."""
    monkeypatch.setattr(type(exercises.get("on_time_rate")), "check_seconds", 20)
    check = {"nbgrader": {"grade": True, "grade_id": "check-on_time_rate"}}
    made = nbformat.v4.new_notebook()
    made.cells = [
        nbformat.v4.new_code_cell("import time; time.sleep(4); print('checked')", metadata=check),
        nbformat.v4.new_code_cell("import time; time.sleep(4); print('late')"),
    ]
    run = run_box(Job({"a": made}, {"a": "1"}), Limits(cell_seconds=2, notebook_seconds=5)).notebooks["a"]
    assert "checked" in json.dumps(run.outputs[0])
    assert (run.state, run.problem) == (
        EndState.TIMEOUT,
        "a cell took longer than 2 s, in cell 2: import time; time.sleep(4); print('late')",
    )


def test_outputs_are_measured_as_they_will_be_written():
    """One small message changes every display that shares its id: fifty times 100 kB came out of it."""
    made = nbformat.v4.new_notebook()
    flood = "from IPython.display import display, update_display"
    flood += "\nfor _ in range(50): display('x', display_id='d')"
    flood += "\nupdate_display('y' * 100_000, display_id='d')"
    made.cells = [nbformat.v4.new_code_cell(source) for source in (flood, "print('late')")]
    run = run_box(Job({"a": made}, {"a": "1"}), Limits(output_bytes=2**18)).notebooks["a"]
    shown = json.dumps(run.outputs)
    assert run.state is EndState.GRADED
    assert "yyy" in shown and "left out" in shown and len(shown) < 2**18 + 50 * 200


def test_a_cell_that_ends_the_kernel_is_named():
    """Empty cells are not run, and the outputs of those behind them are not lost."""
    made = nbformat.v4.new_notebook()
    sources = ("", "print('one')", "", "  ", "print('two')", "import os; os._exit(0)", "print('three')")
    made.cells = [nbformat.v4.new_code_cell(source) for source in sources]
    run = run_box(Job({"a": made}, {"a": "1"})).notebooks["a"]
    assert (run.state, run.problem) == (
        EndState.CRASHED,
        "the kernel ended, in cell 6: import os; os._exit(0)",
    )
    assert {number: out[0]["text"] for number, out in run.outputs.items() if out} == {1: "one\n", 4: "two\n"}


@pytest.mark.spark
def test_a_witness_agrees_with_an_honest_upsert():
    """Tables, a conflict and killed processes in the box; the second look at its files gives full marks."""
    made = nbformat.read(paths.NOTEBOOKS / f"{CODE}.ipynb", as_version=4)
    answers.fill_in(made, answers.solved(CODE))
    wanted = ("setup", "given", "dedupe_latest", "require_keys", "merge_changes", "write_idempotent")
    names = {*wanted, "check-write_idempotent"}
    made.cells = [c for c in made.cells if c.metadata.get("nbgrader", {}).get("grade_id") in names]
    run = run_box(Job({CODE: made}, {CODE: "s"}, needs_spark=frozenset([CODE]))).notebooks[CODE]
    outputs, witness = run.outputs[len(made.cells) - 1], run.witnesses["write_idempotent"]
    one = judge_check(exercises.get("write_idempotent"), "s", outputs, witness)
    assert (one.state, one.flags, one.points) == (EndState.GRADED, (), 38)


SPARK_REACHES_OUT = f"""
from autograder import lesson
spark = lesson.spark
java = spark._jvm.java
def attempt(name, action):
    try:
        found = action()
    except Exception as error:
        print("REFUSED", name, type(error).__name__)
    else:
        print("REFUSED" if found is None else "OPEN", name, found)
def ran(*command):
    process = java.lang.Runtime.getRuntime().exec(" ".join(command))
    return None if process.waitFor() else command
for path in ("/etc/shadow", "/root/.ssh", {str(paths.SOLUTIONS)!r}, "/var"):
    attempt(path, lambda: java.io.File(path).exists() or None)
    attempt(f"ls {{path}}", lambda: ran("ls", path))
    attempt(f"read {{path}}", lambda: spark.read.text(path).count())
attempt("connect", lambda: java.net.Socket("192.0.2.1", 80))
attempt("write", lambda: java.io.FileWriter({str(paths.PACKAGE / "lesson.py")!r}))
attempt("environment", lambda: java.lang.System.getenv("SECRET_OF_THE_GRADER"))
"""


@pytest.mark.spark
def test_the_jvm_is_in_the_box_too(monkeypatch, record_property):
    """What Python may not do, Java may not do for it."""
    monkeypatch.setenv("SECRET_OF_THE_GRADER", "canary")
    made = nbformat.v4.new_notebook()
    made.cells = [nbformat.v4.new_code_cell(SPARK_REACHES_OUT)]
    job = Job({"a": made}, {"a": "1"}, needs_spark=frozenset("a"))
    run = run_box(job, Limits(cell_seconds=60)).notebooks["a"]
    said = "".join(out.get("text", "") for out in run.outputs[0])
    outcome = {"points_gained": 0, "flagged": False, "end_state": str(run.state), "others_unchanged": True}
    record_property("attack", ["abuses_the_jvm", outcome])
    assert said.count("REFUSED") == 15, run.outputs
    assert "OPEN" not in said
