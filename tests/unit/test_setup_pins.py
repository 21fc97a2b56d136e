"""pyproject.toml, requirements.lock and environment.yml must name the same packages."""

import hashlib
import os
import re
import tomllib
from importlib import metadata

import pytest
import yaml
from delta import configure_spark_with_delta_pip
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from pyspark.sql import SparkSession

from autograder import install, paths
from autograder.setup import java, pins

PROJECT = tomllib.loads((paths.ROOT / "pyproject.toml").read_text())["project"]
LOCK = (paths.ROOT / "requirements.lock").read_text()
CONDA = yaml.safe_load((paths.ROOT / "environment.yml").read_text())
EXTRAS = [line for lines in PROJECT["optional-dependencies"].values() for line in lines]
DIRECT = [Requirement(line) for line in PROJECT["dependencies"] + EXTRAS]


def locked() -> dict[str, set[str]]:
    """Every package of the lock with the versions it may have (some differ by Python version)."""
    versions: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", LOCK, flags=re.MULTILINE):
        versions.setdefault(canonicalize_name(name), set()).add(version)
    return versions


@pytest.mark.parametrize("requirement", DIRECT, ids=str)
def test_the_lock_pins_every_direct_dependency_as_asked(requirement: Requirement) -> None:
    versions = locked().get(canonicalize_name(requirement.name))
    assert versions, f"{requirement.name} is not in requirements.lock: run `make lock`"
    assert all(requirement.specifier.contains(version, prereleases=True) for version in versions)


def test_every_package_of_the_lock_has_a_hash() -> None:
    entries = re.split(r"\n(?=[A-Za-z0-9])", LOCK.strip())
    assert len(entries) >= len(DIRECT)
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_lock_names_no_package_index() -> None:
    assert re.findall(r"https?://|--(?:extra-)?index-url|--find-links", LOCK) == []


def test_conda_takes_every_package_from_the_lock() -> None:
    """One set for everybody: nothing that the lock pins may also stand in environment.yml with a range."""
    *conda, pip = CONDA["dependencies"]
    assert pip == {"pip": ["-r requirements.lock"]}
    names = {re.split(r"[ =<>]", line)[0] for line in conda}
    assert names == {"python", "openjdk", "pip"}
    assert not names & locked().keys()


def test_conda_and_pyproject_agree_on_python_and_java() -> None:
    asked = dict(line.partition(" ")[::2] for line in CONDA["dependencies"] if isinstance(line, str))
    assert SpecifierSet(asked["python"]) == SpecifierSet(PROJECT["requires-python"])
    assert int(asked["openjdk"].lstrip("=")) == java.OLDEST


def test_set_up_accepts_the_pythons_that_pyproject_names() -> None:
    wanted = SpecifierSet(PROJECT["requires-python"])
    accepted = {minor for minor in range(6, 20) if wanted.contains(f"3.{minor}.0")}
    assert accepted == set(range(install.OLDEST_PYTHON[1], install.NEWEST_PYTHON[1] + 1))


def test_set_up_pins_the_installed_spark_and_delta() -> None:
    assert tuple(map(metadata.version, ("pyspark", "delta-spark"))) == (pins.SPARK, pins.DELTA)
    assert {f"pyspark=={pins.SPARK}", f"delta-spark=={pins.DELTA}"} <= set(PROJECT["dependencies"])


def test_set_up_pins_the_jar_that_delta_itself_would_ask_spark_for() -> None:
    """And each is pinned by a whole SHA-256."""
    builder = configure_spark_with_delta_pip(SparkSession.Builder())
    assert builder._options["spark.jars.packages"] == pins.PACKAGE
    assert pins.MAIN in pins.SHA256
    assert [sha for sha in pins.SHA256.values() if not re.fullmatch("[0-9a-f]{64}", sha)] == []


def test_the_jars_that_are_here_are_the_pinned_ones() -> None:
    """All of Delta's own, and nothing else: Spark brings the rest."""
    have = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths.JARS.glob("*.jar")}
    assert have == {jar.name: jar.sha256 for jar in pins.JARS}


@pytest.mark.xdist_group("pins")
@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="only one process")
def test_tests_of_a_group_stay_on_one_worker(request):
    """A pytest-xdist that does not fit its pytest forgets groups in silence; each worker then sets up all."""
    assert request.node.nodeid.endswith("@pins")
