"""Mistakes in ``on_time_rate``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.welcome.on_time import OnTimeRate

MISTAKES = [
    mistake(
        "counts_cancelled_as_late",
        "Divides by all planned flights, so that a cancelled flight counts as late.",
        killed_by=OnTimeRate.ignores_cancelled,
        also=(OnTimeRate.nothing_departed,),
        whole="""
def on_time_rate(delays):
    return sum(d is not None and d < 15 for d in delays) / len(delays)
""",
    ),
    mistake(
        "counts_cancelled_as_on_time",
        "Fills NULL with 0, the classic: cancelled flights become punctual ones.",
        killed_by=OnTimeRate.ignores_cancelled,
        also=(OnTimeRate.nothing_departed,),
        whole="""
def on_time_rate(delays):
    filled = [d or 0 for d in delays]
    return sum(d < 15 for d in filled) / len(filled)
""",
    ),
    mistake(
        "divides_by_zero",
        "Fails with ZeroDivisionError on a day when nothing departed.",
        killed_by=OnTimeRate.nothing_departed,
        whole="""
def on_time_rate(delays):
    departed = [d for d in delays if d is not None]
    return sum(d < 15 for d in departed) / len(departed)
""",
    ),
    mistake(
        "early_is_not_on_time",
        "Forgets that an early departure, a negative delay, is on time.",
        killed_by=OnTimeRate.counts_on_time,
        replace={"delay < 15": "0 <= delay < 15"},
    ),
    mistake(
        "fifteen_is_on_time",
        "Includes the limit: a flight that leaves 15 minutes late is late.",
        killed_by=OnTimeRate.counts_on_time,
        replace={"delay < 15": "delay <= 15"},
    ),
    mistake(
        "percent",
        "Returns a percentage where a share between 0 and 1 is promised.",
        killed_by=OnTimeRate.counts_on_time,
        replace={"return sum(": "return 100 * sum("},
    ),
    mistake(
        "zero_for_nothing",
        "Reports 0 % on time when nothing departed: an alert about a number that does not exist.",
        killed_by=OnTimeRate.nothing_departed,
        replace={"return None": "return 0.0"},
    ),
]
