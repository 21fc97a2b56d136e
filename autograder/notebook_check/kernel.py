"""A fresh kernel of this Python: runs one piece of code after another, each within a limit of time."""

from __future__ import annotations

import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from autograder import paths
from autograder.checks.model import Json
from autograder.checks.run import lab_root
from autograder.notebook_check.model import CannotCheck

START_SECONDS = 120
LEAVE_SECONDS = 3.0
GRADING = ("AUTOGRADER_SEED", "AUTOGRADER_LAB")  # with these a check would only observe
ANSI = re.compile(r"\x1b\[[0-9;]*m")
OWN_LINE = re.compile(r"Cell In\[\d+\], line (\d+)|\(\S+\.py, line (\d+)\)")
MORE = "`--timeout` allows more seconds."
ENDS = "Does something call `os._exit`, or need more memory than there is?"
MOST = 200  # characters of an error's first line


class Lost(Exception):
    """The kernel is no more: what ran took too long, or ended it. The message says so, as "took longer …"."""


class CellError(Exception):
    """Code ended with an error; the message is its first line, with the line of the cell."""


class _ThisPython(KernelSpecManager):
    """Starts kernels with the Python that runs this, whichever kernels the machine has installed."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name=kernel_name, language="python", resource_dir="")


class _Client(NotebookClient):
    """nbclient without what cells print: nobody reads it, and an endless loop may print for minutes."""

    def process_message(self, msg: Json, cell: NotebookNode, cell_index: int) -> NotebookNode | None:
        return None if msg["msg_type"] == "stream" else super().process_message(msg, cell, cell_index)


class Kernel:
    """A kernel in a folder; ``seconds`` is how long one piece of code may run. Close it at the end.

    Raises CannotCheck when it does not start.
    """

    def __init__(self, folder: Path, seconds: float) -> None:
        self._seconds = seconds
        self._cell = new_code_cell()
        self._manager = AsyncKernelManager(kernel_spec_manager=_ThisPython())
        self._client = _Client(
            new_notebook(cells=[self._cell]),
            km=self._manager,
            timeout=seconds,
            startup_timeout=START_SECONDS,
            shutdown_kernel="immediate",  # asked politely, ipykernel waits for its JVM until it is killed
            allow_errors=True,
            record_timing=False,
            log=_silent(),
        )
        self._temp = tempfile.mkdtemp(prefix="autograder-check-")
        self._start(folder)
        provisioner: Any = self._manager.provisioner
        self._process: subprocess.Popen[bytes] = provisioner.process

    def _start(self, folder: Path) -> None:
        """Nothing that the kernel or its JVM writes past its cells reaches the terminal."""
        nowhere = subprocess.DEVNULL
        try:
            environment = _environment() | {"TMPDIR": self._temp}  # nobody's exit hooks empty it
            self._client.start_new_kernel(cwd=str(folder), env=environment, stdout=nowhere, stderr=nowhere)
            self._client.start_new_kernel_client()
        except Exception as error:  # RuntimeError, OSError, zmq's own kinds
            shutil.rmtree(self._temp, ignore_errors=True)
            todo = f"Run `{paths.command('setup')}`."
            raise CannotCheck(f"No Python kernel starts here: {error}. {todo}") from error

    def run(self, source: str) -> list[Json]:
        """The outputs of a piece of code. Raises CellError, and Lost, after which the kernel is closed."""
        self._cell.source = source
        try:
            self._client.execute_cell(self._cell, 0, store_history=False)
        except CellTimeoutError:
            self.close()
            raise Lost(f"took longer than {self._seconds:g} s. Does a loop never end? {MORE}") from None
        except DeadKernelError:
            self.close()
            raise Lost(f"ended the Python process it ran in. {ENDS}") from None
        outputs: list[Json] = self._cell.outputs
        for output in outputs:
            if output["output_type"] == "error":
                raise CellError(first_line(output))
        return outputs

    def close(self) -> None:
        """End the kernel, its JVM with it, and remove what its checks and cells left in folders of ours."""
        self._ask_to_end()
        if self._client.km is not None:
            self._client._cleanup_kernel()
        shutil.rmtree(lab_root().parent / str(self._process.pid), ignore_errors=True)
        shutil.rmtree(self._temp, ignore_errors=True)

    def _ask_to_end(self) -> None:
        """SIGTERM to the kernel and its children, and a moment: a JVM then removes its temp folders."""
        until = time.monotonic() + LEAVE_SECONDS
        with suppress(ProcessLookupError):  # there is no such group any more
            os.killpg(self._process.pid, signal.SIGTERM)
            while time.monotonic() < until:
                self._process.poll()  # buries the kernel itself
                os.killpg(self._process.pid, 0)
                time.sleep(0.05)


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in GRADING}
    return kept | {"PYTHONDONTWRITEBYTECODE": "1"}  # no __pycache__ beside the notebook


def _silent() -> logging.Logger:
    """A logger outside logging's registry: nbclient tells of each timeout on stderr."""
    log = logging.Logger("notebook-check")
    log.addHandler(logging.NullHandler())
    return log


def first_line(output: Json) -> str:
    """An error as one line: ``line 3: NameError: name 'x' is not defined``."""
    lines = [line.strip() for line in ANSI.sub("", output["evalue"]).splitlines() if line.strip()]
    told = OWN_LINE.sub("", lines[0]).strip() if lines else "no message"
    told = told if len(told) <= MOST else f"{told[: MOST - 3]}..."
    found = OWN_LINE.search(ANSI.sub("", "\n".join([output["evalue"], *output["traceback"]])))
    where = f"line {found.group(1) or found.group(2)}: " if found else ""
    return f"{where}{output['ename']}: {told}"
