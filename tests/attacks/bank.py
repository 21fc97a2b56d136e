"""The attacks: each is a notebook that hopes for points, or reaches for what is not its own.

They are harmless should the box fail: what lies outside is opened, never written; forks and memory are
bounded.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from classes import EXERCISE, LESSON, Alter

from autograder.grading.course.states import EndState

S = EndState
TRY = """
def attempt(name, action):
    try:
        found = action()
    except BaseException as error:
        print("REFUSED", name, type(error).__name__)
    else:
        print("OPEN", name, found)
"""
WRONG = f"def {EXERCISE}(delays):\n    return 0.123"
HIDE = "from IPython import get_ipython\nip = get_ipython()\n"
FAKE = """
class Fake:
    def __init__(self, shown): self.shown = shown
    def __repr__(self): return self.shown
from autograder import lesson
"""
CLAIM = """
import autograder.checks.result as result
import autograder.lesson as lesson_module
from autograder.checks.run import check as honest
def forge(change):
    class Forged(result.Result):
        def _repr_mimebundle_(self, **_):
            claim = self.report.to_json()
            change(claim)
            return {"text/plain": "5", result.EVIDENCE_MIME: claim}
    lesson_module.Result = Forged
"""


@dataclass(frozen=True)
class Attack:
    """One attack: the cells it adds, the answer it gives, what it does to its files, and how it must end.

    flagged: whether it can be seen, so that it must be. holds: the cell reports what it could open; nothing.
    """

    name: str
    cells: tuple[str, ...] = ()
    answer: str | None = WRONG
    alter: Alter | None = None
    ends: tuple[EndState, ...] = (S.GRADED,)
    flagged: bool = False
    holds: bool = False


def _symlinked_notebook(course: Path, folder: Path) -> None:
    target = folder / f"{LESSON}.ipynb"
    target.unlink()
    target.symlink_to(course / "canary.ipynb")


def _linked_files(course: Path, folder: Path) -> None:
    (folder / "data.csv").symlink_to(course / "gradebook.db")
    (folder / "more").symlink_to(course)


def _piped_file(course: Path, folder: Path) -> None:
    os.mkfifo(folder / "pipe")


def _names_that_trick(course: Path, folder: Path) -> None:
    """Names that a shell, a glob, a format string or a decoder might take for something else."""
    for name in (
        b"..\\..\\escape",
        b"-rf",
        b"$(touch x)",
        b"*",
        b"{0}",
        b"line\nbreak",
        b"\xff\xfe",
        b"a" * 250,
    ):
        with open(os.path.join(os.fsencode(folder), name), "wb") as out:
            out.write(b"x")
    (folder / "sub").mkdir()
    (folder / "sub" / f"{LESSON}.ipynb").write_text("{}")


def _notebook_is_a_folder(course: Path, folder: Path) -> None:
    (folder / f"{LESSON}.ipynb").unlink()
    (folder / f"{LESSON}.ipynb").mkdir()


def _locked_cell_changed(course: Path, folder: Path) -> None:
    file = folder / f"{LESSON}.ipynb"
    file.write_text(file.read_text("utf-8").replace(f'lesson.check(\\"{EXERCISE}\\")', "5"), "utf-8")


def _check_cell_doubled(course: Path, folder: Path) -> None:
    import nbformat

    file = folder / f"{LESSON}.ipynb"
    made = nbformat.read(file, 4)
    check = next(c for c in made.cells if c.metadata.get("nbgrader", {}).get("grade"))
    twin = nbformat.from_dict({**check, "source": "5", "id": "twin"})
    made.cells.append(twin)
    nbformat.write(made, file)


ATTACKS = (
    # Fake points.
    Attack(
        "blanks_check_cells",
        (
            HIDE
            + "ip.input_transformers_post.append(lambda l: ['5\\n'] if 'lesson.check' in ''.join(l) else l)",
        ),
        ends=(S.TAMPERED,),
        flagged=True,
    ),
    Attack(
        "rewrites_the_syntax_tree",
        (
            HIDE + "import ast\nclass T(ast.NodeTransformer):\n    def visit_Call(self, n):\n"
            "        is_check = getattr(n.func, 'attr', '') == 'check'\n"
            "        return ast.copy_location(ast.Constant(5), n) if is_check else n\n"
            "ip.ast_transformers.append(T())",
        ),
        ends=(S.TAMPERED,),
        flagged=True,
    ),
    Attack(
        "acts_before_every_cell",
        (
            HIDE + "def forge(info):\n    if 'lesson.check' in (info.raw_cell or ''):\n"
            f"        ip.user_ns['{EXERCISE}'] = lambda delays: 0.5\n"
            "        ip.user_ns['lesson'] = type('Lesson', (), {'check': staticmethod(lambda name: 5)})\n"
            "ip.events.register('pre_run_cell', forge)",
        ),
    ),
    Attack(
        "always_equal",
        (),
        "class Yes(float):\n    def __eq__(self, o): return True\n    __hash__ = float.__hash__\n"
        f"def {EXERCISE}(delays):\n    return Yes(0.123)",
    ),
    Attack(
        "patches_the_check",
        (FAKE + "lesson.check = lambda name: Fake('5')",),
        ends=(S.TAMPERED,),
        flagged=True,
    ),
    Attack(
        "prints_nan", (FAKE + "lesson.check = lambda name: Fake('nan')",), ends=(S.TAMPERED,), flagged=True
    ),
    Attack(
        "prints_a_negative", (FAKE + "lesson.check = lambda n: Fake('-1')",), ends=(S.TAMPERED,), flagged=True
    ),
    Attack(
        "prints_text", (FAKE + "lesson.check = lambda name: Fake('full')",), ends=(S.TAMPERED,), flagged=True
    ),
    Attack(
        "prints_too_much", (FAKE + "lesson.check = lambda n: Fake('500')",), ends=(S.TAMPERED,), flagged=True
    ),
    Attack("prints_nothing", (FAKE + "lesson.check = lambda name: None",), ends=(S.CRASHED,), flagged=True),
    Attack("hides_the_lesson", ("import sys\nsys.modules['autograder.lesson'] = None\nlesson = None",)),
    Attack(
        "patches_the_judge",
        (
            "import autograder.checks.run as run\nfrom autograder.checks.model import Status, Verdict\n"
            "observed = run._observed\n"
            "def judged(e, seed, o):\n"
            "    passed = tuple(Verdict(c.number, Status.PASSED) for c in e.criteria)\n"
            "    extra = observed(e, seed, o).extra\n"
            "    return run.replace(run.summarise(e, passed, seed=seed), extra=extra)\n"
            "run._observed = judged",
        ),
        ends=(S.TAMPERED,),
        flagged=True,
    ),
    Attack(
        "changes_the_points",
        (CLAIM + "forge(lambda c: c.update(points=5, outcome='correct'))",),
        ends=(S.TAMPERED,),
        flagged=True,
    ),
    Attack(
        "replays_another_seed",
        (CLAIM + "forge(lambda claim: claim.update(seed='0123456789abcdef'))",),
        ends=(S.TAMPERED,),
        flagged=True,
    ),
    Attack(
        "evidence_of_another_exercise",
        (CLAIM + "forge(lambda claim: claim.update(exercise='retry'))",),
        ends=(S.TAMPERED,),
        flagged=True,
    ),
    Attack(
        "evidence_is_a_list",
        (CLAIM + "forge(lambda claim: claim.update(extra={'evidence': [1, 2]}))",),
        ends=(S.TAMPERED,),
        flagged=True,
    ),
    Attack(
        "evidence_is_missing",
        (CLAIM + "forge(lambda claim: claim.pop('extra'))",),
        ends=(S.TAMPERED,),
        flagged=True,
    ),
    Attack(
        "evidence_without_form",
        (
            CLAIM
            + "forge(lambda c: c['extra'].update(evidence={k: {'seen': 7} for k in c['extra']['evidence']}))",
        ),
        ends=(S.TAMPERED,),
        flagged=True,
    ),
    Attack(
        "evidence_nested_deeply",
        (
            CLAIM
            + "deep = {}\nfor _ in range(500): deep = {'x': deep}\nforge(lambda c: c.update(extra=deep))",
        ),
        ends=(S.TAMPERED, S.CRASHED),
        flagged=True,
    ),
    Attack("exits_before_the_check", ("import os; os._exit(0)",), ends=(S.CRASHED,)),
    Attack("kills_everything", ("import os, signal; os.kill(-1, signal.SIGKILL)",), ends=(S.CRASHED,)),
    # Files and cells.
    Attack("notebook_is_a_link", alter=_symlinked_notebook, ends=(S.MISSING,), flagged=True),
    Attack("files_are_links", alter=_linked_files, flagged=True),
    Attack("file_is_a_pipe", alter=_piped_file, flagged=True),
    Attack("names_that_trick", alter=_names_that_trick),
    Attack("notebook_is_a_folder", alter=_notebook_is_a_folder, ends=(S.MISSING,), flagged=True),
    Attack("changes_a_locked_cell", alter=_locked_cell_changed, flagged=True),
    Attack("doubles_a_check_cell", alter=_check_cell_doubled, flagged=True),
    # Reaching out.
    Attack(
        "reads_what_is_not_its_own",
        (
            TRY + "import os\ncourse = 'COURSE_FOLDER'\n"
            "for part in ('submitted', 'gradebook.db', '.autograder/key', 'source'):\n"
            "    attempt(part, lambda: os.stat(f'{course}/{part}'))\n"
            "for path in ('/etc/shadow', '/root/.ssh', '/home', '/sys', '/var',\n"
            "             'CHECKOUT/solutions', 'CHECKOUT/.git'):\n"
            "    attempt(path, lambda: os.stat(path))",
        ),
        holds=True,
    ),
    Attack(
        "writes_what_is_not_its_own",
        (
            TRY + "import os\n"
            "for path in ('COURSE_FOLDER/gradebook.db', 'COURSE_FOLDER/canary.ipynb',\n"
            "             'CHECKOUT/autograder/lesson.py',\n"
            "             '/usr/bin/env', '/etc/passwd', '/proc/sys/kernel/core_pattern'):\n"
            "    attempt(path, lambda: os.close(os.open(path, os.O_WRONLY)))",
        ),
        holds=True,
    ),
    Attack(
        "uses_the_network",
        (
            TRY + "import socket\n"
            "for address in (('192.0.2.1', 80), ('1.1.1.1', 53), ('169.254.169.254', 80)):\n"
            "    attempt(address[0], lambda: socket.create_connection(address, timeout=2))",
        ),
        holds=True,
    ),
    Attack(
        "snoops_in_proc",
        (
            TRY + "import os\nfor pid in (1, 2, os.getppid()):\n"
            "    for name in ('mem', 'environ', 'fd/0', 'fd/1', 'cwd', 'root'):\n"
            "        attempt(f'{pid}/{name}', lambda: os.open(f'/proc/{pid}/{name}', os.O_RDONLY))",
        ),
        holds=True,
    ),
    Attack(
        "snoops_in_the_environment",
        (
            TRY + "import os\n"
            "def value(name): return os.environ[name]\n"
            "for name in ('SECRET_OF_THE_GRADER', 'AUTOGRADER_GRADEBOOK', 'SSH_AUTH_SOCK'):\n"
            "    attempt(name, lambda: value(name))\n"
            "attempt('parent', lambda: open(f'/proc/{os.getppid()}/environ').read())",
        ),
        holds=True,
    ),
    Attack(
        "mounts_makes_devices_and_traces",
        (
            TRY + "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"
            "def must(code):\n    if code: raise OSError(ctypes.get_errno(), 'no')\n"
            "attempt('remount', lambda: must(libc.mount(b'none', b'/usr', None, 32, None)))\n"
            "attempt('mount', lambda: must(libc.mount(b'none', b'/scratch/home', b'tmpfs', 0, None)))\n"
            "attempt('unshare', lambda: must(libc.setns(os.open('/proc/1/ns/mnt', 0), 0)))\n"
            "attempt('mknod', lambda: os.mknod('/scratch/sda', 0o60600, os.makedev(8, 0)))\n"
            "attempt('ptrace', lambda: must(libc.ptrace(16, 2, 0, 0)))\n"
            "attempt('setuid', lambda: os.setuid(0))",
        ),
        holds=True,
    ),
    # Taking too much.
    Attack("loops_for_ever", ("while True: pass",), ends=(S.TIMEOUT,)),
    Attack(
        "ignores_the_interrupt",
        ("import time\nwhile True:\n    try: time.sleep(1)\n    except BaseException: pass",),
        ends=(S.TIMEOUT,),
    ),
    Attack(
        "forks",
        ("import os, signal\nfor _ in range(300):\n    if os.fork() == 0: signal.pause()",),
        ends=(S.GRADED, S.CRASHED, S.TIMEOUT),
        flagged=True,
    ),
    Attack(
        "takes_memory",
        ("taken = [bytearray(2**20) for _ in range(1050)]\nfor one in taken: one[::4096] = b'x' * 256",),
        ends=(S.OUT_OF_MEMORY,),
        flagged=True,
    ),
    Attack(
        "fills_the_disk",
        ("with open('/scratch/big', 'wb') as out:\n    for _ in range(72): out.write(b'x' * 2**20)",),
        ends=(S.GRADED, S.CRASHED, S.NOT_ATTEMPTED),
        flagged=True,
    ),
    Attack(
        "prints_without_end",
        ("for _ in range(100): print('x' * 2**20)",),
        ends=(S.GRADED, S.TIMEOUT, S.OUT_OF_MEMORY),
    ),
    Attack("prints_one_long_line", ("print('x' * 50_000_000)",), ends=(S.GRADED, S.OUT_OF_MEMORY)),
    Attack(
        "leaves_a_process_behind",
        ("import subprocess\nsubprocess.Popen(['sleep', '98765'], start_new_session=True)",),
    ),
)
