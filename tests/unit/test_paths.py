"""Where things are in a checkout, with AUTOGRADER_ROOT, and in an installed package."""

import json
import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from autograder import paths
from autograder.cli import app

ASK = """
import json
from autograder import paths
names = ("ROOT", "DATA", "NOTEBOOKS", "BUILD", "WORK", "STATE")
print(json.dumps({name: str(getattr(paths, name)) for name in names} | {"setup": paths.command("setup")}))
"""


@pytest.fixture
def ask(tmp_path):
    """What autograder.paths says in another process, of a package in a folder given."""

    def run(package_in, **variables: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AUTOGRADER_")}
        environment = kept | {"XDG_DATA_HOME": str(tmp_path / "share"), "PYTHONPATH": str(package_in)}
        done = subprocess.run(
            [sys.executable, "-P", "-c", ASK],
            env=environment | variables,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)

    return run


@pytest.fixture
def installed(tmp_path):
    """A folder of installed packages, with what a wheel holds as far as paths.py cares."""
    package = tmp_path / "site-packages" / "autograder"
    (package / "course" / "data").mkdir(parents=True)
    for name in ("__init__.py", "paths.py"):
        (package / name).write_bytes((paths.PACKAGE / name).read_bytes())
    return package.parent


def test_a_checkout_holds_everything(ask):
    root = paths.PACKAGE.parent
    found = ask(root)
    assert found == {
        "ROOT": str(root),
        "DATA": str(root / "data"),
        "NOTEBOOKS": str(root / "notebooks"),
        "BUILD": str(root / "build"),
        "WORK": str(root / "work"),
        "STATE": str(root / "work" / ".autograder"),
        "setup": "make setup",
    }


def test_an_installed_package_reads_from_itself_and_writes_to_the_users_folder(ask, installed, tmp_path):
    """A wheel's folder is often not writable, and an upgrade empties it."""
    course, user = installed / "autograder" / "course", tmp_path / "share" / "autograder"
    assert ask(installed) == {
        "ROOT": str(user),
        "DATA": str(course / "data"),
        "NOTEBOOKS": str(course / "notebooks"),
        "BUILD": str(user / "build"),
        "WORK": str(user / "work"),
        "STATE": str(user / "work" / ".autograder"),
        "setup": "autograder setup",
    }
    assert not user.exists(), "asking writes nothing"


def test_another_projects_files_in_site_packages_make_no_checkout(ask, installed, tmp_path):
    """Some packages install their pyproject.toml there."""
    (installed / "pyproject.toml").touch()
    assert ask(installed)["ROOT"] == str(tmp_path / "share" / "autograder")


def test_a_clone_without_solutions_is_a_checkout_too(ask, installed):
    """An instructor keeps that folder back."""
    (installed / "pyproject.toml").touch()
    (installed / "notebooks").mkdir()
    assert ask(installed)["BUILD"] == str(installed / "build")


def test_the_variables_win_everywhere(ask, installed, tmp_path):
    chosen = {f"AUTOGRADER_{name}": str(tmp_path / name.lower()) for name in ("ROOT", "STATE", "WORK")}
    for package_in in (paths.PACKAGE.parent, installed):
        found = ask(package_in, **chosen)
        assert {name: found[name] for name in ("ROOT", "STATE", "WORK", "BUILD")} == {
            "ROOT": str(tmp_path / "root"),
            "STATE": str(tmp_path / "state"),
            "WORK": str(tmp_path / "work"),
            "BUILD": str(tmp_path / "root" / "build"),
        }
    root = {"AUTOGRADER_ROOT": str(tmp_path / "root")}
    assert ask(paths.PACKAGE.parent, **root)["DATA"] == str(tmp_path / "root" / "data")
    assert ask(installed, **root)["DATA"] == str(installed / "autograder" / "course" / "data")


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("build", "build"),
        ("build --check", "build"),
        ("docs", "docs"),
        ("grade", "grade"),
        ("demo", "demo"),
        ("new exercise 02_retry f", "new exercise"),
        ("dev check retry", "dev check"),
    ],
)
def test_what_works_from_the_solutions_says_so_without_them(typed, named, monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "SOLUTIONS", tmp_path / "solutions")
    done = CliRunner().invoke(app, typed.split())
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith(f"`autograder {named}` needs the course's solutions")
    assert "clone of the course's repository" in done.stderr


def test_files_beside_the_notebook_are_in_the_folder_it_runs_in(monkeypatch, tmp_path):
    """A newer copy in updates/ shares those of the copy itself: there is one answer sheet."""
    monkeypatch.setattr(paths, "WORK", tmp_path / "work")
    for name in ("work", "work/updates", "work/mine", "updates"):
        (tmp_path / name).mkdir()
    places = {}
    for name in ("work", "work/updates", "work/mine", "updates"):
        monkeypatch.chdir(tmp_path / name)
        places[name] = paths.beside_notebook().relative_to(tmp_path).as_posix()
    assert places == {"work": "work", "work/updates": "work", "work/mine": "work/mine", "updates": "updates"}
