"""A helper server in a process of its own: started, told things over its stdin, gone when stdin closes.

Both ends speak one JSON object per line. The child answers first with where it listens, then with one line
for every line it is given. Because its life hangs on the pipe, no server outlives the process that wanted it.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any, Self

from autograder.paths import PACKAGE

Message = dict[str, Any]


class ServerDied(RuntimeError):
    """The server's process ended, or did not understand what it was told."""


class ServerProcess:
    """`python -m module arguments…` as a context manager; `hello` is the first line it printed."""

    def __init__(self, module: str, *arguments: str) -> None:
        # -P: the module must come from the package, not from a file of that name in the current folder.
        command = [sys.executable, "-P", "-m", module, *arguments]
        path = os.pathsep.join(filter(None, (str(PACKAGE.parent), os.environ.get("PYTHONPATH"))))
        self._module, self._lock = module, threading.Lock()
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
            text=True,
            encoding="utf-8",
        )
        self.hello = self._answer()

    def tell(self, message: Message) -> Message:
        """Send one message and return the answer.

        Raises ServerDied when the process has ended, ValueError when it refuses the message.
        """
        with self._lock:
            try:
                assert self._process.stdin is not None
                self._process.stdin.write(json.dumps(message) + "\n")
                self._process.stdin.flush()
            except (BrokenPipeError, ValueError) as error:
                raise self._died() from error
            answer = self._answer()
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer

    def close(self) -> None:
        """Close the process's stdin and wait for its end; closing twice is no error."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:  # it does not listen: a bug of ours, but never a leftover process
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _answer(self) -> Message:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise self._died()
        answer: Message = json.loads(line)
        return answer

    def _died(self) -> ServerDied:
        return ServerDied(
            f"The helper process {self._module} has ended (exit code {self._process.poll()}). "
            "Make a new one; if it ends again, run the module by hand to see why."
        )


def serve_until_stdin_closes(hello: Message, on_message: Callable[[Message], Message]) -> None:
    """The child's end: print `hello`, then answer each line of stdin until there are no more.

    An exception of `on_message` becomes the answer `{"error": …}`.
    """
    # A notebook's interrupt goes to the whole process group; only the closed pipe ends a helper.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    print(json.dumps(hello), flush=True)
    for line in sys.stdin:
        try:
            answer = on_message(json.loads(line))
        except Exception as error:  # whatever is wrong with a message is the sender's to hear
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)
