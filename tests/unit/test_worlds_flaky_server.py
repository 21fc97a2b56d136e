"""The flaky server fails exactly as planned, seen through requests, and its journal misses nothing."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from autograder.worlds.flaky_server import FlakyServer, invalid_json, ok, reset, short_body, slow, status
from autograder.worlds.journal import Journal, read_journal
from autograder.worlds.process import ServerDied

ROWS: list[dict[str, object]] = [{"flight": 1545, "dest": "IAH"}, {"flight": 1714, "dest": None}]


@pytest.fixture(scope="module")
def server() -> Iterator[FlakyServer]:
    with FlakyServer() as running:
        yield running


@pytest.fixture
def http() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False  # a proxy of the environment must not stand in between
        yield session


class TestSteps:
    def test_ok_gives_rows(self, server: FlakyServer, http: requests.Session) -> None:
        """Rows arrive as JSON, again and again: the last step repeats."""
        url = server.plan("/ok", ok(ROWS))
        assert [http.get(url, timeout=5).json() for _ in range(3)] == [ROWS] * 3

    @pytest.mark.parametrize("code", [404, 429, 503])
    def test_status_is_a_page(self, server: FlakyServer, http: requests.Session, code: int) -> None:
        """An error status comes with its headers and an HTML page, as from a real gateway."""
        url = server.plan(f"/status-{code}", status(code, {"Retry-After": "7"}))
        answer = http.get(url, timeout=5)
        assert answer.status_code == code and answer.headers["Retry-After"] == "7"
        assert answer.headers["Content-Type"].startswith("text/html") and "<html>" in answer.text
        assert answer.headers["Connection"] == "close"
        with pytest.raises(requests.HTTPError):
            answer.raise_for_status()

    def test_reset_is_a_reset(self, server: FlakyServer, http: requests.Session) -> None:
        """The connection breaks by RST, not by a polite end."""
        with pytest.raises(requests.ConnectionError, match="reset by peer"):
            http.get(server.plan("/reset", reset()), timeout=5)

    def test_short_body_breaks_off(self, server: FlakyServer, http: requests.Session) -> None:
        """Fewer bytes than Content-Length says: ChunkedEncodingError, which is no ConnectionError."""
        with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
            http.get(server.plan("/short", short_body(ROWS)), timeout=5)

    def test_slow_is_too_late(self, server: FlakyServer, http: requests.Session) -> None:
        """A client with a shorter timeout gives up; one that waits gets the rows."""
        url = server.plan("/slow", slow(5), slow(0.001, ROWS))
        with pytest.raises(requests.ReadTimeout):
            http.get(url, timeout=0.05)
        assert http.get(url, timeout=5).json() == ROWS

    def test_invalid_json_is_complete(self, server: FlakyServer, http: requests.Session) -> None:
        """The whole body arrives with status 200 and cannot be read."""
        answer = http.get(server.plan("/invalid", invalid_json()), timeout=5)
        assert answer.ok and len(answer.content) == int(answer.headers["Content-Length"])
        with pytest.raises(requests.exceptions.JSONDecodeError):
            answer.json()

    def test_steps_follow_each_other(self, server: FlakyServer, http: requests.Session) -> None:
        """A sequence is served in order on one kept-alive session; a new plan starts anew."""
        url = server.plan("/story", status(503), status(503), ok(ROWS))
        assert [http.get(url, timeout=5).status_code for _ in range(4)] == [503, 503, 200, 200]
        server.plan("/story", status(429), ok())
        assert [http.get(url, timeout=5).status_code for _ in range(2)] == [429, 200]

    def test_a_path_without_a_plan(self, server: FlakyServer, http: requests.Session) -> None:
        """It is a 404, and journaled like any other."""
        assert http.get(server.url("/nowhere"), timeout=5).status_code == 404
        assert len(server.journal("/nowhere")) == 1


class TestJournal:
    def test_every_request_is_there(self, server: FlakyServer, http: requests.Session) -> None:
        """Also those that got no answer: method, query, body, key, number, step."""
        url = server.plan("/journal", reset(), status(503), ok())
        before = time.monotonic()
        for _ in range(3):
            try:
                http.post(url + "?day=1", json=ROWS, headers={"Idempotency-Key": "k-1"}, timeout=5)
            except requests.ConnectionError as error:
                assert "reset" in str(error)
        entries = server.journal("/journal")
        assert [entry["step"]["kind"] for entry in entries] == ["reset", "status", "ok"]
        assert [entry["request"] for entry in entries] == [1, 2, 3]
        assert {(e["method"], e["path"], e["query"]) for e in entries} == {("POST", "/journal", "day=1")}
        assert {e["headers"]["Idempotency-Key"] for e in entries} == {"k-1"}
        assert all(entry["body"]["json"] == ROWS for entry in entries)
        times = [entry["time"] for entry in entries]
        assert before <= times[0] <= times[1] <= times[2] <= time.monotonic()

    def test_a_request_is_written_before_it_is_answered(
        self, server: FlakyServer, http: requests.Session
    ) -> None:
        """Whoever has an answer finds the request in the journal, every time."""
        url = server.plan("/before", ok())
        for count in range(1, 51):
            http.get(url, timeout=5)
            assert len(server.journal("/before")) == count

    def test_a_request_given_up_is_there(self, server: FlakyServer, http: requests.Session) -> None:
        """A client that timed out has been seen."""
        with pytest.raises(requests.ReadTimeout):
            http.get(server.plan("/given-up", slow(5)), timeout=0.2)
        assert len(server.journal("/given-up")) == 1

    def test_bodies_that_are_no_json(self, server: FlakyServer, http: requests.Session) -> None:
        """Of bytes, and of what is too large to keep, size and digest remain."""
        url = server.plan("/bytes", ok())
        for body in (b"\xff\x00", b"[" + b" " * 70_000 + b"]"):
            http.put(url, data=body, timeout=5)
        binary, large = (entry["body"] for entry in server.journal("/bytes"))
        assert binary["bytes"] == 2 and "json" not in binary
        assert large["bytes"] == 70_002 and "json" not in large and binary["sha256"] != large["sha256"]

    def test_many_at_once(self, server: FlakyServer) -> None:
        """Requests from many threads are all counted, each step used once."""
        url = server.plan("/many", *[status(503)] * 20, ok())
        with ThreadPoolExecutor(8) as pool:
            codes = list(pool.map(lambda _: requests.get(url, timeout=10).status_code, range(40)))
        assert sorted(codes) == [200] * 20 + [503] * 20
        assert sorted(entry["request"] for entry in server.journal("/many")) == list(range(1, 41))

    def test_a_line_still_being_written_is_left(self, tmp_path: Path) -> None:
        """A reader sees whole entries only."""
        path = tmp_path / "j.jsonl"
        journal = Journal(path)
        journal.append({"n": 1})
        journal.close()
        with path.open("a") as file:
            file.write('{"n": 2')
        assert read_journal(path) == [{"n": 1}]


class TestProcess:
    def test_it_is_another_process_and_ends_with_its_stdin(self, tmp_path: Path) -> None:
        """Run by hand: one line says where, SIGINT does not end it, a closed stdin does; stderr is empty."""
        command = [sys.executable, "-m", "autograder.worlds.flaky_server", str(tmp_path / "j.jsonl")]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
            assert process.stdin and process.stdout and process.stderr
            address = json.loads(process.stdout.readline())["address"]
            assert address.startswith("http://127.0.0.1:") and process.pid != os.getpid()
            process.send_signal(signal.SIGINT)
            process.stdin.write('{"path": "/a", "steps": [{"kind": "slow", "seconds": 5, "rows": []}]}\n')
            process.stdin.flush()
            assert json.loads(process.stdout.readline()) == {"path": "/a", "steps": 1}
            with pytest.raises(requests.ReadTimeout):
                requests.get(address + "/a", timeout=0.2)
            process.stdin.close()
            assert process.wait(timeout=20) == 0
            assert process.stderr.read() == ""
        with pytest.raises(requests.ConnectionError):
            requests.get(address + "/a", timeout=5)

    def test_a_wrong_plan_is_refused(self, server: FlakyServer, http: requests.Session) -> None:
        """No steps, an unknown step or a relative path: an error that says so, and the server goes on."""
        for path, steps in (("/x", []), ("/x", [{"kind": "explode"}]), ("x", [ok()])):
            with pytest.raises(ValueError, match=r"known steps|slash"):
                server.plan(path, *steps)
        assert http.get(server.plan("/x", ok()), timeout=5).ok
        with pytest.raises(ValueError, match="known steps"):
            FlakyServer({"/x": []})

    def test_a_dead_server_says_so(self) -> None:
        """Planning after the end is a named error."""
        server = FlakyServer({"/a": [ok()]})
        server.close()
        server.close()
        with pytest.raises(ServerDied, match="has ended"):
            server.plan("/a", ok())

    def test_the_journal_goes_where_it_is_wanted(self, tmp_path: Path) -> None:
        """A journal with a path of its own outlives the server."""
        with FlakyServer({"/a": [ok()]}, journal=tmp_path / "j.jsonl") as server:
            requests.get(server.url("a"), timeout=5)
        assert [entry["path"] for entry in read_journal(tmp_path / "j.jsonl")] == ["/a"]
