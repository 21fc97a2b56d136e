"""Drives the real JupyterLab in the real Chromium, as a learner would."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from autograder.copies.update import update
from autograder.open_lab import releases

TOKEN = "test-token"
SERVE = """
import sys
from pathlib import Path
from autograder.open_lab import serve
sys.exit(serve(Path(sys.argv[1]), sys.argv[2:]))
"""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """Path of the system's Chromium; `make test` installs it."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert found, "no Chromium on this machine: run the tests with `make test`, which installs it"
    return found


@contextmanager
def lab(folder: Path, variables: Mapping[str, str] | None = None) -> Iterator[str]:
    """JupyterLab on a learner's working copies in a folder, as `make lab` starts it; yields its address.

    ``variables`` are added to its environment, which its kernels inherit.
    """
    # Not the whole command: that also carries over what whoever runs the tests has in this checkout.
    update(folder, releases())
    hears = "--expose-app-in-browser"  # so that a test can hear of the end of a command
    with _serving([sys.executable, "-c", SERVE, str(folder), hears], folder, variables) as address:
        yield address


@contextmanager
def formgrader(course: Path) -> Iterator[str]:
    """Formgrader on a course folder, as `autograder formgrader` starts it; yields its address."""
    command = [sys.executable, "-m", "autograder.cli", "formgrader", "--course", str(course)]
    with _serving([*command, "--allow-root"], course, {}) as address:
        yield address


@contextmanager
def _serving(command: list[str], folder: Path, variables: Mapping[str, str] | None) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*command, "--no-browser", f"--port={port}", f"--IdentityProvider.token={TOKEN}"]
    environment = {**os.environ, **(variables or {}), "JUPYTER_CONFIG_DIR": str(folder / ".jupyter")}
    environment.pop("JUPYTER_CONFIG_PATH", None)
    log = (folder / "lab.log").open("w")
    server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=folder)
    try:
        _wait_for_port(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for_port(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert server.poll() is None, "JupyterLab ended at once; see lab.log"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError("JupyterLab did not answer within two minutes")


@contextmanager
def browser_page() -> Iterator[Page]:
    """One page of a fresh Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(60_000)
        yield page
        browser.close()


def shut_down_kernels(page: Page, address: str) -> None:
    """As a learner would between two lessons: each kernel may hold a JVM with its gigabyte."""
    sessions = f"{address}/api/sessions"
    for session in page.request.get(f"{sessions}?token={TOKEN}").json():
        page.request.delete(f"{sessions}/{session['id']}?token={TOKEN}")


class Notebook:
    """One notebook opened in Lab."""

    def __init__(self, page: Page, address: str, path: Path, root: Path) -> None:
        self.page, self.path = page, path
        page.goto(f"{address}/lab/tree/{path.relative_to(root)}?token={TOKEN}&reset")
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        page.wait_for_selector(".jp-NotebookPanel-toolbar")
        self._wait_for_kernel(120)

    def run_all(self, seconds: float = 300) -> dict[str, Any]:
        """Run > Run All Cells, wait, save; the notebook as saved.

        Lab says itself when the last cell has run. Neither the kernel's state nor the prompts do: between two
        cells the kernel is idle, and the cells that still wait may not be drawn yet.
        """
        self.page.evaluate(
            """() => {
                window.ranAll = false;
                jupyterapp.commands.commandExecuted.connect((_, command) => {
                    if (command.id === 'notebook:run-all-cells') {
                        command.result.then(() => { window.ranAll = true; });
                    }
                });
            }"""
        )
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name=re.compile("^Run All Cells")).click()
        self.page.wait_for_function("window.ranAll", timeout=seconds * 1000)
        return self.save()

    def save(self) -> dict[str, Any]:
        """Save with the keyboard and read the file, as soon as Lab has written all of it."""
        before = self.path.stat().st_mtime_ns
        self.page.keyboard.press("Control+s")
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            self.page.wait_for_timeout(200)
            if self.path.stat().st_mtime_ns != before and (saved := self._read()):
                return saved
        return self._read()

    def _read(self) -> dict[str, Any]:
        """The notebook's file; empty while it is being written."""
        try:
            saved: dict[str, Any] = json.loads(self.path.read_text("utf-8"))
        except ValueError:
            return {}
        return saved

    def _wait_for_kernel(self, seconds: float) -> None:
        """Until the kernel is there: before that, Run would ask for one."""
        self.page.wait_for_function(
            "document.querySelector('#jp-main-statusbar')?.textContent.includes('| Idle')",
            timeout=seconds * 1000,
        )


def notices(page: Page) -> list[str]:
    """Texts of dialogs, toasts and widgets that cannot be shown: a learner should meet none."""
    broken = page.get_by_text("Click to show javascript error").all_inner_texts()
    return page.locator(".jp-Dialog, .Toastify__toast").all_inner_texts() + broken


def troubles(notebook: dict[str, Any]) -> list[str]:
    """Errors and stderr in a saved notebook's outputs."""
    found = []
    for cell in notebook["cells"]:
        for out in cell.get("outputs", ()):
            if out["output_type"] == "error":
                found.append(f"{out['ename']}: {out['evalue']}")
            if out.get("name") == "stderr":
                found.append("stderr: " + "".join(out["text"])[:300])
    return found


def scores(notebook: dict[str, Any]) -> dict[str, float]:
    """Check cell → the number it shows."""
    found = {}
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if name.startswith("check-"):
            shown = [out["data"]["text/plain"] for out in cell["outputs"] if "data" in out]
            found[name.removeprefix("check-")] = float("".join(shown[-1])) if shown else float("nan")
    return found
