"""One pass with two counters."""


def on_time_rate(delays):
    total = good = 0
    for delay in delays:
        if delay is None:
            continue
        total += 1
        good += delay < 15
    return good / total if total else None
