"""Every rule for a lesson's source: one bad lesson each, the file, the line and the fix in the message."""

import pytest
from build_support import LESSONS

from autograder.authoring.errors import BuildError
from autograder.authoring.lessons import read_course
from autograder.authoring.rules import lesson_problems
from autograder.authoring.source import read_lesson

HEAD = """# %% [markdown]
# # Title

# %% locked="setup"
from autograder import lesson

lesson.start("01_bad")

"""  # eight lines: what follows begins at line 9
EXERCISE = """# %% exercise="retry"
def retry():
    ### BEGIN SOLUTION
    return 1
    ### END SOLUTION

"""  # six lines
CHECK = """# %% check="retry"
lesson.check("retry")

"""
GOOD = HEAD + EXERCISE + CHECK

BAD = {
    "no title": (GOOD.replace("# # Title", "# Title"), 1, "no header"),
    "setup unlocked": (GOOD.replace(' locked="setup"', ""), 1, "No locked setup cell"),
    "setup of another lesson": (GOOD.replace("01_bad", "02_other"), 5, 'lesson.start("01_bad")'),
    "unknown option": (GOOD.replace("exercise=", "exercize="), 9, 'Unknown cell option "exercize"'),
    "unknown tag": (GOOD + '# %% tags=["hide"]\nx = 1\n', 18, "Unknown tags ['hide']"),
    "two roles": (GOOD.replace('check="retry"', 'check="retry" locked="b"'), 15, "check and locked at once"),
    "prose check": (
        GOOD.replace('%% check="retry"', '%% [markdown] check="retry"'),
        15,
        "cannot be an check",
    ),
    "checked_by alone": (GOOD + '# %% checked_by="retry"\nx = 1\n', 18, "is no exercise"),
    "name with a blank": (GOOD.replace('"retry"', '"re try"'), 9, "'re try' cannot be the name"),
    "name no text": (GOOD.replace('exercise="retry"', "exercise=5"), 9, "5 cannot be the name"),
    "name a list": (GOOD.replace('exercise="retry"', 'exercise=["a"]'), 9, "['a'] cannot be the name"),
    "name too long": (GOOD.replace('"retry"', f'"{"x" * 51}"'), 9, "cannot be the name"),
    "exercise twice": (HEAD + EXERCISE + EXERCISE + CHECK, 15, "line 9 too"),
    "check twice": (GOOD + CHECK, 18, '"check-retry" is used twice'),
    "exercise named like the setup": (
        GOOD.replace('exercise="retry"', 'exercise="setup" checked_by="retry"'),
        9,
        '"setup" is used twice',
    ),
    "exercise without check": (HEAD + EXERCISE, 9, 'The exercise "retry" has no check'),
    "check without exercise": (HEAD + CHECK, 9, 'The check "retry" has no exercise'),
    "locked cell before a check": (
        HEAD + EXERCISE + '# %% locked="given"\nx = 1\n\n' + CHECK,
        15,
        'The locked cell "given" stands between',
    ),
    "check runs more": (GOOD.replace("lesson.check", "print(1); lesson.check"), 16, "runs something else"),
    "check of another": (GOOD.replace('check("retry")', 'check("other")'), 16, 'lesson.check("retry")'),
    "check is no Python": (GOOD.replace('check("retry")', 'check("retry"'), 16, "runs something else"),
    "never closed": (GOOD.replace("    ### END SOLUTION\n", ""), 11, "never closed"),
    "never began": (GOOD.replace("    ### BEGIN SOLUTION\n", ""), 12, "never began"),
    "empty region": (GOOD.replace("    return 1\n", ""), 11, "empty solution region"),
    "no region": (
        GOOD.replace("    ### BEGIN SOLUTION\n", "").replace("    ### END SOLUTION\n", ""),
        9,
        "no solution",
    ),
    "region elsewhere": (
        GOOD + "# %%\ndef f():\n    ### BEGIN SOLUTION\n    pass\n    ### END SOLUTION\n",
        20,
        "outside an exercise cell",
    ),
    "marker in prose": (GOOD + "# %% [markdown]\n# Use BEGIN SOLUTION here.\n", 19, "Malformed"),
    "autotest": (GOOD + "# %%\n### AUTOTEST retry()\n", 19, "command to nbgrader"),
    "hidden tests": (GOOD + "# %%\nx = 1\n### BEGIN HIDDEN TESTS\n", 20, "command to nbgrader"),
    "stub in no function": (
        GOOD.replace("def retry():", "if True:").replace("return 1", "x = 1"),
        11,
        "outside a function",
    ),
    "stub in a class body": (
        GOOD.replace("def retry():", "class A:").replace("return 1", "x = 1"),
        11,
        "outside a function",
    ),
    "stub indented wrongly": (
        GOOD.replace("    ### BEGIN SOLUTION", "### BEGIN SOLUTION"),
        10,
        "learner's cell",
    ),
    "solved cell is no Python": (GOOD.replace("return 1", "return (1"), 10, "solved cell"),
}


def test_a_good_lesson_has_no_problem(write_lesson):
    assert lesson_problems(write_lesson(GOOD)) == []
    assert [
        p
        for slug in ("01_parcels", "02_labels")
        for p in lesson_problems(read_lesson(LESSONS / f"{slug}.py"))
    ] == []


@pytest.mark.parametrize("name", BAD)
def test_a_bad_lesson_is_told_what_where_and_what_to_do(name, write_lesson):
    text, line, what = BAD[name]
    problems = [p for p in lesson_problems(write_lesson(text)) if what in f"{p.what} {p.fix}"]
    assert [p.line for p in problems[:1]] == [line], lesson_problems(write_lesson(text))
    assert f"01_bad.py:{line}: " in str(problems[0]) and problems[0].fix.endswith((".", ")"))


def test_all_problems_are_reported_at_once(tmp_path):
    (tmp_path / "01_bad.py").write_text(GOOD.replace("    return 1\n", "") + CHECK)
    (tmp_path / "02_worse.py").write_text("x = 1\n")
    (tmp_path / "03_bad.py").write_text(HEAD + CHECK)
    with pytest.raises(BuildError) as unreadable:
        read_course(["01_bad", "02_worse", "04_gone"], tmp_path)
    assert [p.path.name for p in unreadable.value.problems] == ["02_worse.py", "04_gone.py"]
    with pytest.raises(BuildError) as wrong:
        read_course(["01_bad", "03_bad"], tmp_path)
    assert [p.path.name for p in wrong.value.problems] == ["01_bad.py", "01_bad.py", "03_bad.py", "03_bad.py"]


def test_one_exercise_belongs_to_one_lesson(tmp_path):
    """Points and hints are looked up by its name alone."""
    (tmp_path / "01_bad.py").write_text(GOOD)
    (tmp_path / "02_copy.py").write_text(GOOD.replace("01_bad", "02_copy"))
    with pytest.raises(
        BuildError, match=r'02_copy\.py:15: The check "retry" is in two lessons\. 01_bad\.py:15'
    ):
        read_course(["01_bad", "02_copy"], tmp_path)
