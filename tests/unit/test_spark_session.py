"""The session: how it starts, what it says when it cannot, and what it hides."""

import json
import os
import re
import socket
import stat
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from autograder import paths
from autograder.setup import java, pins
from autograder.spark import jvm, session, settings
from autograder.spark.hadoop_defaults import kept
from autograder.spark.jvm import SparkNotReady

# A user whom the machine does not know, and who may still read what the tests' user may.
AS_NOBODY_KNOWN = ["bwrap", "--dev-bind", "/", "/", "--unshare-user", "--uid", "54321", "--gid", "54321"]


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `code` in a fresh Python, as a kernel would, and return what it printed."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("SPARK_", "PYSPARK_", "AUTOGRADER_"))}
    with tempfile.NamedTemporaryFile("w", suffix=".py") as script:
        script.write(textwrap.dedent(code))
        script.flush()
        command = [sys.executable, script.name]
        return subprocess.run(command, env={**clean, **environment}, capture_output=True, text=True)


def java_home(folder: Path, release: str, script: str = "exit 1") -> Path:
    """A Java installation of lies: a `release` file and a `bin/java` that is a shell script."""
    (folder / "bin").mkdir(parents=True)
    (folder / "release").write_text(release)
    java = folder / "bin" / "java"
    java.write_text(f"#!/bin/sh\n{script}\n")
    java.chmod(java.stat().st_mode | stat.S_IXUSR)
    return folder


def lay_jars(folder: Path) -> None:
    """Put an empty file in the place of each of Delta's JARs."""
    folder.mkdir(parents=True)
    for jar in pins.JARS:
        (folder / jar.name).touch()


@pytest.fixture
def checkout(tmp_path, monkeypatch) -> Path:
    """A checkout with nothing built, in a folder with a space."""
    build = tmp_path / "my course" / "build"
    build.mkdir(parents=True)
    monkeypatch.setattr(paths, "BUILD", build)
    monkeypatch.setattr(paths, "JARS", build / "jars")
    monkeypatch.setattr(paths, "HADOOP_DEFAULTS", build / "hadoop-defaults.jar")
    monkeypatch.setattr(paths, "CLASS_ARCHIVE", build / "spark-classes.jsa")
    monkeypatch.setattr(paths, "LOGS", build / "logs")
    monkeypatch.setattr(settings, "IVY", build / "ivy")
    return build


# --- no JVM needed -----------------------------------------------------------------------------------------


def test_the_package_costs_nothing_until_spark_is_asked_for():
    """A lesson without Spark imports neither PySpark nor Delta."""
    done = run(
        "import sys, autograder.spark; print([m for m in ('pyspark', 'delta', 'py4j') if m in sys.modules])"
    )
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.slow
def test_missing_jars_name_the_command_that_brings_them(tmp_path):
    done = run("from autograder.spark import get_spark; get_spark()", AUTOGRADER_ROOT=str(tmp_path))
    assert "SparkNotReady" in done.stderr and "make setup" in done.stderr


def test_missing_java_names_the_commands_that_install_it(tmp_path, monkeypatch):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(java, "PLACES", ())
    with pytest.raises(SparkNotReady, match=r"no `java` on PATH(.|\n)*apt-get(.|\n)*brew(.|\n)*conda"):
        jvm.find_java()


def test_a_java_home_without_java_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(SparkNotReady, match="holds no bin/java"):
        jvm.find_java()


@pytest.mark.parametrize("version", ["11.0.22", "1.8.0_402"])
def test_an_old_java_is_refused_before_it_prints_a_stack_trace(tmp_path, monkeypatch, version):
    monkeypatch.setenv("JAVA_HOME", str(java_home(tmp_path / "jdk", f'JAVA_VERSION="{version}"\n')))
    with pytest.raises(SparkNotReady, match=f"is Java {version}"):
        jvm.find_java()


def test_a_new_java_is_taken_as_its_release_file_states_it(tmp_path, monkeypatch):
    monkeypatch.setenv("JAVA_HOME", str(java_home(tmp_path / "jdk", 'JAVA_VERSION="21.0.2"\n')))
    assert jvm.find_java().major == 21


@pytest.mark.slow
def test_a_jvm_that_dies_at_start_is_explained_without_a_java_stack_trace(tmp_path):
    """The message has the log's last words; Java's frames and Python's chained errors are left out."""
    script = 'printf "Error: Could not reserve enough space\\n\\tat java.lang.Thread.run(X)\\n" >&2; exit 1'
    home = java_home(tmp_path / "jdk", 'JAVA_VERSION="17.0.1"\n', script)
    lay_jars(tmp_path / "build" / "jars")
    code = """
    from autograder.spark import SparkNotReady, get_spark
    try:
        get_spark()
    except SparkNotReady as error:
        print(error, error.__suppress_context__)
    """
    done = run(code, AUTOGRADER_ROOT=str(tmp_path), JAVA_HOME=str(home))
    assert "Could not reserve enough space" in done.stdout, done.stderr
    assert str(tmp_path / "build" / "logs") in done.stdout and done.stdout.strip().endswith("True")
    assert "\tat " not in done.stdout + done.stderr


def test_logs_go_elsewhere_where_build_is_read_only(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setattr(paths, "LOGS", tmp_path / "file" / "logs")
    monkeypatch.setattr(jvm.tempfile, "gettempdir", lambda: str(tmp_path))
    with jvm.open_log() as log:
        assert Path(log.name) == tmp_path / "autograder-logs" / f"spark-{os.getpid()}.log"


def test_only_the_newest_logs_are_kept(monkeypatch, checkout):
    logs = checkout / "logs"
    logs.mkdir()
    for age in range(30):
        (logs / f"spark-{age}.log").touch()
        os.utime(logs / f"spark-{age}.log", (10**9 - age, 10**9 - age))
    jvm.open_log().close()
    kept = {log.name for log in logs.iterdir()}
    assert len(kept) == jvm.LOGS_KEPT and "spark-0.log" in kept and "spark-29.log" not in kept


@pytest.mark.parametrize(
    ("environment", "master"),
    [
        ({}, "local[2]"),
        ({"SPARK_MASTER": "spark://a:7077"}, "spark://a:7077"),
        ({"SPARK_MASTER": "spark://a:7077", "AUTOGRADER_MASTER": "spark://b:7077"}, "spark://b:7077"),
    ],
)
def test_the_environment_chooses_the_master(monkeypatch, environment, master):
    for name in ("SPARK_MASTER", "AUTOGRADER_MASTER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert settings.master() == master


def test_a_connect_client_without_its_packages_says_which_to_install():
    code = """
    import sys
    sys.modules["grpc"] = None  # as if it were not installed
    from autograder.spark import get_spark
    get_spark()
    """
    done = run(code, SPARK_REMOTE="sc://127.0.0.1:15002")
    assert "SparkNotReady" in done.stderr and "pyspark[connect]" in done.stderr


def test_a_remote_cluster_gets_the_jars_and_is_not_bound_to_loopback(monkeypatch, tmp_path, checkout):
    (checkout / "jars").mkdir()
    (checkout / "jars" / "delta.jar").touch()
    monkeypatch.setenv("AUTOGRADER_MASTER", "spark://cluster:7077")
    chosen = settings.tuned(tmp_path, "-Xshare:auto")
    assert chosen["spark.jars"].endswith("my%20course/build/jars/delta.jar")
    assert "spark.driver.host" not in chosen
    monkeypatch.setenv("AUTOGRADER_MASTER", "local[2]")
    chosen = settings.tuned(tmp_path, "-Xshare:auto")
    assert chosen["spark.driver.host"] == "127.0.0.1" and "spark.jars" not in chosen


@pytest.mark.parametrize(
    ("chosen", "kept"),
    [
        ({}, False),
        ({"SPARK_MASTER": "local[4]"}, False),
        ({"AUTOGRADER_MASTER": "spark://cluster:7077"}, True),
        ({"AUTOGRADER_MASTER": "yarn"}, True),
        ({"SPARK_REMOTE": "sc://cluster:15002"}, True),
    ],
)
def test_only_a_cluster_keeps_what_the_machine_says_of_its_spark(chosen, kept):
    code = """
    import json, os
    from autograder.spark import settings
    settings.set_environment()
    print(json.dumps(dict(os.environ)))
    """
    machine = {
        name: "of the machine"
        for name in ("SPARK_CONF_DIR", "HADOOP_CONF_DIR", "SPARK_DIST_CLASSPATH", "PYSPARK_SUBMIT_ARGS")
    }
    left = json.loads(run(code, **machine, SPARK_HOME="/elsewhere", **chosen).stdout)
    assert {name: left.get(name) for name in machine} == (machine if kept else dict.fromkeys(machine))
    assert left["SPARK_HOME"] == str(settings.spark_home()), (
        "another version's scripts start no session of ours"
    )
    assert chosen.items() <= left.items()


def test_a_user_without_a_home_folder_gets_one(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert settings.home(Path("/build")) == tmp_path
    for home in ("relative", str(tmp_path / "absent")):
        monkeypatch.setenv("HOME", home)
        assert settings.home(Path("/build")) == Path("/build")


@pytest.mark.parametrize("url", ["spark://127.0.0.1:{port}", "sc://127.0.0.1:{port}/;user_id=ada"])
def test_a_server_that_does_not_answer_is_named_at_once(url):
    """Spark's own clients would try for minutes."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: refused
        url = url.format(port=taken.getsockname()[1])
        with pytest.raises(SparkNotReady, match=re.escape(url)):
            session._require_server(url, default_port=1)


def test_one_of_several_masters_is_enough():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        ports = taken.getsockname()[1], server.getsockname()[1]
        session._require_server(
            "spark://" + ",".join(f"127.0.0.1:{port}" for port in ports), default_port=7077
        )


# --- with a JVM --------------------------------------------------------------------------------------------


@pytest.mark.spark
def test_nothing_reaches_a_cell_but_what_it_prints(tmp_path):
    """Not with a stale archive, a space in the path, a caught error or a UDF. The warehouse goes at exit."""
    build = tmp_path / "my course" / "build"
    build.mkdir(parents=True)
    (build / "jars").symlink_to(paths.JARS)
    (build / "spark-classes.jsa").write_bytes(b"stale" * 1000)
    code = """
    from autograder.spark import get_spark
    spark = get_spark()
    from delta.tables import DeltaTable
    from pyspark.errors import AnalysisException, UnsupportedOperationException
    from pyspark.sql.functions import udf
    spark.range(3).write.format("delta").saveAsTable("t")
    twice = spark.range(3).union(spark.range(3))
    merge = DeltaTable.forName(spark, "t").alias("t").merge(twice.alias("s"), "t.id = s.id")
    try:
        merge.whenMatchedUpdateAll().execute()
    except UnsupportedOperationException as error:
        print(error.getCondition())
    try:
        spark.table("missing")
    except AnalysisException as error:
        print(error.getCondition())
    print(spark.table("t").select(udf(lambda i: f"<{i}>")("id")).orderBy("id").first()[0])
    print(spark.conf.get("spark.sql.warehouse.dir"))
    """
    done = run(code, AUTOGRADER_ROOT=str(tmp_path / "my course"))
    assert done.stderr == ""
    *printed, warehouse = done.stdout.splitlines()
    assert printed == [
        "DELTA_MULTIPLE_SOURCE_ROW_MATCHING_TARGET_ROW_IN_MERGE",
        "TABLE_OR_VIEW_NOT_FOUND",
        "<0>",
    ]
    assert not Path(warehouse.removeprefix("file:")).exists()
    [log] = (build / "logs").iterdir()
    assert "MULTIPLE_SOURCE_ROW" in log.read_text() and "hared archive" not in log.read_text()


@pytest.mark.spark
def test_a_local_session_reads_nothing_of_the_machine(tmp_path):
    """Not its Spark, its Hadoop, its user database, its temp folder's name. One JVM: starts are dear."""
    conf = tmp_path / "conf"
    conf.mkdir()
    (conf / "spark-defaults.conf").write_text(
        "spark.jars.packages com.example:nothing:1.0\nspark.ui.enabled true\n"
    )
    (conf / "spark-env.sh").write_text("export SPARK_LOCAL_DIRS=/nowhere\n")
    site = "<configuration><property><name>fs.defaultFS</name><value>hdfs://127.0.0.1:9</value></property></configuration>"
    (conf / "core-site.xml").write_text(site)
    temp = tmp_path / "temp dir é"
    temp.mkdir()
    code = """
    import os
    from autograder.spark import get_spark
    spark = get_spark()
    spark.range(3).write.format("delta").saveAsTable("t")
    print(spark.table("t").count(), spark.conf.get("spark.jars.packages", None))
    print(spark._jsc.hadoopConfiguration().get("fs.defaultFS"), spark.sparkContext.sparkUser())
    print(spark._jvm.System.getProperty("user.home"))
    from pathlib import Path
    from autograder.spark.sql import location
    folder = Path(os.environ["HOME"], "Ada's lake é")
    spark.sql(f"CREATE DATABASE d {location(folder)}")
    spark.range(2).write.format("delta").saveAsTable("d.t")
    print(*os.listdir(folder))
    [warehouse] = spark.sql("DESCRIBE DETAIL t").first().location.split("/autograder-spark-")[:1]
    print(warehouse, *sorted(os.listdir(os.environ["TMPDIR"]))[1:])
    """
    with tempfile.NamedTemporaryFile("w", suffix=".py") as script:
        script.write(textwrap.dedent(code))
        script.flush()
        done = subprocess.run(
            [*AS_NOBODY_KNOWN, sys.executable, script.name],
            env={
                "PATH": os.environ["PATH"],
                "JAVA_HOME": os.environ.get("JAVA_HOME", ""),
                "HOME": str(tmp_path),
                "LC_ALL": "C",
                "TMPDIR": str(temp),
                "PYSPARK_SUBMIT_ARGS": "--packages com.example:nothing:1.0 pyspark-shell",
                "SPARK_CONF_DIR": str(conf),
                "HADOOP_CONF_DIR": str(conf),
                "YARN_CONF_DIR": str(conf),
                "SPARK_DIST_CLASSPATH": str(conf),
                "SPARK_HOME": str(tmp_path),
                "SPARK_LOCAL_DIRS": "/nowhere",
                "SPARK_SUBMIT_OPTS": "-Dspark.jars.packages=com.example:nothing:1.0",
                "SPARK_CONNECT_MODE_ENABLED": "1",
            },
            capture_output=True,
            text=True,
        )
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["3 None", "file:/// uid-54321", str(tmp_path), "t", f"file:{temp}"]
    assert [path.name for path in tmp_path.iterdir() if "%20" in path.name] == []


@pytest.mark.spark
def test_a_session_can_be_stopped_lost_and_started_again():
    """After stop_spark, after a learner's spark.stop() and after the JVM was killed: a fresh session."""
    code = """
    from autograder.spark import get_spark, stop_spark
    from pyspark import SparkContext
    first = get_spark()
    assert get_spark() is first
    first.range(3).write.format("delta").saveAsTable("t")
    first.conf.set("spark.sql.shuffle.partitions", 7)
    jvm = SparkContext._gateway.proc.pid
    stop_spark()
    second = get_spark()
    print(SparkContext._gateway.proc.pid == jvm, second.catalog.tableExists("t"))
    print(second.conf.get("spark.sql.shuffle.partitions"), second.conf.get("spark.sql.session.timeZone"))
    second.range(3).write.format("delta").saveAsTable("t")
    second.stop()
    print(get_spark().range(2).count())
    SparkContext._gateway.proc.kill()
    SparkContext._gateway.proc.wait()
    print(get_spark().range(4).count(), SparkContext._gateway.proc.pid != jvm)
    """
    done = run(code)
    assert done.stdout.splitlines() == ["True False", "2 UTC", "2", "4 True"], done.stderr


DIES = """
import os
from autograder.spark import get_spark
get_spark().range(1).write.format("delta").saveAsTable("t")
os._exit(9)
"""
LIVES = """
import os
from autograder.spark import get_spark
spark = get_spark()
spark.range(5).write.format("delta").saveAsTable("t")
print(spark.table("t").count(), "PYSPARK_GATEWAY_PORT" in os.environ)
"""


@pytest.mark.spark
def test_processes_share_a_warm_jvm_even_after_one_died():
    """What a dead process left is cleared; its successor's tables, settings and children are its own."""
    code = """
    import os, subprocess, sys
    from autograder.spark import clear_gateway, gateway_environment, stop_gateway, warm_jvm
    gateway = warm_jvm()
    environment = {**os.environ, **gateway_environment(gateway)}
    for program in (os.environ["DIES"], os.environ["LIVES"]):
        print(subprocess.call([sys.executable, "-c", program], env=environment), flush=True)
        clear_gateway(gateway)
    print(stop_gateway(gateway))
    """
    done = run(code, DIES=DIES, LIVES=LIVES)
    assert done.stdout.splitlines() == ["9", "5 False", "0", "0"], done.stderr


@pytest.mark.spark
def test_the_session_carries_few_hadoop_properties_around(tmp_path):
    """A handful instead of 1,100, also when a writer has looked for YARN's; each as Hadoop has it."""
    from autograder.spark import get_spark

    spark = get_spark()
    spark.range(1).write.format("delta").save(str(tmp_path / "table"))
    carried = spark.sparkContext._jsc.hadoopConfiguration()
    assert carried.size() < 50
    assert {name: carried.getRaw(name) for name in kept()} == kept()
    assert carried.get("fs.defaultFS") == "file:///"


@pytest.mark.spark
def test_python_workers_take_pyspark_from_where_it_is_installed():
    """An archive of it has no byte code: the first UDF would compile all of it."""
    from pyspark.sql.functions import udf

    from autograder.spark import get_spark

    spark = get_spark()

    @udf("array<string>")
    def where(_):
        import pyspark

        return [pyspark.__file__, *sys.path]

    seen = spark.range(1).select(where("id")).first()[0]
    assert seen[0] == str(settings.spark_home() / "__init__.py")
    assert not [entry for entry in seen if entry.endswith(".zip") and "pyspark" in entry]


@pytest.mark.spark
def test_sql_parameters_work_with_delta():
    from autograder.spark import get_spark

    spark = get_spark()
    rows = spark.sql("SELECT id FROM range(9) WHERE id > :low ORDER BY id", args={"low": 6}).collect()
    assert [row.id for row in rows] == [7, 8]


@pytest.mark.spark
def test_process_and_session_agree_on_utc():
    """A naive datetime that was collected is UTC, whatever the machine's zone."""
    from autograder.spark import get_spark

    [row] = get_spark().sql("SELECT TIMESTAMP'2013-07-04 12:00:00Z' AS noon").collect()
    assert row.noon.isoformat() == "2013-07-04T12:00:00"


@pytest.mark.spark
def test_production_plans_can_be_switched_on_and_off_again():
    from autograder.spark import get_spark, use_production_plans

    spark = get_spark()

    def plan() -> str:
        frame = spark.range(9).groupBy("id").count()
        return frame._jdf.queryExecution().executedPlan().toString()

    assert "AdaptiveSparkPlan" not in plan()
    use_production_plans(spark)
    assert "AdaptiveSparkPlan" in plan()
    use_production_plans(spark, False)
    assert "AdaptiveSparkPlan" not in plan()


@pytest.mark.spark
def test_a_real_cluster_runs_the_same_session(tmp_path):
    """A standalone master and worker on the loopback interface: the driver hands Delta's JARs out."""
    code = """
    from autograder.spark import get_spark
    spark = get_spark()
    spark.range(3).write.format("delta").saveAsTable("t")
    spark.sql("MERGE INTO t USING (SELECT 5L AS id) s ON t.id = s.id WHEN NOT MATCHED THEN INSERT *")
    print(spark.sparkContext.master.split(":")[0], spark.table("t").count())
    """
    with standalone_cluster(tmp_path) as master:
        done = run(code, AUTOGRADER_MASTER=master)
    assert done.stdout.splitlines() == ["spark 4"], done.stderr


@contextmanager
def standalone_cluster(folder: Path) -> Iterator[str]:
    """Run Spark's own master and one worker with one core; yield the master's address."""
    with daemon(folder / "master", "Master", "--port", "0") as log:
        address = wait_for(r"Starting Spark master at (spark://\S+)", log)
        with daemon(folder / "worker", "Worker", "--cores", "1", "--memory", "1g", address) as log:
            wait_for(r"Successfully registered with master (\S+)", log)
            yield address


@contextmanager
def daemon(folder: Path, name: str, *arguments: str) -> Iterator[Path]:
    """Run one of Spark's daemons on the loopback interface; yield its log."""
    folder.mkdir()
    home = settings.spark_home()
    command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{name.lower()}.{name}"]
    command += ["--host", "127.0.0.1", "--webui-port", "0", *arguments]
    environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1"}
    environment |= {"SPARK_WORKER_DIR": str(folder), "SPARK_DAEMON_MEMORY": "256m"}
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            yield folder / "log"
        finally:
            process.terminate()
            process.wait()


def wait_for(pattern: str, log: Path) -> str:
    """Follow a daemon's log until it says that it is ready."""
    with subprocess.Popen(["tail", "-n", "+1", "-F", str(log)], stdout=subprocess.PIPE, text=True) as tail:
        assert tail.stdout is not None
        found = next(match[1] for line in tail.stdout if (match := re.search(pattern, line)))
        tail.kill()
    return found
