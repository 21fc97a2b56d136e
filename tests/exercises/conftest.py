"""The banks run hundreds of checks in one JVM, so it is told to compile for the long run."""

import pytest


@pytest.fixture(autouse=True)
def long_lived_jvm(monkeypatch):
    """Counts when this process's JVM starts; a session that is already there is used as it is."""
    monkeypatch.setenv("AUTOGRADER_LONG_LIVED", "1")


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """Answers that write beside their notebook write into a folder of their own."""
    monkeypatch.chdir(tmp_path)
