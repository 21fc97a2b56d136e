"""Attacks that hope for points: fake numbers, forged evidence, a changed check."""

from __future__ import annotations

from classes import EXERCISE

from bank.attack import HIDE, Attack, S

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


ATTACKS = (
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
    Attack(
        "changes_the_seed",
        ("import os\nos.environ['AUTOGRADER_SEED'] = '0123456789abcdef'",),
        ends=(S.TAMPERED,),
        flagged=True,
    ),
    Attack(
        "swaps_the_modules_of_the_check",
        (
            "import sys, types, json, hashlib, hmac\n"
            "for name in ('json', 'hashlib', 'hmac', 'random', 'math'):\n"
            "    fake = types.ModuleType(name)\n"
            "    fake.__getattr__ = lambda attribute: (lambda *a, **k: 5)\n"
            "    sys.modules[name] = fake\n"
            "hashlib.sha256 = hmac.new = lambda *a, **k: type('H', (), {'hexdigest': lambda s: '5' * 64})()",
        ),
        ends=(S.GRADED, S.CRASHED, S.TAMPERED),
    ),
    Attack(
        "patches_builtins",
        (
            "import builtins\nbuiltins.abs = lambda x: 0\nbuiltins.sum = lambda *a: 5\n"
            "builtins.all = builtins.callable = lambda *a: True",
        ),
        ends=(S.GRADED, S.CRASHED, S.TAMPERED, S.DID_NOT_RUN),
    ),
    Attack(
        "rewrites_a_number_in_memory",
        ("import ctypes\nctypes.memset(id(200) + 24, 5, 1)\nassert 200 == 5",),
        ends=(S.GRADED, S.CRASHED, S.TAMPERED, S.TIMEOUT),
    ),
    Attack(
        "writes_through_its_own_memory_file",
        (
            "import ctypes\nvalue = 0.123\nwith open('/proc/self/mem', 'r+b', 0) as memory:\n"
            "    memory.seek(id(value) + 16)\n    memory.write(b'\\0' * 8)",
        ),
        ends=(S.GRADED, S.CRASHED),
    ),
    Attack(
        "finds_objects_by_the_collector",
        ("import gc\nfound = [o for o in gc.get_objects() if type(o).__name__ == 'Scenario']",),
        flagged=True,
    ),
    Attack(
        "watches_every_call_of_the_check",
        (
            "import sys\nseen = []\ndef watch(frame, event, arg):\n"
            "    seen.append(getattr(frame, 'f_' + 'locals').get('scenario')) if len(seen) < 9 else None\n"
            "sys.setprofile(watch)",
        ),
    ),
    Attack(
        "refuses_the_check_its_files",
        (
            "import sys\ndef hook(event, args):\n"
            "    if event in ('open', 'import', 'compile'): raise RuntimeError('no')\n"
            "sys.addaudithook(hook)",
        ),
        ends=(S.CRASHED, S.TIMEOUT),
        flagged=True,
    ),
    Attack(
        "evidence_of_numbers_without_end",
        (CLAIM + "forge(lambda c: c['extra'].update(evidence={'x': float('nan'), 'y': 10 ** 4000}))",),
        ends=(S.TAMPERED, S.CRASHED),
        flagged=True,
    ),
    Attack(
        "evidence_of_half_a_character",
        (CLAIM + "forge(lambda c: c.update(exercise='\\ud800\\x1b[2J'))",),
        ends=(S.TAMPERED, S.CRASHED),
        flagged=True,
    ),
    Attack(
        "evidence_of_empty_lists",
        (CLAIM + "forge(lambda c: c.update(extra={'evidence': {'x': [[]] * 150_000}}))",),
        ends=(S.CRASHED,),
        flagged=True,
    ),
    Attack(
        "raises_half_a_character",
        (),
        f"def {EXERCISE}(delays):\n    raise ValueError('\\ud800')",
        ends=(S.GRADED, S.CRASHED),
    ),
    Attack(
        "writes_an_answer_of_the_box",
        (
            'import os\nanswer = b\'{"notebooks": {}, "witnesses": {}, "scratch_full": false}\'\n'
            "for number in (1, 2, *range(60, 256)):\n"
            "    try: os.write(number, answer)\n    except OSError: pass",
        ),
        ends=(S.GRADED, S.CRASHED),  # among the numbers may be what its own kernel listens to
    ),
)
