"""The fake clock keeps time.sleep's contract, except that it takes no time."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest

from autograder.worlds.clock import FakeClock


def test_sleeping_advances_both_clocks() -> None:
    """now, monotonic and the record of sleeps agree, and no real time passes to speak of."""
    clock, real = FakeClock(), time.monotonic()
    start = clock.now()
    clock.sleep(3600)
    clock.sleep(0.25)
    assert clock.sleeps == [3600.0, 0.25]
    assert clock.monotonic() == 3600.25
    assert clock.now() - start == timedelta(seconds=3600.25)
    assert time.monotonic() - real < 3600


def test_now_is_aware_utc() -> None:
    """Any zone may start the clock; it answers in UTC. A naive start is refused."""
    clock = FakeClock(datetime(2013, 3, 10, 1, tzinfo=timezone(timedelta(hours=-5))))
    assert clock.now() == datetime(2013, 3, 10, 6, tzinfo=UTC) and clock.now().tzinfo is UTC
    with pytest.raises(ValueError, match="no zone"):
        FakeClock(datetime(2013, 3, 10))  # noqa: DTZ001 -- naive on purpose


@pytest.mark.parametrize("length", [-1, -0.001, float("nan"), float("-inf"), "1", None])
def test_refuses_what_time_sleep_refuses(length: float) -> None:
    """The same kind of error as time.sleep, and the clock stands still."""
    clock = FakeClock()
    with pytest.raises((ValueError, TypeError, OverflowError)) as real:
        time.sleep(length)
    kinds = (TypeError,) if real.type is TypeError else (ValueError,)
    with pytest.raises(kinds):
        clock.sleep(length)
    assert clock.sleeps == [] and clock.monotonic() == 0


def test_waiting_is_not_sleeping() -> None:
    """advance moves the time and leaves no sleep behind; the record given out is a copy."""
    clock = FakeClock()
    clock.advance(5)
    clock.sleeps.append(1.0)
    assert clock.monotonic() == 5 and clock.sleeps == []


def test_threads_lose_no_sleep() -> None:
    """A thousand sleeps from eight threads all count."""
    clock = FakeClock()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: clock.sleep(1), range(1000)))
    assert clock.monotonic() == 1000 and len(clock.sleeps) == 1000
