"""Attacks by names: files that hope to be taken for our modules, Python's, or the kernel's settings."""

from pathlib import Path

from bank.attack import Attack, S

FULL = """
class Five:
    def __repr__(self): return "5"
class lesson:
    exercise = start = solved = environment = quiz = staticmethod(lambda *a, **k: None)
    check = staticmethod(lambda name, **k: Five())
"""
PATCH = "import builtins\nbuiltins.abs = builtins.round = lambda *a: 5\n"
STARTUP = (
    "sitecustomize.py",
    "usercustomize.py",
    "conftest.py",
    "ipython_config.py",
    "jupyter_config.py",
    ".ipython/profile_default/startup/00.py",
    ".local/lib/python3.11/site-packages/usercustomize.py",
    ".jupyter/jupyter_nbclient_config.py",
)
PLANTS = f"""
import os
for folder in ("/scratch/work", "/scratch/home", "/scratch", "/scratch/tmp", "/tmp", "/scratch/lab"):
    for name in ("autograder.py", "json.py", "nbclient.py", "pyarrow.py", "deltalake.py", *{STARTUP!r}):
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as out:
            out.write("raise SystemExit('planted')")
    with open(os.path.join(folder, "planted.pth"), "w") as out:
        out.write("import os; os._exit(0)")
"""


def _shadows(*names: str, text: str = FULL):
    def alter(course: Path, folder: Path) -> None:
        for name in names:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)

    return alter


ATTACKS = (
    Attack(
        "hands_in_our_package",
        alter=_shadows("autograder.py", "autograder/__init__.py", "autograder/lesson.py"),
    ),
    Attack(
        "hands_in_modules_that_run_by_themselves",
        alter=_shadows("run.pth", "pyspark.py", "nbclient.py", "json.py", "hmac.py", *STARTUP, text=PATCH),
    ),
    Attack("plants_modules_for_the_witness", (PLANTS,), ends=(S.GRADED, S.CRASHED)),
)
