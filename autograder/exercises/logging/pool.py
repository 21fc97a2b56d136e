"""``map_with_context``: a pool of threads in which context variables survive, and do not mix."""

from __future__ import annotations

import contextvars
import random
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from autograder.checks import (
    Exercise,
    Json,
    Lab,
    Row,
    criterion,
    expect,
    expect_equal,
    expect_raised,
    expect_returned,
    probe,
    seeing,
    table,
)

RUN = contextvars.ContextVar("RUN", default="nobody")
STAGE = contextvars.ContextVar("STAGE", default="none")
PATIENCE = 0.5  # seconds that calls wait for each other; a pool with enough threads needs none
ERRORS = {kind.__name__: kind for kind in (ValueError, KeyError, OSError)}

SEE_THE_CALLER = """\
STAGE = ContextVar("STAGE", default="none")
RUN_ID.set("run-7")
STAGE.set("read")
map_with_context(lambda _: [time.sleep(0.1), RUN_ID.get(), STAGE.get()], [1, 2, 3], {workers})"""

SEE_WHAT_STAYS = """\
STAGE = ContextVar("STAGE", default="none")
STAGE.set("{stage}")

def change(item):
    before = STAGE.get()
    STAGE.set(f"item {{item}}")
    return f"{{before}}, then {{STAGE.get()}}"

print(map_with_context(change, range(12), {workers}))
print("the caller's, afterwards:", STAGE.get())"""

SEE_HOW_MANY = """\
inside, most = set(), []

def work(item):
    inside.add(item)
    most.append(len(inside))
    time.sleep(0.1)
    inside.remove(item)

map_with_context(work, range({items}), {workers})
print("most calls at the same time:", max(most))"""

SEE_THE_ERROR = """\
error = {error}("from the scenario")

def load(item):
    if item == {items[2]}:
        raise error
    return item

try:
    print(map_with_context(load, {items}, {workers}))
except Exception as seen:
    print(repr(seen), "the very error:", seen is error)"""


class MapWithContext(Exercise):
    """``map_with_context(fn, items, workers)``: every task in a copy of the caller's context."""

    name = "map_with_context"
    hints = (
        "In whose context does a pool's thread run your function? And how many threads may be in one context "
        "at the same time?",
        "copy_context() in the caller's thread, once for each item; the copy's method `run` calls a function "
        "in it. Keep the futures in the order in which you submitted them.",
        "with ThreadPoolExecutor(workers) as pool: tasks = [pool.submit(copy_context().run, fn, item) for "
        "item in items]; return [task.result() for task in tasks]",
    )

    def scenario(self, rng: random.Random) -> Json:
        return {
            "items": rng.sample(range(100, 999), rng.randint(7, 12)),
            "workers": rng.randint(2, 4),
            "run": f"run-{rng.randrange(10**6):06}",
            "stage": rng.choice(["read", "merge"]),
            "error": rng.choice(sorted(ERRORS)),
        }

    @probe
    def context(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """What tasks see of the caller's context, while as many of them as there are workers overlap."""
        meet = Meeting(scenario["workers"])

        def see(_item: int) -> list[str]:
            meet.wait()
            return [RUN.get(), STAGE.get()]

        items = list(range(scenario["workers"] * 2))
        return self._in_the_run(scenario, lab, answer, see, items)

    @probe
    def own(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """What tasks see that set the variable themselves, and what the caller finds afterwards."""

        def change(item: int) -> str:
            before = STAGE.get()
            STAGE.set(f"item {item}")
            time.sleep(0.001)
            return f"{before}, then {STAGE.get()}"

        return self._in_the_run(scenario, lab, answer, change, scenario["items"])

    @staticmethod
    def _in_the_run(
        scenario: Json, lab: Lab, answer: SimpleNamespace, fn: Callable[[int], Any], items: list[int]
    ) -> Json:
        """One call in a context of its own, where both variables are set."""

        def act() -> Json:
            RUN.set(scenario["run"])
            STAGE.set(scenario["stage"])
            done = lab.call(answer.map_with_context, fn, items, scenario["workers"])
            return {"call": done.record(), "caller": [RUN.get(), STAGE.get()]}

        return contextvars.copy_context().run(act)

    @probe
    def crowd(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """How many calls run at once, and whether so many ever do."""
        meet = Meeting(scenario["workers"])

        def count(_item: int) -> None:
            with meet:
                meet.wait()
                time.sleep(0.02)  # so that one too many would be seen

        items = list(range(scenario["workers"] * 3))
        called = f"map_with_context(work, range({len(items)}), {scenario['workers']})"
        done = lab.calling(called, answer.map_with_context, count, items, scenario["workers"])
        return {"call": done.record(), "most": meet.most, "met": meet.met}

    @probe
    def steady(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        """Whether the first call can be the last to end: it waits until all others are done."""
        items = list(range(scenario["workers"] * 3))
        done, lock, all_others = set(), threading.Lock(), threading.Event()

        def work(item: int) -> bool:
            if item == 0:
                return all_others.wait(PATIENCE)
            with lock:
                done.add(item)
                if len(done) == len(items) - 1:
                    all_others.set()
            return True

        called = (
            f"map_with_context(work, range({len(items)}), {scenario['workers']}), whose first call takes long"
        )
        return lab.calling(called, answer.map_with_context, work, items, scenario["workers"]).record()

    @probe
    def failing(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        error = ERRORS[scenario["error"]]("from the scenario")

        def work(item: int) -> int:
            if item == scenario["items"][2]:
                raise error
            return item

        done = lab.call(answer.map_with_context, work, scenario["items"], scenario["workers"])
        return {"call": done.record(), "same": done.exception is error}

    @table(points=1)
    def in_order(self, scenario: Json) -> list[Row]:
        """one call for each item, the results in the order of the items

        as_completed gives the fastest first. Keep the futures in a list, and ask them in its order.
        """
        items, workers = scenario["items"], scenario["workers"]
        slow = items[:2]  # the first items take longest

        def double(item: int) -> int:
            time.sleep(0.01 if item in slow else 0)
            return item * 2

        call = f"map_with_context(lambda n: time.sleep(0.01 if n in {slow} else 0) or n * 2, {{}})".format
        results = [item * 2 for item in items]
        return [
            Row(call(f"{items}, {workers}"), (double, items, workers), results),
            Row(call(f"iter({items}), {workers}"), (double, iter(items), workers), results),
            Row(call(f"[], {workers}"), (double, [], workers), []),
            Row(call(items[:3]), (double, items[:3]), results[:3]),
        ]

    @criterion(points=3)
    def sees_the_caller(self, scenario: Json, context: Any) -> None:
        """each call sees the caller's context variables, all workers at once

        pool.map(fn, items) runs in contexts that are empty. One copy for all tasks is refused as soon as
        two threads are in it. One copy_context() for each task is right.
        """
        workers = scenario["workers"]
        with seeing(SEE_THE_CALLER.format(workers=workers)):
            got = expect_returned(context["call"], what="what each call saw")
            due = [[scenario["run"], scenario["stage"]]] * (workers * 2)
            expect_equal(got, due, what="two variables, as each call saw them")

    @criterion(points=2, needs=(sees_the_caller,))
    def stays_apart(self, scenario: Json, own: Any) -> None:
        """what a call sets stays in that call

        A pool's thread serves many tasks: what one of them leaves in the thread's context, the next
        finds. In a copy for each task there is nothing to find.
        """
        with seeing(SEE_WHAT_STAYS.format(stage=scenario["stage"], workers=scenario["workers"])):
            got = expect_returned(own["call"], what="what each call saw")
            due = [f"{scenario['stage']}, then item {item}" for item in scenario["items"]]
            expect_equal(got, due, what="what each call saw")
            expect_equal(
                own["caller"], [scenario["run"], scenario["stage"]], what="the caller's variables afterwards"
            )

    @criterion(points=1, needs=(in_order,))
    def keeps_to_workers(self, scenario: Json, crowd: Any, steady: Any) -> None:
        """`workers` calls at a time: so many, and no more

        ThreadPoolExecutor(workers) keeps to it. Asking for a result right after submitting makes them run
        one after the other; in batches, the slowest call of each holds up the next.
        """
        workers = scenario["workers"]
        with seeing(SEE_HOW_MANY.format(items=workers * 3, workers=workers)):
            expect_returned(crowd["call"], what="a list")
            at_once = f"{workers} calls that run at the same time"
            expect(crowd["met"], expected=at_once, got=f"at most {crowd['most']}")
            expect_equal(crowd["most"], workers, what="most calls at the same time")
        results = expect_returned(steady, what="a list")
        expect(
            results and results[0],
            expected="all other calls done while the first one is still at work",
            got="calls that wait for the first one",
        )

    @criterion(points=1, needs=(in_order,))
    def raises(self, scenario: Json, failing: Any) -> None:
        """an exception of fn reaches the caller, unchanged

        future.result() raises what the call raised. A future that nobody asks keeps it to itself.
        """
        with seeing(SEE_THE_ERROR.format(**scenario)):
            expect_raised(failing["call"], scenario["error"], what="that error")
            expect(failing["same"], expected="the very error", got="another object")


class Meeting:
    """Lets calls wait until so many are there at once, and counts them."""

    def __init__(self, size: int) -> None:
        self._barrier, self._lock = threading.Barrier(size), threading.Lock()
        self._inside = self.most = 0
        self.met = False

    def wait(self) -> None:
        """Wait for the others; when they do not come, nobody waits any more."""
        try:
            self._barrier.wait(PATIENCE)
            self.met = True
        except threading.BrokenBarrierError:
            pass

    def __enter__(self) -> None:
        with self._lock:
            self._inside += 1
            self.most = max(self.most, self._inside)

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1


EXERCISES = (MapWithContext(),)
