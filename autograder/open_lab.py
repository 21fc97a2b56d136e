"""What `autograder lab` does: brings the working copies up to date, then opens JupyterLab on their folder."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from jupyter_core.paths import jupyter_runtime_dir

from autograder import paths, syllabus
from autograder.copies.carry import carry_progress, carry_saved, carry_sheets
from autograder.copies.content import fingerprint
from autograder.copies.keep import move_in, take_in
from autograder.copies.record import known_releases
from autograder.copies.update import update
from autograder.quiz.exam.public import NAME as QUESTIONS

FAILED = 1  # exit code


def run(arguments: Sequence[str]) -> int:
    """Prepare the copies and start Lab with further arguments; returns its exit code when it has ended."""
    try:
        for line in prepare():
            _say(line)
    except OSError as error:
        _say(
            f"Your working copies could not be prepared: {error}\n"
            f"They belong in {paths.WORK}. Mend that, or name another folder in AUTOGRADER_WORK."
        )
        return FAILED
    _say(f"Your notebooks are in {paths.WORK}")
    return serve(paths.WORK, arguments)


def prepare() -> Iterator[str]:
    """Bring the working folder up to date; a line for each thing that people should know. Raises OSError."""
    still_edited: set[str] = set()
    if not paths.BUNDLED.is_dir():  # in a checkout, people may have worked elsewhere
        yield from carry_saved(paths.BUILD, paths.WORK)
        yield from carry_progress(paths.BUILD)
        yield from carry_sheets(paths.NOTEBOOKS, paths.WORK)
        edited = _edited()
        yield from _mend(edited)
        still_edited = {path.name for path in edited if path.is_file() and not _is_release(path)}
    released = {name: content for name, content in releases().items() if name not in still_edited}
    yield from update(paths.WORK, released)


def releases() -> dict[str, bytes]:
    """What working copies are made from, by file name: every lesson, and an exam's own questions."""
    names = [*_lessons(), QUESTIONS]
    return {name: path.read_bytes() for name in names if (path := paths.NOTEBOOKS / name).is_file()}


def _lessons() -> list[str]:
    return [f"{lesson.slug}.ipynb" for lesson in syllabus.LESSONS]


def _edited() -> list[Path]:
    """The notebooks in notebooks/ that no build left like this: someone has worked in them."""
    known = known_releases(paths.WORK)
    found = sorted(paths.NOTEBOOKS.glob("*.ipynb"))
    return [path for path in found if fingerprint(path.read_bytes()) not in known and not _is_release(path)]


def _is_release(notebook: Path) -> bool:
    from autograder.authoring.canonical import is_pristine  # loads nbgrader: a second, mostly not needed

    return is_pristine(notebook)


def _mend(edited: Sequence[Path]) -> Iterator[str]:
    """Make notebooks/ again what a build leaves: edits in it become working copies."""
    for stranger in (path for path in edited if path.name not in _lessons()):
        kept = move_in(stranger, paths.WORK).relative_to(paths.WORK)
        yield f"moved {stranger.name} from notebooks/ to {kept}"
    lessons = [path for path in edited if path.name in _lessons()]
    missing = [name for name in _lessons() if not (paths.NOTEBOOKS / name).exists()]
    if not paths.SOLUTIONS.is_dir():
        for path in lessons:
            kept = take_in(path, paths.WORK, None).relative_to(paths.WORK)
            yield f"your edits in notebooks/{path.name} are in {kept} now; git checkout restores the other"
    elif lessons or missing:
        from autograder.authoring import command

        yield "making notebooks/ again from solutions/ …"
        command.write()


def serve(folder: Path, arguments: Sequence[str]) -> int:
    """Run Lab on a folder until it ends, and print its address when it has one; returns its exit code."""
    lab = subprocess.Popen([*_command(folder), *arguments], cwd=folder, env=_environment(folder))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends Ctrl-C to Lab too, and Lab asks back
    signal.signal(signal.SIGTERM, lambda *_: lab.terminate())
    address = _address(lab)
    if address:
        _say(f"JupyterLab: {address}\nCtrl-C in this window stops it.")
    code = lab.wait()
    return code if code >= 0 else 128 - code


def _command(folder: Path) -> list[str]:
    root = ["--allow-root"] if os.geteuid() == 0 else []
    return [sys.executable, "-m", "jupyterlab", *root, f"--ServerApp.root_dir={folder}"]


def _environment(folder: Path) -> dict[str, str]:
    """Our part of Jupyter's configuration in front; a learner's settings in ~/.jupyter still count."""
    config = [str(paths.PACKAGE / "jupyter"), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    programs = [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    return {
        **os.environ,
        "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, config)),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / paths.HIDDEN / "workspaces"),
        "PATH": os.pathsep.join(filter(None, programs)),  # `autograder` works in Lab's terminals
        "AUTOGRADER_WORK": str(folder),
    }


def _address(lab: subprocess.Popen[bytes]) -> str | None:
    """Lab's address with its token, from the file that `jupyter server list` reads; None when Lab ended."""
    information = Path(jupyter_runtime_dir(), f"jpserver-{lab.pid}.json")
    while lab.poll() is None:
        try:
            known = json.loads(information.read_text("utf-8"))
            return f"{known['url']}?token={known['token']}" if known["token"] else str(known["url"])
        except (FileNotFoundError, ValueError):  # not there yet, or half written
            time.sleep(0.1)
    return None


def _say(text: str) -> None:
    print(text, flush=True)
