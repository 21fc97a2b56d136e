"""A process and a session in other zones, and back again."""

import os
import time
from datetime import datetime
from types import SimpleNamespace

import pytest

from autograder.worlds.zones import SESSION, zones

NEW_YEAR = 1_356_998_400  # 2013-01-01 00:00 in UTC


def session():
    """The one conf that matters, in a dict."""
    conf = {SESSION: "UTC"}
    return conf, SimpleNamespace(conf=SimpleNamespace(get=conf.get, set=conf.__setitem__))


def local_hour():
    return datetime.fromtimestamp(NEW_YEAR).hour  # noqa: DTZ006 -- the process's zone is what is asked


@pytest.mark.parametrize("before", [None, "UTC", "Asia/Tokyo"])
def test_both_zones_hold_inside_and_are_restored(monkeypatch, before):
    """Whatever TZ was, unset included, and also when the body raises."""
    monkeypatch.delenv("TZ", raising=False) if before is None else monkeypatch.setenv("TZ", before)
    time.tzset()
    at_first = local_hour()
    conf, spark = session()
    with pytest.raises(RuntimeError), zones(spark, session="America/New_York", process="Pacific/Auckland"):
        assert conf[SESSION] == "America/New_York"
        assert local_hour() == 13
        raise RuntimeError
    assert conf[SESSION] == "UTC"
    assert os.environ.get("TZ") == before
    assert local_hour() == at_first
    monkeypatch.undo()
    time.tzset()
