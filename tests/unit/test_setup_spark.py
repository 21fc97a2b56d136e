"""`autograder setup`: where Delta's JARs may come from, what is refused, and when there is nothing to do."""

import hashlib
import os
import re
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from autograder import paths
from autograder.setup import faults, jars, pins
from autograder.setup.faults import SetupError
from autograder.setup.java import Java
from autograder.setup.pins import Jar
from autograder.setup.progress import Step, step
from autograder.spark import command, prepare, resolver, settings
from autograder.spark.jvm import JvmStopped

WORKING = Java("/", "17.0.15")
CONTENT = b"a JAR"
JAR = Jar("delta-storage", hashlib.sha256(CONTENT).hexdigest())

HOLLOW_REPOSITORY = "/home/ada/.m2/repository/io/delta/delta-storage/4.4.0"
LOG_OF_A_HOLLOW_REPOSITORY = f"""
    [NOT FOUND  ] io.delta#delta-storage;4.4.0!delta-storage.jar (7ms)

    ==== local-m2-cache: tried

      file:{HOLLOW_REPOSITORY}/delta-storage-4.4.0.jar

Exception in thread "main" java.lang.RuntimeException: [download failed: io.delta#delta-storage;4.4.0]
    at org.apache.spark.util.MavenUtils$.resolveMavenCoordinates(MavenUtils.scala:539)
"""
LOG_WITHOUT_A_NETWORK = """
    Host central not found.
Exception in thread "main" java.lang.RuntimeException: [unresolved dependency: io.delta#delta-storage;4.4.0]
    at org.apache.spark.util.MavenUtils$.resolveMavenCoordinates(MavenUtils.scala:539)
"""


@pytest.fixture
def checkout(tmp_path, monkeypatch) -> Path:
    """A checkout with nothing built, in a folder with a space, and a home folder with nothing in it."""
    build = tmp_path / "my course" / "build"
    build.mkdir(parents=True)
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(paths, "BUILD", build)
    monkeypatch.setattr(paths, "JARS", build / "jars")
    monkeypatch.setattr(paths, "HADOOP_DEFAULTS", build / "hadoop-defaults.jar")
    monkeypatch.setattr(paths, "CLASS_ARCHIVE", build / "spark-classes.jsa")
    monkeypatch.setattr(paths, "LOGS", build / "logs")
    monkeypatch.setattr(settings, "IVY", build / "ivy")
    return build


@pytest.fixture
def one_jar(monkeypatch) -> Jar:
    """Delta as if it were one small JAR."""
    monkeypatch.setattr(jars, "JARS", (JAR,))
    return JAR


@contextmanager
def maven(content: bytes | None) -> Iterator[tuple[str, list[str]]]:
    """A Maven repository that has `content` for every JAR, or nothing; its URL, and the paths asked for."""
    asked: list[str] = []

    class Repository(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404 if content is None else 200)
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_: object) -> None:
            """Keep the test's output quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Repository) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/maven2/", asked
        server.shutdown()


def put(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


# --- where JARs come from ----------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [".m2/repository/{jar.path}", ".ivy2.5.2/jars/{jar.name}"])
def test_a_jar_that_this_machine_has_is_not_downloaded(checkout, one_jar, place):
    """A local Maven repository and what Spark's resolver left earlier both count."""
    put(Path.home() / place.format(jar=one_jar), CONTENT)
    with maven(b"other") as (url, asked):
        fetched = jars.fetch(paths.JARS, jars.nearby(settings.IVY), url)
    assert (fetched.missing, asked) == ([], [])
    assert (paths.JARS / one_jar.name).read_bytes() == CONTENT


def test_a_jar_is_downloaded_from_its_place_in_a_maven_repository(checkout, one_jar):
    put(paths.JARS / "io.delta_delta-storage-3.0.0.jar", b"an older Delta's")
    with maven(CONTENT) as (url, asked):
        assert jars.fetch(paths.JARS, [], url).missing == []
        assert jars.fetch(paths.JARS, [], url).missing == []
    assert asked == ["/maven2/io/delta/delta-storage/4.4.0/delta-storage-4.4.0.jar"]
    assert [path.name for path in paths.JARS.iterdir()] == [one_jar.name]


def test_a_proxy_is_asked_where_one_is_set(checkout, one_jar, monkeypatch):
    with maven(CONTENT) as (proxy, asked):
        monkeypatch.setenv("http_proxy", proxy)
        monkeypatch.setenv("no_proxy", "")
        monkeypatch.setattr(urllib.request, "_opener", None)  # it keeps the proxies of its first use
        assert jars.fetch(paths.JARS, [], "http://central.invalid").missing == []
    assert asked[0].startswith("http://central.invalid/io/delta/")


@pytest.mark.parametrize("place", ["maven", "ivy", "jars"])
def test_a_jar_with_a_wrong_hash_is_refused_wherever_it_lies(checkout, one_jar, place):
    """The refusal names the file and what to do, and the next source is asked."""
    places = {
        "maven": Path.home() / ".m2" / "repository" / one_jar.path,
        "ivy": settings.IVY / "jars" / one_jar.name,
        "jars": paths.JARS / one_jar.name,
    }
    wrong = put(places[place], b"damaged")
    with maven(CONTENT) as (url, asked):
        fetched = jars.fetch(paths.JARS, jars.nearby(settings.IVY), url)
    assert len(asked) == 1 and fetched.missing == []
    [refusal] = fetched.refused
    assert refusal.startswith(f"Refused {wrong}") and "SHA-256" in refusal and "remove it" in refusal
    assert (paths.JARS / one_jar.name).read_bytes() == CONTENT


def test_a_download_with_a_wrong_hash_is_refused_and_leaves_no_file(checkout, one_jar):
    with maven(b"altered on the way") as (url, _):
        fetched = jars.fetch(paths.JARS, [], url)
    assert fetched.missing == [one_jar] and not jars.present(paths.JARS)
    assert re.match(r"Refused http://127.0.0.1:\d+/.*a proxy or mirror", fetched.refused[0])


def test_a_jar_that_is_nowhere_is_missing_and_each_attempt_is_told(checkout, one_jar):
    with maven(None) as (url, _):
        fetched = jars.fetch(paths.JARS, [], url)
    assert fetched.missing == [one_jar]
    assert "404" in fetched.failures[0] and one_jar.path in fetched.failures[0]


def test_a_user_without_a_home_downloads(checkout, one_jar, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: (_ for _ in ()).throw(RuntimeError("no home")))
    with maven(CONTENT) as (url, _):
        assert jars.fetch(paths.JARS, jars.nearby(settings.IVY), url).missing == []


# --- Spark's own resolver ----------------------------------------------------------------------------------


def test_the_resolver_is_the_last_resort_and_its_jars_are_checked_too(checkout, one_jar, monkeypatch):
    def resolve(ivy: Path) -> list[str]:
        put(ivy / "jars" / one_jar.name, left)
        return []

    monkeypatch.setattr(resolver, "resolve", resolve)
    with maven(None) as (url, _):
        monkeypatch.setattr(jars.fetch, "__defaults__", (url, jars.fetch.__defaults__[1]))
        left = b"exchanged in the mirror"
        with pytest.raises(SetupError, match=r"Refused .*ivy/jars.*SHA-256"):
            prepare.bring_jars(Step("JARs"))
        left = CONTENT
        prepare.bring_jars(Step("JARs"))
    assert jars.present(paths.JARS)
    assert not settings.IVY.exists(), "90 MB that nobody needs"


def test_a_hollow_local_repository_is_left_out_of_the_second_attempt(monkeypatch, checkout):
    """The resolver stops at a local Maven repository that describes a package without holding it."""
    homes: list[Path | None] = []

    def run(ivy: Path, home: Path | None) -> None:
        homes.append(home)
        if home is None:
            ivy.mkdir()
            raise JvmStopped(checkout / "log", LOG_OF_A_HOLLOW_REPOSITORY)
        assert not ivy.exists(), "what the first attempt remembered would fail the second"

    monkeypatch.setattr(resolver, "_run", run)
    [remark] = resolver.resolve(settings.IVY)
    assert homes == [None, settings.IVY]
    assert HOLLOW_REPOSITORY in remark


def test_a_download_that_fails_says_so_in_one_sentence(monkeypatch, checkout, one_jar):
    def resolve(ivy: Path) -> list[str]:
        raise JvmStopped(checkout / "log", LOG_WITHOUT_A_NETWORK)

    monkeypatch.setattr(resolver, "resolve", resolve)
    monkeypatch.setattr(jars, "_download", lambda url: (_ for _ in ()).throw(TimeoutError("timed out")))
    with pytest.raises(
        SetupError, match=r"could not be downloaded(.|\n)*No network(.|\n)*make setup"
    ) as caught:
        prepare.bring_jars(Step("JARs"))
    assert "MavenUtils" not in str(caught.value)


def test_a_full_disk_is_called_that(monkeypatch, checkout, capsys):
    def full() -> bool:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(prepare, "set_up", full)
    assert command.run() == 1
    said = capsys.readouterr().err
    assert "The disk is full" in said and "600 MB" in said and str(paths.BUILD) in said


def test_an_unknown_failure_shows_the_last_lines_of_the_log(checkout):
    message = str(
        faults.explain("Spark's resolver", str(JvmStopped(checkout / "log", "boom\n\tat a.b(C)\n")), None, "")
    )
    assert "    boom" in message and "a.b" not in message


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (
            "--conf spark.jars.ivySettings='/my conf/ivy.xml' pyspark-shell",
            {"spark.jars.ivySettings": "/my conf/ivy.xml"},
        ),
        (
            "--conf=spark.jars.repositories=https://a,https://b",
            {"spark.jars.repositories": "https://a,https://b"},
        ),
        ("--packages com.example:nothing:1.0 --master yarn pyspark-shell", {}),
        ("", {}),
    ],
)
def test_the_resolver_takes_mirrors_and_nothing_else_from_the_machine(arguments, found):
    assert resolver.mirrors(arguments) == found


# --- what is done, and when --------------------------------------------------------------------------------


@pytest.fixture
def made(monkeypatch, checkout) -> list[str]:
    """The steps that are done, with the dear ones left out."""
    done: list[str] = []

    def bring_jars(this: Step) -> None:
        done.append("jars")
        for jar in pins.JARS:
            put(paths.JARS / jar.name, b"")

    monkeypatch.setattr(prepare, "bring_jars", bring_jars)
    monkeypatch.setattr("autograder.spark.archive.build_archive", lambda tell: done.append("archive") or True)
    return done


def test_set_up_does_nothing_when_all_is_in_place_and_works_again_when_a_jar_changes(made):
    """The archive is not made twice for the same Java and class path."""
    assert prepare.set_up()
    assert not prepare.set_up()
    assert made == ["jars", "archive"]
    next(paths.JARS.iterdir()).write_text("changed")
    assert prepare.set_up()
    for jar in pins.JARS:
        (paths.JARS / jar.name).unlink()
    assert prepare.set_up()
    assert made == ["jars", "archive"] * 3


def test_set_up_that_was_broken_off_starts_again(made, monkeypatch):
    """The stamp is written last: an interrupted archive run leaves no claim that it was done."""

    def interrupted(tell: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("autograder.spark.archive.build_archive", interrupted)
        with pytest.raises(KeyboardInterrupt):
            prepare.set_up()
    assert prepare._recorded() is None
    assert prepare.set_up()


def test_another_java_asks_for_a_new_class_archive(made, monkeypatch):
    prepare.set_up()
    java = prepare.javas.find(prepare.javas.candidates(os.environ))
    assert prepare._current(java) == prepare._recorded()
    assert prepare._current(Java(java.home, "17.0.99")) != prepare._recorded()
    assert prepare._current(Java("/usr", java.version)) != prepare._recorded()


def test_a_set_up_with_nothing_to_do_imports_no_spark():
    """It stands before every target: starting it must cost next to nothing."""
    code = "import sys; from autograder.spark import prepare; print({'pyspark', 'py4j'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "set()", done.stderr


# --- what a person sees ------------------------------------------------------------------------------------


def test_a_log_gets_a_line_now_and_then(monkeypatch, capsys):
    """Without a terminal too: what is being done, and how long it has taken."""
    monkeypatch.setattr("autograder.setup.progress.NOW_AND_THEN", 0.05)
    shown = threading.Event()

    def doing() -> str:
        shown.set()
        return "downloading pyspark (3 of 9)"

    with step("Packages") as this:
        this.watch(doing)
        assert shown.wait(10)
        this.report("9 packages")
    first, second, *_, last = capsys.readouterr().out.splitlines()
    assert first.split() == ["Packages"]
    assert re.fullmatch(r"\s+\d+ s  downloading pyspark \(3 of 9\)", second)
    assert re.fullmatch(r"  Packages +9 packages \(\d+\.\d s\)", last)


def test_a_terminal_gets_one_live_line(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "40")
    this = Step("Packages")
    this.begin()
    this.now("downloading " + "a very long name " * 9)
    this.tick()
    this.end(failed=False)
    out = capsys.readouterr().out
    assert "\n" not in out[:-1]
    assert all(len(line) < 40 for line in out.split("\r\x1b[K")), "a longer line would wrap, and stay"


def test_ten_seconds_are_never_silent():
    from autograder.setup import progress

    assert max(progress.LIVE, progress.NOW_AND_THEN) < 10
