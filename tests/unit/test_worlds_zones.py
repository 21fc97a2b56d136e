"""Zones are changed for the body alone, also when it raises."""

import os
import time
from datetime import datetime

import pytest

from autograder.worlds.zones import SESSION_ZONE, process_zone, session_zone, zones


class Session:
    """As much of a SparkSession as a zone needs."""

    def __init__(self) -> None:
        self.settings = {SESSION_ZONE: "UTC"}
        self.conf = self

    def get(self, key: str) -> str:
        return self.settings[key]

    def set(self, key: str, value: str) -> None:
        self.settings[key] = value


@pytest.mark.parametrize(("zone", "hours"), [("UTC", 0), ("America/New_York", -5), ("Asia/Kolkata", 5.5)])
def test_the_process_is_in_the_zone_for_the_body_alone(zone: str, hours: float) -> None:
    """A naive datetime of a winter's day means local time inside, and what it meant before outside."""
    winter = datetime(2013, 1, 15, 12)  # noqa: DTZ001 -- naive on purpose
    outside, tz = winter.timestamp(), os.environ.get("TZ")
    with pytest.raises(KeyError), process_zone(zone):
        assert winter.astimezone().utcoffset().total_seconds() == hours * 3600
        raise KeyError
    assert (winter.timestamp(), os.environ.get("TZ")) == (outside, tz)


def test_a_process_without_tz_has_none_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable is removed again where it was not set."""
    monkeypatch.delenv("TZ", raising=False)
    with process_zone("Asia/Kolkata"):
        assert time.tzname[0] == "IST"
    assert "TZ" not in os.environ


def test_the_session_is_in_the_zone_for_the_body_alone() -> None:
    """Also when the body raises."""
    session = Session()
    with pytest.raises(KeyError), session_zone(session, "Asia/Kolkata"):  # type: ignore[arg-type]
        assert session.get(SESSION_ZONE) == "Asia/Kolkata"
        raise KeyError
    assert session.get(SESSION_ZONE) == "UTC"


def test_both_are_restored_when_the_body_raises() -> None:
    """Together as one by one."""
    session, before = Session(), os.environ.get("TZ")
    with pytest.raises(RuntimeError), zones(session, session="Asia/Tokyo", process="Pacific/Auckland"):
        assert (session.settings[SESSION_ZONE], os.environ["TZ"]) == ("Asia/Tokyo", "Pacific/Auckland")
        raise RuntimeError
    assert (session.settings[SESSION_ZONE], os.environ.get("TZ")) == ("UTC", before)
