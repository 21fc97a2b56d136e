"""Worker processes: forks of one that has imported what grading needs."""

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.grading.classrun.tls import KEY, NoCertificates, of_scheduler, write_certificates
from autograder.grading.classrun.workers import client_of

CODE = """
import sys
from pathlib import Path
from autograder.grading.classrun.workers import client_of, get_ready

def seen():
    import sys
    return "nbgrader.apps" in sys.modules, "autograder.exercises.retry" in sys.modules

if __name__ == "__main__":
    if sys.argv[1:] == ["ready"]:
        get_ready()
    with client_of(2, None, Path()) as client:
        print(sorted(client.nthreads().values()), client.submit(seen).result(), sep="\\n")
"""


def _run(*arguments):
    command = [sys.executable, "-c", CODE, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_worker_finds_everything_imported():
    """Two workers of one thread each, and nothing to import when the first task comes."""
    assert _run("ready") == ["[1, 1]", "(True, True)"]


def test_workers_work_without_it_too():
    """As those of a cluster do: then they import what they need themselves."""
    assert _run() == ["[1, 1]", "(False, False)"]


PAGES = """
import sys, urllib.error, urllib.request
from pathlib import Path
from autograder.grading.classrun.workers import client_of

if __name__ == "__main__":
    with client_of(1, None, Path()) as client:
        scheduler = client.cluster.scheduler
        ports = [scheduler.http_server.port, client.run(lambda dask_worker: dask_worker.http_server.port)]
        ports[1:] = ports[1].values()
        for port in ports:
            for page in ("health", "info/main/workers.html", "json/counts.json", "metrics", "status"):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/{page}", timeout=5)
                    print("shown:", page)
                except urllib.error.HTTPError as error:
                    print(error.code)
"""


def test_their_web_servers_show_nothing():
    """They have no encryption and ask for no certificate: every user of the machine could read logs there."""
    done = subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "-c", PAGES],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["404"] * 10


STRANGER = """
import asyncio, sys
from distributed import Client
from distributed.security import Security

async def ask(address, **trust):
    async with Client(address, timeout=5, asynchronous=True, **trust) as client:
        return await client.run(lambda: 42)

for trust in ({}, {"security": Security.temporary()}):
    try:
        print("let in", asyncio.run(ask(sys.argv[1], **trust)))
    except Exception as error:
        print("kept out:", type(error).__name__)
"""


def test_another_user_of_this_machine_cannot_give_the_workers_work():
    """Neither without encryption nor with a key of their own; Dask would run whatever they send."""
    with client_of(1, None, Path()) as client:
        address = client.scheduler.address
        assert address.startswith("tls://")
        for asked in (address, address.replace("tls://", "tcp://")):
            command = [sys.executable, "-c", STRANGER, asked]
            done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
            told = done.stdout.splitlines()
            assert len(told) == 2 and all(line.startswith("kept out") for line in told), done.stdout


def test_a_scheduler_must_be_encrypted_and_known(tmp_path):
    """Both refusals say what to do; the key is the grader's alone, and is never replaced."""
    with pytest.raises(NoCertificates, match=r"tcp://h:8786 is not encrypted.*autograder certificates"):
        of_scheduler("tcp://h:8786", tmp_path)
    with pytest.raises(NoCertificates, match=r"no certificates in .*autograder certificates"):
        of_scheduler("tls://h:8786", tmp_path)
    write_certificates(tmp_path / "tls")
    assert of_scheduler("tls://h:8786", tmp_path / "tls").require_encryption
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "tls").iterdir()} == {0o600}
    before = (tmp_path / "tls" / KEY).read_bytes()
    with pytest.raises(FileExistsError):
        write_certificates(tmp_path / "tls")
    assert (tmp_path / "tls" / KEY).read_bytes() == before
