"""The wheel: all that a learner needs, nothing that an instructor keeps back, and it works anywhere."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder import paths, syllabus
from autograder.authoring.regions import scan
from autograder.authoring.source import read_lesson

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]

CHECKOUT = paths.PACKAGE.parent
NOT_SOURCE = (".*", "build", "dist", "classroom", "work", "__pycache__", "*.egg-info")
COURSE = "autograder/course"
IN_A_ROW = 4  # lines: hints and quiz questions share up to three with some answer
SHORTEST = 80  # characters of these together: less is anybody's, such as starting and joining threads
BUILD = "from setuptools import build_meta; print(build_meta.build_{}('dist'))"


def build(what: str, checkout: Path, *, check: bool = True) -> subprocess.CompletedProcess[str]:
    """What `pip wheel --no-build-isolation` and `python -m build --no-isolation` call."""
    (checkout / "dist").mkdir(exist_ok=True)
    command = [sys.executable, "-c", BUILD.format(what)]
    return subprocess.run(command, cwd=checkout, check=check, capture_output=True, text=True)


def built(what: str, checkout: Path) -> Path:
    return checkout / "dist" / build(what, checkout).stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    """A copy of this checkout, with what an earlier build may have left in it."""
    copy = tmp_path_factory.mktemp("checkout") / "course"
    shutil.copytree(CHECKOUT, copy, ignore=shutil.ignore_patterns(*NOT_SOURCE))
    stale = copy / "build" / "lib" / "autograder" / "exercises" / "old_answers.py"
    stale.parent.mkdir(parents=True)
    stale.write_text("answer = 42\n")
    return copy


@pytest.fixture(scope="module")
def wheel(checkout) -> dict[str, bytes]:
    """The wheel's files."""
    with zipfile.ZipFile(built("wheel", checkout)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def site(wheel, tmp_path_factory) -> Path:
    """The wheel as an installer unpacks it."""
    folder = tmp_path_factory.mktemp("site-packages")
    for name, content in wheel.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def test_data_and_releases_are_in_it_as_they_are_here(wheel):
    lessons = [f"notebooks/{lesson.slug}.ipynb" for lesson in syllabus.LESSONS]
    wanted = {"data/airlines.csv", "data/airports.csv", "data/flights.csv.gz", *lessons}
    found = {name.removeprefix(f"{COURSE}/"): wheel[name] for name in wheel if name.startswith(COURSE)}
    assert found == {name: (CHECKOUT / name).read_bytes() for name in wanted}


def test_every_file_of_the_package_is_in_it(wheel):
    here = {path.relative_to(CHECKOUT).as_posix() for path in paths.PACKAGE.rglob("*") if path.is_file()}
    ours = {name for name in here if "__pycache__" not in name}
    assert {name for name in wheel if ".dist-info/" not in name and COURSE not in name} == ours


def test_a_source_distribution_gives_the_same_wheel(checkout, wheel, tmp_path):
    """`python -m build` makes the wheel from it."""
    with tarfile.open(built("sdist", checkout)) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.iterdir()
    assert not [path for path in unpacked.rglob("*") if "solutions" in path.parts]
    with zipfile.ZipFile(built("wheel", unpacked)) as archive:
        assert set(archive.namelist()) == set(wheel)


def normal(text: str) -> str:
    """Without indentation and empty lines; text inside JSON strings as well."""
    lines = (line.strip() for line in text.replace("\\n", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def kept_back() -> Iterator[str]:
    """The texts that nobody but an instructor has: solutions, mistakes, variants."""
    for slug in (lesson.slug for lesson in syllabus.LESSONS):
        for cell in read_lesson(CHECKOUT / "solutions" / f"{slug}.py").cells:
            lines = cell.source.split("\n")
            for begin, end in scan(cell.source).regions:
                yield "\n".join(lines[begin + 1 : end])
    for path in [*CHECKOUT.glob("solutions/mistakes/*/*.py"), *CHECKOUT.glob("solutions/variants/*/*/*.py")]:
        yield path.read_text("utf-8")


def runs(text: str) -> Iterator[str]:
    """Every few lines in a row that tell something."""
    lines = normal(text).split("\n")
    starts = range(len(lines) - IN_A_ROW + 1)
    found = ("\n".join(lines[start : start + IN_A_ROW]) for start in starts)
    return (run for run in found if len(run) >= SHORTEST)


def leaks(files: dict[str, bytes]) -> set[tuple[str, str]]:
    """(file, lines) of what was kept back and is in a file all the same."""
    texts = {name: normal(content.decode("utf-8", "replace")) for name, content in files.items()}
    everything = "\0".join(texts.values())
    found = {run for text in kept_back() for run in runs(text) if run in everything}
    return {(name, run) for run in found for name, text in texts.items() if run in text}


def test_no_answer_is_in_any_of_its_files(wheel):
    """Nor any file of these folders. In the notebooks single lines are looked for: tests/authoring."""
    folders = re.compile(r"(^|/)(solutions|mistakes|variants|tests|source)/|old_answers")
    assert [name for name in wheel if folders.search(name)] == []
    assert leaks(wheel) == set()


@pytest.mark.parametrize("kind", ["02_retry.py", "mistakes/02_retry/retry.py", "variants"])
def test_the_search_finds_answers(kind):
    """In a file that holds some, in whatever form."""
    path = CHECKOUT / "solutions" / kind
    path = path if path.is_file() else next(path.glob("*/*/*.py"))
    assert leaks({"autograder/x.py": path.read_bytes()})
    assert leaks({"x.ipynb": json.dumps({"source": path.read_text("utf-8")}).encode()})


def test_a_notebook_that_someone_has_worked_in_stops_the_build(checkout, tmp_path):
    copy = tmp_path / "course"
    shutil.copytree(checkout, copy, ignore=shutil.ignore_patterns(*NOT_SOURCE))
    notebook = json.loads((copy / "notebooks" / "02_retry.ipynb").read_text("utf-8"))
    code = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    code["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "mine"}]
    (copy / "notebooks" / "02_retry.ipynb").write_text(json.dumps(notebook))
    done = build("wheel", copy, check=False)
    assert done.returncode != 0 and "Someone has worked in 02_retry.ipynb" in done.stderr


# --- where it is installed ----------------------------------------------------------------------------------


@pytest.fixture
def environment(site, tmp_path) -> dict[str, str]:
    """A fresh user with the wheel, outside of any checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AUTOGRADER_")}
    own = {"PYTHONPATH": str(site), "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "share")}
    return {**kept, **own, "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime")}


def run(environment, code: str, tmp_path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-c", code]
    return subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)


def test_the_lessons_data_and_checks_work(environment, site, tmp_path):
    """On the installed package itself, which nothing writes into."""
    before = sorted(path for path in site.rglob("*") if "__pycache__" not in path.parts)
    code = (
        "from autograder import flights, lesson, paths; print(paths.PACKAGE);"
        "print(len(flights._slice()) > 0);"
        "on_time_rate = lambda delays: 1.0;"
        "lesson.check('on_time_rate'); lesson.progress(); lesson.solution('on_time_rate')"
    )
    done = run(environment, code, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{site / 'autograder'}\nTrue\n")
    assert "comes without solutions" in done.stdout
    assert (tmp_path / "share" / "autograder" / "work" / ".autograder" / "progress.json").is_file()
    assert sorted(path for path in site.rglob("*") if "__pycache__" not in path.parts) == before


def test_what_needs_the_checkout_is_refused_in_a_sentence(environment, tmp_path):
    done = run(
        environment, "import sys; sys.argv[1:] = ['build']; from autograder.cli import main; main()", tmp_path
    )
    assert done.returncode == 1 and done.stdout == ""
    assert re.fullmatch(r"`autograder build` needs the course's solutions.*repository.*\n", done.stderr)


def test_the_environment_check_names_commands_that_exist(environment, tmp_path):
    code = "from autograder.environment import _guarded; print(_guarded(lambda: 1 / 0).todo)"
    broken = code.replace("lambda: 1 / 0", "type('_x', (), {'__name__': 'x', '__call__': lambda s: 1 / 0})()")
    assert run(environment, broken, tmp_path).stdout == "Run `autograder setup` again.\n"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.mark.parametrize("flags", [[], ["--IdentityProvider.token=mine"]])
def test_lab_prints_its_address_and_serves_the_copies(flags, environment, tmp_path):
    """With a token of one's own too: Lab itself then prints no address."""
    port = free_port()
    command = [sys.executable, "-P", "-m", "autograder.cli", "lab", "--no-browser", f"--port={port}", *flags]
    lab = subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    try:
        address = next(line for line in lab.stdout if line.startswith("JupyterLab: ")).split()[1]
        root, _, token = address.partition("?token=")
        assert root == f"http://localhost:{port}/" and (not flags or token == "mine")
        with urllib.request.urlopen(f"{root}api/contents/00_welcome.ipynb?token={token}", timeout=60) as got:
            served = json.loads(got.read())["content"]["cells"]
        with urllib.request.urlopen(address, timeout=60) as got:
            assert got.url.startswith(f"{root}lab/tree/00_welcome.ipynb")
    finally:
        lab.send_signal(signal.SIGTERM)
        lab.wait(timeout=60)
    copy = tmp_path / "share" / "autograder" / "work" / "00_welcome.ipynb"
    assert len(served) == len(json.loads(copy.read_text("utf-8"))["cells"]) > 5
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return
        time.sleep(0.1)
    raise AssertionError("Lab goes on after its command has ended")
