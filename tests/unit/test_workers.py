"""Worker processes: forks of one that has imported what grading needs."""

import subprocess
import sys

CODE = """
import sys
from autograder.grading.classrun.workers import client_of, get_ready

def seen():
    import sys
    return "nbgrader.apps" in sys.modules, "autograder.exercises.retry" in sys.modules

if __name__ == "__main__":
    if sys.argv[1:] == ["ready"]:
        get_ready()
    with client_of(2, None) as client:
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
