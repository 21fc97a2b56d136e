"""Set-up decides from what it finds on the machine; these tests hold its decisions and its messages."""

import ast
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from autograder import install
from autograder.install import CommandFailed, Stamp
from autograder.setup import faults, jars, java, lock, pins, programs, progress, system
from autograder.setup.faults import SetupError
from autograder.setup.java import Java
from autograder.spark import resolver

SCRIPT = Path(install.__file__)
USED = (faults, java, lock, programs, progress, system)  # by the base Python
EARLY = [Path(str(module.__file__)) for module in USED]
WORKING = Java("/jvm/17", "17.0.15")

BANNERS = {
    "Debian 17": ('openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime Environment (build 17.0.15+6)', 17),
    "first release": ('openjdk version "21" 2023-09-19\nOpenJDK Runtime Environment (build 21+35-2513)', 21),
    "Oracle 8": ('java version "1.8.0_391"\nJava(TM) SE Runtime Environment (build 1.8.0_391-b13)', 8),
    "Oracle 21 LTS": ('java version "21.0.2" 2024-01-16 LTS\nJava(TM) SE Runtime Environment', 21),
    "Temurin 11": ('openjdk version "11.0.22" 2024-01-16\nOpenJDK Runtime Environment Temurin-11.0.22+7', 11),
    "Zulu": ('openjdk version "17.0.10" 2024-01-16 LTS\nOpenJDK Runtime Environment Zulu17.48+15-CA', 17),
    "Semeru (OpenJ9)": ('openjdk version "17.0.9" 2023-10-17\nIBM Semeru Runtime Open Edition', 17),
    "GraalVM": ('java version "22.0.1" 2024-04-16\nJava(TM) SE Runtime Environment Oracle GraalVM', 22),
    "early access": ('openjdk version "26-ea" 2026-03-17\nOpenJDK Runtime Environment (build 26-ea+9)', 26),
    "with options": ('Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version "17.0.15" 2025-04-15', 17),
}


@pytest.mark.parametrize(("banner", "major"), BANNERS.values(), ids=BANNERS.keys())
def test_reads_the_version_that_each_vendor_prints(banner: str, major: int) -> None:
    found = java.parse(banner, "/opt/java/bin/java")
    assert found is not None
    assert found.major == major
    assert found.home == "/opt/java"  # these banners name no home, so it is where the program lies


def test_prefers_the_home_that_java_itself_names() -> None:
    output = 'Property settings:\n    java.home = /jvm/my java\nopenjdk version "17.0.15" 2025-04-15\n'
    assert java.parse(output, "/shims/java") == Java("/jvm/my java", "17.0.15")


@pytest.mark.parametrize("output", ["", "Unable to locate a Java Runtime.", "java: command not found"])
def test_takes_no_other_output_for_a_java(output: str) -> None:
    assert java.parse(output, "java") is None


def fake_program(path: Path, says: str, code: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\ncat >&2 <<'END'\n{says}\nEND\nexit {code}\n")
    path.chmod(0o755)
    return path


def test_asks_a_real_program_and_ignores_a_stand_in(tmp_path: Path) -> None:
    real = fake_program(tmp_path / "jdk" / "bin" / "java", 'openjdk version "17.0.1"')
    stand_in = fake_program(tmp_path / "stub" / "java", 'openjdk version "17.0.1"', code=1)
    assert java.probe(str(real)) == Java(str(tmp_path / "jdk"), "17.0.1")
    assert java.probe(str(stand_in)) is None
    assert java.probe(str(tmp_path / "absent")) is None


def test_java_home_comes_before_path_and_path_before_the_rest(tmp_path: Path) -> None:
    on_path = fake_program(tmp_path / "path" / "java", "")
    elsewhere = fake_program(tmp_path / "jvm" / "seventeen" / "bin" / "java", "")
    env = {"JAVA_HOME": str(tmp_path / "home"), "PATH": str(on_path.parent)}
    found = java.candidates(env, [str(tmp_path / "jvm" / "*" / "bin" / "java")])
    assert found == [str(tmp_path / "home" / "bin" / "java"), str(on_path), str(elsewhere)]


def test_passes_over_a_java_that_is_too_old() -> None:
    answers = {"old": Java("/jvm/11", "11.0.22"), "good": WORKING}
    assert java.find(["old", "broken", "good"], answers.get) == WORKING


def test_names_the_old_java_and_one_command_per_system() -> None:
    with pytest.raises(SetupError) as caught:
        java.find(["java"], {"java": Java("/jvm/8", "1.8.0_391")}.get)
    message = str(caught.value)
    assert "1.8.0_391 in /jvm/8" in message
    for command in ("apt-get install openjdk-17", "brew install openjdk@17", "conda install"):
        assert command in message
    assert "\n" not in message


def test_says_that_there_is_no_java_at_all() -> None:
    with pytest.raises(SetupError, match="no Java was found"):
        java.find([])


@pytest.mark.parametrize(
    ("version", "fault"), [((3, 8, 18), "old"), ((3, 10, 1), "old"), ((3, 14, 0), "new")]
)
def test_refuses_a_python_out_of_range(version: tuple[int, ...], fault: str) -> None:
    with pytest.raises(SetupError, match=rf"{version[0]}\.{version[1]}\.{version[2]} is too {fault}"):
        install.check_python(version)


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 9), (3, 13, 1)])
def test_accepts_every_python_in_range(version: tuple[int, ...]) -> None:
    install.check_python(version)


@pytest.mark.parametrize("path", [SCRIPT, *EARLY, Path(jars.__file__), Path(pins.__file__)], ids=str)
def test_an_old_python_can_read_the_script(path: Path) -> None:
    """Syntax of Python 3.9 or later would be a SyntaxError there instead of a message."""
    ast.parse(path.read_text(), feature_version=(3, 8))


def test_what_the_base_python_runs_needs_the_standard_library_alone() -> None:
    """There are no packages yet, and `-I` must not hide it."""
    early = "faults, jars, java, lock, pins, programs, progress, system"
    code = f"import sys; sys.path.append({str(install.ROOT)!r}); from autograder.setup import {early}"
    done = subprocess.run([install.base_python(), "-I", "-S", "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_says_how_much_disk_space_is_missing(tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free
    faults.check_disk(tmp_path, needed=1)
    with pytest.raises(SetupError) as caught:
        faults.check_disk(tmp_path, needed=free + 10**13)
    assert str(tmp_path) in str(caught.value)
    assert "Free 1000" in str(caught.value)


# ---- stamps ---------------------------------------------------------------------


def test_a_stamp_fits_only_what_it_was_set_for(tmp_path: Path) -> None:
    stamp = Stamp(tmp_path, "a")
    assert not stamp.fits()
    stamp.set()
    assert stamp.fits()
    assert not Stamp(tmp_path, "b").fits()
    stamp.clear()
    assert not stamp.fits()


def test_a_new_lock_python_or_place_asks_for_new_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = [install.packages_stamp(tmp_path, "3.11.7").value]
    values.append(install.packages_stamp(tmp_path, "3.12.1").value)
    lock = tmp_path / "requirements.lock"
    lock.write_text(install.LOCKED.read_text() + "# changed\n")
    with monkeypatch.context() as patch:
        patch.setattr(install, "LOCKED", lock)
        values.append(install.packages_stamp(tmp_path, "3.11.7").value)
    with monkeypatch.context() as patch:
        patch.setattr(install, "ROOT", tmp_path / "moved")
        values.append(install.packages_stamp(tmp_path, "3.11.7").value)
    assert len(set(values)) == 4
    assert install.packages_stamp(tmp_path, "3.11.7").value == values[0]


def test_a_linter_setting_asks_for_nothing_but_a_dependency_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = install.PROJECT.read_text()
    before = install.packages_stamp(tmp_path, "3.11.7")
    project = tmp_path / "pyproject.toml"
    monkeypatch.setattr(install, "PROJECT", project)
    project.write_text(text.replace("line-length = 110", "line-length = 100"))
    assert install.packages_stamp(tmp_path, "3.11.7") == before
    project.write_text(text.replace('"requests",', '"requests>=2",'))
    assert install.packages_stamp(tmp_path, "3.11.7") != before


# ---- nothing half-made ----------------------------------------------------------


def test_a_failed_build_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / ".venv"
    with pytest.raises(RuntimeError), install.replacing(folder):
        (folder / "bin").mkdir(parents=True)
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_a_failed_or_interrupted_build_puts_the_old_folder_back(tmp_path: Path) -> None:
    folder = tmp_path / ".venv"
    folder.mkdir()
    (folder / "old").touch()
    with pytest.raises(KeyboardInterrupt), install.replacing(folder):
        folder.mkdir()
        raise KeyboardInterrupt
    assert (folder / "old").exists()
    assert list(tmp_path.iterdir()) == [folder]


def test_a_build_that_was_killed_is_undone_by_the_next(tmp_path: Path) -> None:
    folder = tmp_path / ".venv"
    folder.mkdir()
    (folder / "half").touch()
    (tmp_path / ".venv.old").mkdir()
    (tmp_path / ".venv.old" / "whole").touch()
    with pytest.raises(RuntimeError), install.replacing(folder):
        raise RuntimeError
    assert [path.name for path in folder.iterdir()] == ["whole"]


def test_a_finished_build_replaces_the_old_folder(tmp_path: Path) -> None:
    folder = tmp_path / ".venv"
    folder.mkdir()
    with install.replacing(folder):
        folder.mkdir()
        (folder / "new").touch()
    assert [path.name for path in tmp_path.rglob("*")] == [".venv", "new"]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """An empty checkout in a folder with a space, with the real set-up script, lock and pyproject.

    It has no `jars.py`: nothing is downloaded beside the packages.
    """
    root = tmp_path / "my course"
    (root / "autograder" / "setup").mkdir(parents=True)
    for path in (SCRIPT, *EARLY, install.LOCKED, install.PROJECT):
        target = root / path.relative_to(install.ROOT)
        target.write_bytes(path.read_bytes())
    return root


def run_setup(root: Path, path: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-I", str(root / "autograder" / "install.py")]
    return subprocess.run(command, env=environment(path), capture_output=True, text=True, timeout=120)


def environment(path: Path) -> dict[str, str]:
    """A machine whose programs are those in `path`, with a Java and without a network."""
    fake_program(path / "jdk" / "bin" / "java", 'openjdk version "17.0.15" 2025-04-15')
    return {"PATH": f"{path}:/usr/bin:/bin", "JAVA_HOME": str(path / "jdk"), "HOME": str(path)}


def fake_uv(path: Path, on_install: str) -> None:
    """A uv that makes an empty venv and then does `on_install`, a line of shell."""
    uv = path / "uv"
    path.mkdir(parents=True, exist_ok=True)
    uv.write_text(
        "#!/bin/sh\n"
        'case "$1" in\n'
        "venv) mkdir -p .venv/bin && printf '#!/bin/sh\\nexit 1\\n' > .venv/bin/python && "
        "chmod +x .venv/bin/python;;\n"
        f"pip) {on_install};;\n"
        "esac\n"
    )
    uv.chmod(0o755)


def test_a_full_disk_is_named_and_leaves_no_venv(checkout: Path, tmp_path: Path) -> None:
    fake_uv(tmp_path / "bin", "echo 'error: No space left on device (os error 28)' >&2; exit 2")
    done = run_setup(checkout, tmp_path / "bin")
    assert done.returncode == 1
    assert "The disk is full" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (checkout / ".venv").exists()
    assert "No space left" in (checkout / "build" / "logs" / "setup.log").read_text()


def test_a_failure_keeps_the_venv_that_was_there(checkout: Path, tmp_path: Path) -> None:
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "works").touch()
    fake_uv(tmp_path / "bin", "echo 'error: No space left on device (os error 28)' >&2; exit 2")
    assert run_setup(checkout, tmp_path / "bin").returncode == 1
    assert (checkout / ".venv" / "works").exists()
    assert not (checkout / ".venv.old").exists()


def test_a_second_run_waits_for_the_first_and_says_so(checkout: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(checkout / 'autograder')!r}); import install\n"
        "with install.only_one(install.SETUP / 'lock'):\n"
        "    print('inside', flush=True)\n    sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", code]
    first = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert first.stdout and first.stdin
    assert first.stdout.readline() == "inside\n"
    second = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert second.stdout
    assert second.stdout.readline().startswith("Another set-up is running in this folder")
    first.communicate()
    assert second.stdout.readline() == "inside\n"
    second.communicate()
    assert second.returncode == 0


def test_being_told_to_end_removes_what_was_begun(checkout: Path, tmp_path: Path) -> None:
    child = tmp_path / "child"
    fake_uv(tmp_path / "bin", f"echo $$ > '{child}'; kill -TERM $PPID; exec sleep 60")
    done = run_setup(checkout, tmp_path / "bin")
    assert done.returncode == 1
    with pytest.raises(ProcessLookupError):  # what it had started would go on in a folder that is gone
        os.kill(int(child.read_text()), 0)
    assert "interrupted" in done.stderr
    assert not (checkout / ".venv").exists()
    assert signal.getsignal(signal.SIGTERM) is not install.stop  # importing the module changes nothing here


# ---- causes ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("output", "cause"),
    [
        ("ERROR: Could not install packages: [Errno 28] No space left on device", "disk is full"),
        ("OSError: [Errno 122] Disk quota exceeded", "disk is full"),
        ("error: Request failed\n  Caused by: dns error: failed to lookup address", "No network"),
        (":: UNRESOLVED DEPENDENCIES ::\n:: io.delta#delta-spark_4.2_2.13;4.4.0: not found", "No network"),
        ("WARNING: Retrying after connection broken by 'NewConnectionError(...)'", "No network"),
        ("Caused by: java.net.UnknownHostException: a.host", "No network"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "hash differs"),
        ("error: Hash mismatch for `requests==2.34.2`", "hash differs"),
    ],
)
def test_names_the_cause_of_a_failed_download(output: str, cause: str) -> None:
    assert cause in str(programs.explain("Installing", output))


HOLLOW = """
        [NOT FOUND  ] org.locationtech.jts#jts-core;1.20.0!jts-core.jar(bundle) (1ms)

    ==== local-m2-cache: tried

      file:/home/me/.m2/repository/org/locationtech/jts/jts-core/1.20.0/jts-core-1.20.0.jar

        ::              FAILED DOWNLOADS            ::
"""


def test_names_the_folder_of_a_pom_without_its_jar() -> None:
    message = str(faults.hollow_repository(HOLLOW))
    assert "rm -r /home/me/.m2/repository/org/locationtech/jts/jts-core/1.20.0" in message


def test_sees_no_hollow_repository_where_nothing_was_found_anywhere() -> None:
    assert faults.hollow_repository(HOLLOW.replace("FAILED DOWNLOADS", "UNRESOLVED DEPENDENCIES")) is None


def test_java_is_told_of_the_proxy() -> None:
    env = {"HTTPS_PROXY": "http://proxy.example:3128"}
    assert resolver.proxy_options(env) == ["-Dhttps.proxyHost=proxy.example", "-Dhttps.proxyPort=3128"]
    assert resolver.proxy_options({}) == []


def test_shows_the_last_lines_when_the_cause_is_unknown() -> None:
    message = str(programs.explain("Installing", "\n".join(f"line {number}" for number in range(40))))
    assert "line 39" in message
    assert "line 5\n" not in message


def test_uses_uv_only_if_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert install.working_uv() is None
    uv = tmp_path / "uv"
    uv.write_text("#!/bin/sh\nexit 127\n")  # what a version manager leaves where no uv is installed
    uv.chmod(0o755)
    assert install.working_uv() is None
    uv.write_text("#!/bin/sh\nexit 0\n")
    assert install.working_uv() == str(uv)


def test_a_missing_program_is_named_with_its_purpose(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "find_tool", lambda name: None)
    monkeypatch.setattr(system, "may_install", lambda: False)
    with pytest.raises(SetupError, match="sandbox"):
        system.ensure_tool("bubblewrap")


# ---- conda ----------------------------------------------------------------------


def conda_with(tmp_path: Path, packages: dict[str, str]) -> dict[str, str]:
    """The variables of an activated conda environment that holds `packages`."""
    (tmp_path / "bin").mkdir()
    python = tmp_path / "bin" / "python"
    python.write_text(f"#!/bin/sh\ncat <<'END'\n{json.dumps(packages)}\nEND\n")
    python.chmod(0o755)
    return {"CONDA_PREFIX": str(tmp_path)}


def complete() -> dict[str, str]:
    return {name: pin or "1.0" for name, pin in install.direct_requirements().items()}


def test_uses_a_conda_environment_that_holds_every_package(tmp_path: Path) -> None:
    assert install.conda_environment(conda_with(tmp_path, complete())) == tmp_path


def test_leaves_any_other_conda_environment_alone(tmp_path: Path) -> None:
    assert install.conda_environment(conda_with(tmp_path, {"numpy": "2.0"})) is None
    assert install.conda_environment({}) is None


def test_refuses_a_conda_environment_with_another_spark(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"pyspark 4\.0\.0 \(not "):
        install.conda_environment(conda_with(tmp_path, complete() | {"pyspark": "4.0.0"}))


def test_finds_what_an_interpreter_has_installed() -> None:
    have = install.installed_versions(sys.executable, ["pyspark", "PyYAML", "no-such-package"])
    assert set(have) == {"pyspark", "PyYAML"}


def test_the_makefile_reads_paths_with_spaces_and_quotes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install, "SETUP", tmp_path)
    install.write_environment(Path("/my course/it's/python"), Java("/my java", "17"))
    script = '. ./env && printf "%s\\n" "$PYTHON" "$JAVA_HOME"'
    answer = subprocess.run(["sh", "-c", script], cwd=tmp_path, capture_output=True, text=True)
    assert answer.stdout == "/my course/it's/python\n/my java\n"


# ---- uv and pip -----------------------------------------------------------------


def test_uv_itself_comes_from_the_lock_with_its_hashes() -> None:
    text = install.locked("uv")
    assert text.startswith("uv==") and text.count("==") == 1
    assert "--hash=sha256:" in text


@pytest.mark.parametrize("failing", [0, 1, 2])
def test_where_one_installer_fails_the_next_is_tried(failing: int, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []

    def build_venv(way: object, this: object) -> None:
        tried.append(way)
        if len(tried) <= failing:
            raise CommandFailed(["uv"], "error: unexpected argument")

    monkeypatch.setattr(install, "build_venv", build_venv)
    ways = [("uv", "machine's"), ("uv", "pinned"), ("pip", "pip")]
    by = install.first_that_works(ways, progress.Step(""))  # type: ignore[arg-type]
    assert by == ways[failing][0]
    assert tried == ["machine's", "pinned", "pip"][: failing + 1]


@pytest.mark.parametrize(("output", "tries"), [("No space left on device", 1), ("error: no", 2)])
def test_a_full_disk_ends_the_attempts_and_so_does_the_last(
    output: str, tries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[object] = []

    def build_venv(way: object, this: object) -> None:
        tried.append(way)
        raise CommandFailed(["uv"], output)

    monkeypatch.setattr(install, "build_venv", build_venv)
    with pytest.raises(CommandFailed):
        install.first_that_works([("uv", "uv"), ("pip", "pip")], progress.Step(""))  # type: ignore[list-item]
    assert len(tried) == tries


def test_uv_is_told_of_the_index_that_pip_is_configured_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a company has an index, the public one may be blocked, or forbidden."""
    config = tmp_path / "pip.conf"
    config.write_text(
        "[global]\nindex-url = https://index.example/simple\nextra-index-url =\n    https://a.example\n    https://b.example\n"
    )
    monkeypatch.setenv("PIP_CONFIG_FILE", str(config))
    for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX"):
        monkeypatch.delenv(name, raising=False)
    told = install.as_pip_is_told(Path(sys.executable))
    assert told["UV_DEFAULT_INDEX"] == "https://index.example/simple"
    assert told["UV_INDEX"].split() == ["https://a.example", "https://b.example"]
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://mine.example")
    assert "UV_DEFAULT_INDEX" not in install.as_pip_is_told(Path(sys.executable))


OUTPUTS = {
    "Collecting a==1\n  Downloading a-1.whl\nCollecting pyspark==4 (from": "downloading pyspark==4 (2 of",
    "Collecting a==1\n  Building wheel for pyspark (pyproject.toml): started\n": "building pyspark",
    "Collecting a==1\n  Building wheel for b (x)\n\nInstalling collected packages: a, b\n": "installing ",
    "Downloading pandas (12.2MiB)\nDownloading numpy (1MiB)\n Downloaded numpy\n": "fetching pandas (1 of 2 ",
    "Downloading numpy (1MiB)\n Downloaded numpy\n   Building pyspark==4\n": "fetching pyspark==4 (1 of 2 ",
    "Building wheels for collected packages: c\n  Building editable for c: x\n": "Building editable for c",
    "Get:7 a.deb\nUnpacking openjdk-17-jre-headless (17.0.15) ...\n": "Unpacking openjdk-17-jre-headless",
    "": "",
}


@pytest.mark.parametrize(
    ("output", "said"),
    OUTPUTS.items(),
    ids=["pip", "build", "install", "uv", "spark", "editable", "apt", "-"],
)
def test_says_what_pip_uv_and_apt_are_doing(output: str, said: str) -> None:
    assert programs.doing_now(output).startswith(said)
    assert programs.doing_now(output) or not said


def test_a_program_ends_with_the_body_that_it_ran_beside() -> None:
    with pytest.raises(KeyboardInterrupt), programs.running(["sleep", "60"], subprocess.DEVNULL) as process:
        raise KeyboardInterrupt
    assert process.returncode == -signal.SIGTERM


def test_a_program_that_will_not_end_is_made_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "GRACE", 0.1)
    code = (
        "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True);"
        "signal.pause()"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert process.stdout and process.stdout.readline() == b"deaf\n"
    programs.end(process)
    assert process.returncode == -signal.SIGKILL
    process.stdout.close()


def test_a_program_ends_even_if_the_request_comes_while_it_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    real = subprocess.Popen

    def starting(*arguments: Any, **options: Any) -> "subprocess.Popen[bytes]":
        os.kill(os.getpid(), signal.SIGTERM)
        started.append(real(*arguments, **options))
        return started[0]

    monkeypatch.setattr(subprocess, "Popen", starting)
    with pytest.raises(KeyboardInterrupt), programs.running(["sleep", "60"], subprocess.DEVNULL):
        pytest.fail("nothing begins after a request to end")
    assert started[0].returncode == -signal.SIGTERM


def test_a_request_to_end_waits_until_it_is_known_what_to_end() -> None:
    before = signal.getsignal(signal.SIGTERM)
    reached = False
    with pytest.raises(KeyboardInterrupt), programs.held():
        os.kill(os.getpid(), signal.SIGTERM)
        reached = True
    assert reached
    assert signal.getsignal(signal.SIGTERM) is before
