"""A real HTTP server on this machine that fails on plan and writes down every request it gets.

A plan says, for one path, what happens to its first, second, third … request; the last step repeats. The
server is a process of its own, so its journal is a witness that the caller's code cannot talk to::

    with FlakyServer({"/flights": [status(503), reset(), ok([{"flight": 1}])]}) as server:
        rows = fetch_batch(server.url("/flights"))
        assert len(server.journal("/flights")) == 3

It takes any method, so it also serves as the receiver of a webhook: the posted JSON is in the journal.
"""

import hashlib
import json
import os
import socket
import struct
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer
from typing import Any, Self
from urllib.parse import urlsplit

from autograder.worlds.journal import Entry, Journal, read_journal
from autograder.worlds.process import Message, ServerProcess, serve_until_stdin_closes

Step = dict[str, Any]
Row = Mapping[str, Any]

JOURNALED_HEADERS = ("Idempotency-Key", "Content-Type", "User-Agent")
JSON_IN_JOURNAL = 64 * 1024  # bytes; of a larger body only size and digest are kept
ERROR_PAGE = "<html><body><h1>Service Unavailable</h1></body></html>"
NO_PLAN: Step = {"kind": "status", "status": 404, "headers": {}, "body": "<html><body>No plan</body></html>"}


# --- steps -----------------------------------------------------------------------------------------------


def ok(rows: Sequence[Row] = ()) -> Step:
    """200 with `rows` as a JSON array."""
    return {"kind": "ok", "rows": [dict(row) for row in rows]}


def status(code: int, headers: Mapping[str, str] | None = None, body: str = ERROR_PAGE) -> Step:
    """An HTML page with this status, and headers such as {"Retry-After": "2"}."""
    return {"kind": "status", "status": code, "headers": dict(headers or {}), "body": body}


def reset() -> Step:
    """The connection is reset instead of answered (requests: ConnectionError)."""
    return {"kind": "reset"}


def short_body(rows: Sequence[Row] = ({"flight": 1},)) -> Step:
    """Half of the body that Content-Length promises, then the end (requests: ChunkedEncodingError)."""
    return {"kind": "short_body", "rows": [dict(row) for row in rows]}


def slow(seconds: float, rows: Sequence[Row] = ()) -> Step:
    """Nothing for `seconds`, then `rows` (requests: ReadTimeout, given a shorter timeout)."""
    return {"kind": "slow", "seconds": seconds, "rows": [dict(row) for row in rows]}


def invalid_json(text: str = '[{"flight": 1, "dest": ') -> Step:
    """200 and the complete body, which is no JSON (requests: JSONDecodeError)."""
    return {"kind": "invalid_json", "body": text}


# --- the caller's side -----------------------------------------------------------------------------------


class FlakyServer:
    """The server in a process of its own, ready when the constructor returns. A context manager."""

    def __init__(self, plan: Mapping[str, Sequence[Step]] | None = None, journal: Path | None = None) -> None:
        """Start it with a `plan` (path -> steps). The journal goes to a temporary folder unless said.

        Raises ValueError for a plan with no steps or an unknown step.
        """
        self._folder = tempfile.TemporaryDirectory(prefix="flaky-server-")
        self._journal = journal or Path(self._folder.name) / "journal.jsonl"
        self._process = ServerProcess(__name__, str(self._journal))
        self.address: str = self._process.hello["address"]
        try:
            for path, steps in (plan or {}).items():
                self.plan(path, *steps)
        except ValueError:
            self.close()
            raise

    def plan(self, path: str, *steps: Step) -> str:
        """Plan (or plan anew) what happens at `path`, and return its URL."""
        self._process.tell({"path": path, "steps": list(steps)})
        return self.url(path)

    def url(self, path: str = "/") -> str:
        """The URL of `path` on this server."""
        return f"{self.address}/{path.lstrip('/')}"

    def journal(self, path: str | None = None) -> list[Entry]:
        """Every request so far (to `path`), in order of arrival.

        An entry has time (monotonic seconds, the same clock as time.monotonic here), method, path, query,
        headers, body (bytes, sha256 and, where it is JSON, json), request (its number at this path, from 1)
        and step, the planned one.
        """
        return [entry for entry in read_journal(self._journal) if path in (None, entry["path"])]

    def close(self) -> None:
        """End the process; with it goes a journal in a temporary folder."""
        self._process.close()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


# --- the server's side -----------------------------------------------------------------------------------


class Plans:
    """Which step is next at which path; safe to share between the server's threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._steps: dict[str, list[Step]] = {}
        self._requests: dict[str, int] = {}

    def add(self, message: Message) -> Message:
        """Take `{"path": …, "steps": […]}` and start that path from its first step."""
        path, steps = message["path"], message["steps"]
        if not path.startswith("/"):
            raise ValueError(f"a path starts with a slash, {path!r} does not")
        unknown = [step.get("kind") for step in steps if step.get("kind") not in FlakyHandler.ANSWERS]
        if unknown or not steps:
            raise ValueError(f"{path} needs one or more known steps; unknown: {unknown}")
        with self._lock:
            self._steps[path], self._requests[path] = steps, 0
        return {"path": path, "steps": len(steps)}

    def next(self, path: str) -> tuple[int, Step]:
        """The number of this request at `path`, from 1, and what is to happen to it."""
        with self._lock:
            number = self._requests[path] = self._requests.get(path, 0) + 1
            steps = self._steps.get(path, [NO_PLAN])
            return number, steps[min(number, len(steps)) - 1]


class FlakyHandler(BaseHTTPRequestHandler):
    """Answers one connection's requests: journal first, then the planned step."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "Listener"

    def answer(self) -> None:
        """Read the request, write it down, do what is planned."""
        arrived = time.monotonic()
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        target = urlsplit(self.path)
        number, step = self.server.plans.next(target.path)
        entry = {
            "time": arrived,
            "method": self.command,
            "path": target.path,
            "query": target.query,
            "headers": {name: self.headers[name] for name in JOURNALED_HEADERS if name in self.headers},
            "body": describe(body),
            "request": number,
            "step": step,
        }
        self.server.journal.append(entry)
        self.ANSWERS[step["kind"]](self, step)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def _ok(self, step: Step) -> None:
        self._send(200, "application/json", json.dumps(step["rows"]).encode())

    def _status(self, step: Step) -> None:
        self.close_connection = True
        self._send(step["status"], "text/html; charset=utf-8", step["body"].encode(), step["headers"])

    def _reset(self, _: Step) -> None:
        self.close_connection = True
        # Linger 0: closing sends RST. `detach` closes now, though rfile and wfile still hold the socket.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())

    def _short_body(self, step: Step) -> None:
        self.close_connection = True
        body = json.dumps(step["rows"]).encode()
        self._send(200, "application/json", body[: len(body) // 2], length=len(body))

    def _slow(self, step: Step) -> None:
        time.sleep(step["seconds"])
        self._ok(step)

    def _invalid_json(self, step: Step) -> None:
        self.close_connection = True
        self._send(200, "application/json", step["body"].encode())

    ANSWERS: dict[str, Callable[["FlakyHandler", Step], None]] = {  # noqa: RUF012 -- never changed
        "ok": _ok,
        "status": _status,
        "reset": _reset,
        "short_body": _short_body,
        "slow": _slow,
        "invalid_json": _invalid_json,
    }

    def _send(
        self,
        code: int,
        kind: str,
        body: bytes,
        headers: Mapping[str, str] | None = None,
        length: int | None = None,
    ) -> None:
        self.send_response(code)
        fields = {"Content-Type": kind, "Content-Length": str(len(body) if length is None else length)}
        if self.close_connection:
            fields["Connection"] = "close"
        for name, value in (fields | dict(headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the journal is the log."""


class Listener(ThreadingTCPServer):
    """A free port of this machine alone, a thread per connection. (HTTPServer would ask DNS for its name.)"""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, journal: Journal) -> None:
        super().__init__(("127.0.0.1", 0), FlakyHandler)
        self.plans, self.journal = Plans(), journal

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is part of the exercise."""


def describe(body: bytes) -> dict[str, Any]:
    """Size and digest of a body, and its content where it is JSON of at most 64 KiB."""
    described: dict[str, Any] = {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    try:
        return described | {"json": json.loads(body)} if len(body) <= JSON_IN_JOURNAL else described
    except ValueError:  # no JSON, or not even text
        return described


def main(journal: str) -> None:
    """Serve until stdin closes; the first line printed says where."""
    listener = Listener(Journal(Path(journal)))
    threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    host, port = listener.server_address[:2]
    serve_until_stdin_closes({"address": f"http://{host!s}:{port}"}, listener.plans.add)


if __name__ == "__main__":
    main(*sys.argv[1:])
