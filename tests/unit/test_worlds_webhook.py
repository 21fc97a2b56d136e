"""The webhook's receiver keeps what it took, misbehaves when told to, and can be read after its death."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from autograder.worlds.webhook import Webhook, dead_hook, inboxes


@pytest.fixture(scope="module")
def receiver() -> Iterator[Webhook]:
    with Webhook("alerts", "noisy") as running:
        yield running


@pytest.fixture
def http() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False  # a proxy of the environment must not stand in between
        yield session


def test_the_inbox_holds_what_was_taken_in_order(receiver: Webhook, http: requests.Session) -> None:
    """Each hook has its own inbox."""
    before = len(receiver.inbox())
    for number in (1, 2):
        assert http.post(receiver.url, json={"n": number}, timeout=5).status_code == 200
    http.post(receiver.url_of("noisy"), json={"n": 3}, timeout=5)
    assert receiver.inbox()[before:] == [{"n": 1}, {"n": 2}]
    assert receiver.inbox("noisy")[-1] == {"n": 3}


def test_what_is_refused_is_journaled_and_not_taken(receiver: Webhook, http: requests.Session) -> None:
    """A 500 is an alert that nobody has; the journal knows of the attempt."""
    before, attempts = len(receiver.inbox()), len(receiver.journal("alerts"))
    receiver.refuse(code=502)
    assert http.post(receiver.url, json={"n": 4}, timeout=5).status_code == 502
    receiver.accept()
    assert len(receiver.inbox()) == before
    assert len(receiver.journal("alerts")) == attempts + 1


def test_a_stalled_hook_answers_too_late(receiver: Webhook, http: requests.Session) -> None:
    """The sender's timeout fires; the other hook is as quick as ever."""
    receiver.stall("noisy", seconds=0.5)
    start = time.monotonic()
    with pytest.raises(requests.Timeout):
        http.post(receiver.url_of("noisy"), json={}, timeout=0.1)
    assert time.monotonic() - start < 0.5
    assert http.post(receiver.url, json={}, timeout=5).ok
    receiver.accept("noisy")


def test_what_is_no_json_is_not_taken(receiver: Webhook, http: requests.Session) -> None:
    """An inbox holds alerts, not forms."""
    before = len(receiver.inbox())
    http.post(receiver.url, data="plain text", timeout=5)
    assert len(receiver.inbox()) == before


def test_a_dead_receiver_refuses_connections_and_keeps_its_inbox(
    tmp_path: Path, http: requests.Session
) -> None:
    """Dying twice is no error, and the journal file tells the same as the receiver."""
    with Webhook(journal=tmp_path / "journal.jsonl") as receiver:
        http.post(receiver.url, json={"n": 5}, timeout=5)
        receiver.die()
        receiver.die()
        with pytest.raises(requests.ConnectionError):
            http.post(receiver.url, json={"n": 6}, timeout=5)
        assert receiver.inbox() == [{"n": 5}]
    assert inboxes(tmp_path / "journal.jsonl", "alerts", "other") == {"alerts": [{"n": 5}], "other": []}


def test_a_dead_hook_refuses_at_once(http: requests.Session) -> None:
    """No listener, no wait."""
    with dead_hook() as url:
        start = time.monotonic()
        with pytest.raises(requests.ConnectionError):
            http.post(url, json={}, timeout=5)
        assert time.monotonic() - start < 2


def test_a_journal_that_is_not_there_has_empty_inboxes(tmp_path: Path) -> None:
    """A receiver that was never started took nothing."""
    assert inboxes(tmp_path / "nothing.jsonl", "alerts") == {"alerts": []}
