"""The program inside a box: runs notebooks, keeps what they show, then has the witnesses read what they left.

It gets a job as JSON on stdin and answers with JSON on stdout. The learner's code runs in kernels, which are
processes of the same user, so this one shuts itself off: they cannot trace it, read its memory or open its
descriptors, nor those of the box's init, which is this program too. What they can do is kill it, which leaves
them without any answer.
"""

from __future__ import annotations

import base64
import ctypes
import json
import os
import re
import resource
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.checks.model import Json
from autograder.checks.result import EVIDENCE_MIME
from autograder.grading.box.limits import LEFT_OUT, MOST_CONTAINERS, containers, limit_processes
from autograder.grading.box.witness import UNREADABLE, answers_only

PR_SET_DUMPABLE = 4
SCRATCH = Path("/scratch")
START_SECONDS = 120
CLEAR_SECONDS = 30  # stopping a session takes one
NAMES_JVM = re.compile(r"\b_j[a-z]|_gateway|py4j")
WITNESS_SECONDS = 120
SHOWING = ("stream", "display_data", "execute_result", "error", "update_display_data")
MOST_OUTPUTS = 1000  # of one cell
LEFT_OUT_OUTPUT = new_output("stream", name="stdout", text=f"{LEFT_OUT}\n")


def main() -> int:
    """Be the box's init, and in a child of it read the job, run it and print the answer."""
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)  # the child inherits it
    child = os.fork()
    return _work() if child == 0 else _reap_until(child)


def _reap_until(child: int) -> int:
    """What an init does: bury orphans, until the one process that counts has ended; the box ends with it.

    That one stops for nobody but a learner's signal, and would then keep the box until its last deadline.
    """
    for descriptor in (0, 1):
        os.close(descriptor)  # the answer is the child's to give
    while True:
        pid, status = os.waitpid(-1, os.WUNTRACED)
        if pid == child:
            return 1 if os.WIFSTOPPED(status) else os.waitstatus_to_exitcode(status)


def _work() -> int:
    job = json.loads(sys.stdin.buffer.read())
    out = answers_only()
    limit_processes(job["processes"])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _make_folders()
    with out:
        json.dump(run(job), out)
    return 0


def _make_folders() -> None:
    for name in ("home", "tmp", "work", "lab", "state"):
        (SCRATCH / name).mkdir(exist_ok=True)


def run(job: Json) -> Json:
    """Run the job's notebooks one after another on one JVM, then the witnesses."""
    _unpack(job["files"])
    jvm = _Jvm() if job["needs_spark"] else None
    notebooks = {name: _run_notebook(name, one, job, jvm) for name, one in job["notebooks"].items()}
    with suppress(ProcessLookupError, PermissionError):
        os.kill(-1, signal.SIGKILL)  # everything but this process and the box's init: nobody writes any more
    witnesses = _witnesses(job["notebooks"], notebooks)
    return {"notebooks": notebooks, "witnesses": witnesses, "scratch_full": _full(SCRATCH)}


def _unpack(files: dict[str, str]) -> None:
    for name, content in files.items():
        target = SCRATCH / "work" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(base64.b64decode(content))


def _full(folder: Path) -> bool:
    state = os.statvfs(folder)
    return state.f_bavail * state.f_frsize < 2**20


class _Jvm:
    """The box's one JVM; a notebook's kernel joins it and leaves its session behind, which is cleared.

    What a notebook changes in the JVM itself, such as its time zone, a function or a system property,
    no clearing takes back: after one whose code names the JVM there is a new one.
    """

    def __init__(self) -> None:
        self._gateway: Any = None
        self._touched = False

    def environment(self, notebook: Json) -> dict[str, str]:
        """The variables with which the kernel of ``notebook`` joins."""
        from autograder.spark import gateway_environment, warm_jvm

        if self._gateway is not None and (self._touched or not self._cleared()):
            self._gateway.proc.kill()
            self._gateway = None
        if self._gateway is None:
            self._gateway = warm_jvm()
        self._touched = any(NAMES_JVM.search(str(cell["source"])) for cell in notebook["cells"])
        return gateway_environment(self._gateway)

    def _cleared(self) -> bool:
        """Whether the session that was left could be stopped; a JVM that does not answer is killed."""
        from autograder.spark import clear_gateway

        timer = threading.Timer(CLEAR_SECONDS, self._gateway.proc.kill)
        timer.start()
        try:
            clear_gateway(self._gateway)
        except Exception:  # py4j raises several kinds when its JVM is gone or hostile
            return False
        finally:
            timer.cancel()
        return True


class _Purse:
    """What a notebook may show, in bytes and containers: each check cell has a share, all others have one."""

    def __init__(self, bytes_in_all: int, bytes_of_a_check: int, checks: Container[int]) -> None:
        self._limits, self._checks = (bytes_in_all, bytes_of_a_check), checks
        self._spent: Counter[int] = Counter()
        self._held: Counter[int] = Counter()

    def pays(self, place: int, content: Any) -> bool:
        """Whether the cell at ``place`` may show this; nothing is measured once its limit is passed."""
        check = place in self._checks
        purse, limit = (place, self._limits[1]) if check else (-1, self._limits[0])
        if self._within(purse, limit):
            text = json.dumps(content)
            self._spent[purse] += len(text)
            self._held[purse] += containers(text)
        return self._within(purse, limit)

    def _within(self, purse: int, limit: int) -> bool:
        return self._spent[purse] <= limit and self._held[purse] <= MOST_CONTAINERS


class _Client(NotebookClient):
    """nbclient with a limit on what a notebook may show: on messages as they come, and on what they leave."""

    def __init__(self, notebook: NotebookNode, purse: Callable[[], _Purse], **options: Any) -> None:
        super().__init__(notebook, on_cell_execute=self._begins, **options)
        self._new_purse, self._purse = purse, purse()
        self._full: set[int] = set()  # cells that have been told
        self.begun: list[int] = []  # the places of the cells that were run; empty ones never are

    def _begins(self, cell_index: int, **_: Any) -> None:
        self.begun.append(cell_index)

    def process_message(self, msg: Json, cell: NotebookNode, cell_index: int) -> NotebookNode | None:
        if msg["msg_type"] in SHOWING and not self._purse.pays(cell_index, msg["content"]):
            if cell_index in self._full:
                return None  # what is left out was said before
            self._full.add(cell_index)
            msg["content"] = _cut(msg)
        return super().process_message(msg, cell, cell_index)

    def shown(self) -> dict[str, list[NotebookNode]]:
        """Place → outputs of the cells that ran, measured as they will be written.

        One message may change many outputs: displays that share an id are all updated by it.
        """
        purse = self._new_purse()
        found = {}
        for place in self.begun:
            outputs = self.nb.cells[place].outputs[:MOST_OUTPUTS]
            found[str(place)] = [out if purse.pays(place, out) else LEFT_OUT_OUTPUT for out in outputs]
        return found


def _cut(msg: Json) -> Json:
    """What stands for an output that is too large."""
    note = f"{LEFT_OUT}\n"
    if msg["msg_type"] == "stream":
        return {"name": msg["content"]["name"], "text": note}
    if msg["msg_type"] == "error":
        return {"ename": "Error", "evalue": note, "traceback": []}
    return {**msg["content"], "data": {"text/plain": note}, "metadata": {}}


def _run_notebook(name: str, one: Json, job: Json, jvm: _Jvm | None) -> Json:
    notebook = _with_lesson(one)
    started, state, problem = time.monotonic(), "finished", ""
    client, passed = None, threading.Event()
    try:
        _make_folders()  # the notebook before may have removed them
        joins = jvm.environment(one["notebook"]) if jvm and one["needs_spark"] else {}
        variables = {**_variables(one), **joins}
        client = _client(notebook, one, job)
        with _deadline(client, one["seconds"]) as passed:
            client.execute(env={**os.environ, **variables}, cwd=str(SCRATCH / "work"))
    except CellTimeoutError:
        assert client is not None  # a cell of it took too long
        state, problem = "timeout", f"a cell took longer than {_cell_seconds(one, job, client.begun[-1]):g} s"
    except DeadKernelError:
        state, problem = "crashed", "the kernel ended"
        if passed.is_set():
            state, problem = "timeout", f"the notebook took longer than {one['seconds']:g} s"
    except Exception as error:  # for instance a kernel that never came up, or JSON that is none
        state, problem = "crashed", f"{type(error).__name__}: {str(error)[:500]}"
    begun = client.begun if client else []
    return {
        "state": state,
        "problem": f"{problem}{_in(one['notebook'], begun[-1])}" if problem and begun else problem,
        "outputs": client.shown() if client else {},
        "seconds": time.monotonic() - started,
    }


def _with_lesson(one: Json) -> NotebookNode:
    """The notebook as it is run: its check cells find ``lesson`` whatever became of that name."""
    notebook: NotebookNode = nbformat.from_dict(one["notebook"])
    for number in one["checks"]:
        cell = notebook.cells[int(number)]
        cell.source = f"from autograder import lesson\n{cell.source}"
    return notebook


@contextmanager
def _deadline(client: _Client, seconds: float) -> Iterator[threading.Event]:
    """Kill the kernel when the notebook takes longer in all than it may; the event tells that it did."""
    passed = threading.Event()

    def kill() -> None:
        passed.set()
        manager: Any = client.km
        with suppress(Exception):  # it may be gone, or not quite there
            os.kill(manager.provisioner.process.pid, signal.SIGKILL)

    timer = threading.Timer(seconds, kill)
    timer.start()
    try:
        yield passed
    finally:
        timer.cancel()


def _variables(one: Json) -> dict[str, str]:
    lab = SCRATCH / "lab" / one["lesson"]
    return {
        "AUTOGRADER_SEED": one["seed"],
        "AUTOGRADER_LAB": str(lab),
        "AUTOGRADER_STATE": str(SCRATCH / "state"),
    }


def _client(notebook: NotebookNode, one: Json, job: Json) -> _Client:
    checks = {int(number) for number in one["checks"]}
    seconds = {id(cell): _cell_seconds(one, job, place) for place, cell in enumerate(notebook.cells)}
    return _Client(
        notebook,
        lambda: _Purse(job["output_bytes"], job["check_bytes"], checks),
        kernel_name="python3",
        timeout_func=lambda cell: seconds[id(cell)],
        startup_timeout=START_SECONDS,
        allow_errors=True,
        record_timing=False,
        shutdown_kernel="immediate",
    )


def _cell_seconds(one: Json, job: Json, place: int) -> float:
    """What a cell may take: as every cell, or what the exercise that it checks has declared."""
    return float(max(job["cell_seconds"], one["own_seconds"].get(str(place), 0)))


def _in(notebook: Json, place: int) -> str:
    """Where something happened: the cell's place in the notebook, and how it begins."""
    first_line = notebook["cells"][place]["source"].strip().partition("\n")[0]
    return f", in cell {place + 1}: {first_line[:80]}"


def _witnesses(notebooks: Json, ran: Json) -> Json:
    """Lesson → exercise → what its witness, if it has one, sees in the files that are left."""
    found: Json = {name: {} for name in notebooks}
    tasks = list(_looks(notebooks, ran))
    if tasks:
        for (name, task), seen in zip(tasks, _seen([task for _, task in tasks]), strict=True):
            found[name][task["exercise"]] = seen
    return found


def _looks(notebooks: Json, ran: Json) -> Iterator[tuple[str, Json]]:
    """Lesson and task of every look that a witness has to take."""
    for name, one in notebooks.items():
        for cell, exercise in one["checks"].items():
            evidence = _evidence(ran[name]["outputs"].get(cell, [])) if exercise in one["witnessed"] else None
            if evidence is not None:
                root = str(SCRATCH / "lab" / one["lesson"] / exercise)
                task = {"lesson": one["lesson"], "exercise": exercise, "seed": one["seed"], "root": root}
                yield name, {**task, "evidence": evidence, "seconds": WITNESS_SECONDS}


def _evidence(outputs: list[Json]) -> Json | None:
    for output in reversed(outputs):
        claim = output.get("data", {}).get(EVIDENCE_MIME)
        if isinstance(claim, dict) and isinstance(claim.get("extra"), dict):
            evidence = claim["extra"].get("evidence")
            # What the kernel's own witness saw is part of the claim, not of what a witness starts from.
            return (
                {k: v for k, v in evidence.items() if k != "witness"} if isinstance(evidence, dict) else None
            )
    return None


def _seen(tasks: list[Json]) -> list[Json]:
    """What another process sees, which forks: the threads of nbclient are not for forking."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "autograder.grading.box.witness"],
        input=json.dumps(tasks).encode(),
        capture_output=True,
        check=False,
    )
    try:
        answers: list[Json] = json.loads(done.stdout)
    except ValueError:
        answers = [UNREADABLE for _ in tasks]
    return answers


if __name__ == "__main__":
    sys.exit(main())
