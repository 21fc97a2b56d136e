"""``AlertManager``: judged by what its channels took, first of all a webhook in another process."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from autograder.checks import (
    Exercise,
    Json,
    Lab,
    criterion,
    expect,
    expect_equal,
    expect_raised,
    expect_returned,
    probe,
    seeing,
    witness,
)
from autograder.worlds.clock import FakeClock
from autograder.worlds.webhook import Webhook, dead_hook, inboxes

JOURNAL = "webhook.jsonl"
HOOKS = ("delivery", "cooldown", "recovery", "escalation", "decorator", "secrets", "refusing", "slow")
KEYS = "pipeline check table severity status message details timestamp fingerprint suppressed"
PATIENT = 5.0  # seconds: what no channel of ours needs on the busiest machine
IMPATIENT = 0.2
HANG = 2.5  # seconds: how long a slow channel takes
SOON = 1.5  # seconds: an impatient alert must be over by then
ERRORS = {error.__name__: error for error in (ValueError, OSError, LookupError)}
Inbox = list[Any]


# --- the stories: what is done, and what the manager must say ----------------------------------------------


@dataclass(frozen=True)
class Step:
    """One call, and what the manager must say to it; severity and names may be keys of the scenario."""

    says: str
    call: str = "severity"
    message: str = ""
    after: float = 0.0  # cooldowns since the step before
    check: str = "check"
    table: str = "table"
    channel: str = "takes"
    hours: int = 0  # one more detail, which is no part of the problem
    note: str = ""

    def asked(self, scenario: Json) -> tuple[str, list[Any]]:
        """The method to call, and its arguments."""
        names = {"check": scenario[self.check], "table": scenario[self.table]} if self.check else {}
        if self.call == "resolve":
            return "resolve", [*names.values()]
        severity = scenario.get(self.call, self.call)
        details = names | ({"hours": self.hours} if self.hours else {})
        return "send_alert", [severity, self.message or f"{severity}: late", details or None]

    def code(self, scenario: Json) -> str:
        """The call as a learner would write it."""
        method, args = self.asked(scenario)
        return f"alerts.{method}({', '.join(map(repr, args))})"

    def program(self, scenario: Json, mood: str) -> str:
        """The call, with what it must say; before it the time goes on, and the channel's mood may change."""
        changed = f"channel.mood = {self.channel!r}\n" if self.channel != mood else ""
        moved = f"clock.advance({self.after} * {scenario['cooldown']})\n" if self.after else ""
        return f"{moved}{changed}print({self.code(scenario)})  # {self.says}\n"

    def told(self, scenario: Json) -> str:
        """The call and what is special about it, in words."""
        later = f", {self.after} of the cooldown later" if self.after else ""
        broken = f", while the channel {self.channel}" if self.channel != "takes" else ""
        return f"{self.code(scenario)}{later}{broken}{self.note and ', ' + self.note}"


Story = tuple[Step, ...]
COOLDOWN = (
    Step("sent"),
    Step("suppressed", message="later", after=0.4, hours=31),
    Step("suppressed", after=0.4),
    Step("sent", table="beside"),
    Step("sent", check="other"),
    Step("sent", message="the disk is full", check=""),
    Step("suppressed", message="the disk is full", check=""),
    Step("sent", message="the disk is slow", check=""),
    Step("sent", after=0.25, note="1.05 cooldowns after the first"),
    Step("suppressed", after=0.5),
)
RECOVERY = (
    Step("nothing", "resolve", note="before any alert"),
    Step("sent", "warning"),
    Step("suppressed", "warning", after=0.1),
    Step("nothing", "resolve", table="beside"),
    Step("sent", "resolve"),
    Step("nothing", "resolve"),
    Step("sent", "warning", after=0.1, note="still within the first cooldown"),
)
ESCALATION = (
    Step("sent", "info"),
    Step("sent", "warning", after=0.1),
    Step("suppressed", "info"),
    Step("sent", "critical", after=0.8),
    Step("suppressed", "warning"),
    Step("suppressed", "critical"),
    Step(
        "suppressed", "warning", after=0.3, note="past the first cooldown, not past that of the critical one"
    ),
    Step("sent", "warning", after=0.8),
)
LOST = (
    Step("lost", "warning", channel="raises"),
    Step("lost", "warning", channel="says False"),
    Step("sent", "warning"),
    Step("suppressed", "warning"),
    Step("lost", "critical", channel="raises"),
    Step("sent", "critical", after=0.1),
    Step("suppressed", "critical", after=0.1),
    Step("suppressed", "critical", after=0.1),
    Step("lost", "critical", after=1.1, channel="raises"),
    Step("sent", "critical"),
    Step("lost", "resolve", channel="raises"),
    Step("sent", "resolve"),
    Step("nothing", "resolve"),
)


# --- managers and their channels ---------------------------------------------------------------------------


class Taker:
    """A callable channel: takes payloads, unless its mood is another."""

    def __init__(self, mood: str = "takes") -> None:
        self.mood, self.tried = mood, 0
        self.taken: list[Json] = []

    def __call__(self, payload: Json) -> Any:
        self.tried += 1
        if self.mood == "raises":
            raise ConnectionError("the chat is down")
        if self.mood == "says False":
            return False
        self.taken.append(dict(payload))
        return None


@contextmanager
def broken_channels(receiver: Webhook) -> Iterator[dict[str, Any]]:
    """A channel of each kind that does not work, by its name."""
    receiver.refuse("refusing")
    receiver.stall("slow", HANG)
    over = threading.Event()
    with dead_hook() as dead:
        yield {
            "dead": dead,
            "refusing": receiver.url_of("refusing"),
            "slow": receiver.url_of("slow"),
            "raising": Taker("raises"),
            "says False": Taker("says False"),
            "hanging": lambda _: over.wait(HANG),
        }
    over.set()


@dataclass
class World:
    """What the probes of a check share: one receiver, whose hooks are theirs."""

    scenario: Json
    answer: SimpleNamespace
    lab: Lab
    receiver: Webhook


class Desk:
    """One manager under test with a clock that moves when told, a logger that listens, and its calls."""

    def __init__(self, world: World, *channels: Any, **options: Any) -> None:
        """``channels``: a text that is one of HOOKS stands for that hook."""
        self.clock, self.lab, self.scenario = FakeClock(), world.lab, world.scenario
        self.texts: list[str] = []
        self.calls: list[Json] = []
        self.clock.advance(self.scenario["start"])
        self.manager = self.lab.must(
            options.pop("kind", world.answer.AlertManager),
            options.pop("pipeline", self.scenario["pipeline"]),
            [world.receiver.url_of(one) if one in HOOKS else one for one in channels],
            clock=self.clock.monotonic,
            cooldown=self.scenario["cooldown"],
            logger=self._logger(),
            **{"timeout": PATIENT, **options},
        )

    def _logger(self) -> logging.Logger:
        logger = logging.Logger("alerts of a check")  # not registered: nobody else hears it
        handler = logging.Handler(logging.WARNING)
        format_one = logging.Formatter("%(levelname)s %(message)s").format
        handler.emit = lambda record: self.texts.append(format_one(record))  # type: ignore[method-assign]
        logger.addHandler(handler)
        return logger

    def call(self, method: str, *args: Any) -> None:
        """One call of the manager; its record is kept."""
        self.calls.append(self.lab.call(getattr(self.manager, method), *args).record())

    def play(self, story: Story, channel: Taker | None = None) -> Json:
        """Every step of a story, one after the other."""
        for step in story:
            self.clock.advance(step.after * self.scenario["cooldown"])
            if channel:
                channel.mood = step.channel
            method, args = step.asked(self.scenario)
            self.call(method, *args)
        return self.seen()

    def seen(self, **more: Any) -> Json:
        """What came of it so far."""
        lost = self.lab.must(lambda: self.manager.lost)
        return {"calls": self.calls, "lost": lost, "logs": self.texts, **more}

    def failing_load(self, error: BaseException) -> Json:
        """A decorated load that raises this error."""

        def load() -> None:
            raise error

        done = self.lab.call(self.lab.must(self.manager.alert_on_failure, load))
        return {"call": done.record(), "same": done.exception is error}


class Alerts(Exercise):
    """Scripts of alerts, played against channels that work and channels that do not."""

    name = "alert_manager"
    testimony = "the journal of a server that runs beside the learner's kernel"
    answers = ("AlertManager",)
    hints = (
        "What must the manager remember of a problem after telling people about it, and at which "
        "moment may it begin to remember?",
        "A dict from fingerprint to (severity, when sent, how many held back since). Look there "
        "first, deliver "
        "second, write there last and only when a channel took the alert. Each channel in a daemon thread, "
        "joined for `timeout` seconds.",
        "send_alert: known = open.get(fp); known, not a higher severity, and clock() - "
        "known.sent_at < cooldown: "
        "count it, return 'suppressed'. Deliver; nobody took it: 'lost', change nothing. Else "
        "remember (severity, "
        "clock(), 0). resolve: deliver, then forget. The decorator: except Exception, suppress(Exception) "
        "around send_alert, bare raise. Log type(error).__name__ and channel_name(channel), nothing else.",
    )

    def scenario(self, rng: random.Random) -> Json:
        check, other = rng.sample(["freshness", "row_count", "schema", "last_run"], 2)
        table, beside = rng.sample(["silver.flights", "gold.on_time_daily", "bronze.flights"], 2)
        return {
            "pipeline": rng.choice(["on_time", "delays", "gold_daily"]),
            **{"check": check, "other": other, "table": table, "beside": beside},
            "cooldown": rng.choice([600.0, 1800.0, 3600.0, 86_400.0]),
            "start": rng.choice([0.0, 123.5, 1_000_000.0]),
            "hours": rng.randint(31, 90),
            "severity": rng.choice(["info", "warning"]),
            "error": rng.choice(list(ERRORS)),
            "secrets": [f"{rng.choice('kqxz')}{rng.randrange(10**9):09}" for _ in range(8)],
        }

    def world(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> World:
        receiver = lab.cleanup.enter_context(Webhook(*HOOKS, journal=lab.root / JOURNAL))
        return World(scenario, answer, lab, receiver)

    # --- what is seen ---

    @probe
    def delivery(self, scenario: Json, lab: Lab, world: World) -> Json:
        desk = Desk(world, "delivery", taker := Taker())
        message, details = _message(scenario), _named(scenario, "check", "table", "hours")
        details |= {"day": date(2013, 11, 28), "share": Decimal("0.64")}
        lab.keep(message=message, details=details)
        desk.call("send_alert", "warning", message, details)
        return desk.seen(taken=taker.taken)

    @probe
    def cooldown(self, world: World) -> Json:
        Desk(world, taker := Taker(), pipeline="another_pipeline").play(COOLDOWN[:1])
        foreign = taker.taken and taker.taken[0].get("fingerprint")
        return {**Desk(world, "cooldown").play(COOLDOWN), "foreign": foreign}

    @probe
    def recovery(self, world: World) -> Json:
        return Desk(world, "recovery").play(RECOVERY)

    @probe
    def escalation(self, world: World) -> Json:
        return Desk(world, "escalation").play(ESCALATION)

    @probe
    def lost(self, world: World) -> Json:
        seen = Desk(world, taker := Taker()).play(LOST, taker)
        return {**seen, "taken": taker.taken, "nobody": Desk(world).play(LOST[:1])["calls"]}

    @probe
    def decorator(self, world: World, lab: Lab) -> Json:
        class Broken(world.answer.AlertManager):  # type: ignore[misc, name-defined]
            def send_alert(self, *args: Any, **kwargs: Any) -> str:
                raise RuntimeError("the alert itself is broken")

        def load(number: int, origin: str) -> list[Any]:
            """Load one batch."""
            return [number, origin]

        error = ERRORS[world.scenario["error"]]
        desk = Desk(world, good := Taker())
        wrapped = lab.must(desk.manager.alert_on_failure, load)
        return {
            "value": lab.call(wrapped, 7, origin="EWR").record(),
            "name": [getattr(wrapped, name, None) for name in ("__name__", "__doc__")],
            "quiet": good.tried,
            "a load that raises": Desk(world, "decorator").failing_load(error("gate 7 is shut")),
            "a channel that raises too": Desk(world, Taker("raises")).failing_load(error("gate 7 is shut")),
            "a send_alert that raises itself": Desk(world, kind=Broken).failing_load(error("gate 7 is shut")),
            "stopped": desk.failing_load(KeyboardInterrupt("somebody stops the load"))["call"],
            "after the stop": good.tried,
        }

    @probe
    def secrets(self, scenario: Json, lab: Lab, world: World) -> Json:
        s, taker = scenario["secrets"], Taker()
        message = f"jdbc://loader:{s[3]}@db refused the batch (Bearer {s[4]})"
        details = {
            **_named(scenario, "check", "table"),
            "primary_key": "carrier, flight",
            "password": s[0],
            "source": {"api_key": s[1], "jobs": [{"token": s[2]}]},
            "error": ConnectionError(f"jdbc://loader:{s[7]}@db does not answer"),
        }
        error = ValueError(f"cannot log in with password={s[5]}")
        lab.keep(message=message, details=details, error=error, path=s[6])
        with dead_hook() as dead:
            desk = Desk(world, "secrets", taker, f"{dead}/{s[6]}")
            desk.call("send_alert", "critical", message, details)
            desk.failing_load(error)
        return desk.seen(taken=taker.taken)

    @probe
    def damaged(self, world: World) -> Json:
        """Each kind of broken channel, before one that works; all at once, in threads, as some take long."""

        def one(channel: Any) -> Json:
            desk, start = Desk(world, channel, taker := Taker(), timeout=IMPATIENT), time.monotonic()
            desk.play((Step("sent", "critical"),))
            return desk.seen(seconds=time.monotonic() - start, taken=len(taker.taken))

        with broken_channels(world.receiver) as broken, ThreadPoolExecutor(len(broken)) as pool:
            return dict(zip(broken, pool.map(one, broken.values()), strict=True))

    @witness
    def delivered(self, delivery: Json, root: Path) -> Inbox:
        return _inbox(root, "delivery")

    @witness
    def told_once(self, cooldown: Json, root: Path) -> Inbox:
        return _inbox(root, "cooldown")

    @witness
    def recovered(self, recovery: Json, root: Path) -> Inbox:
        return _inbox(root, "recovery")

    @witness
    def escalated(self, escalation: Json, root: Path) -> Inbox:
        return _inbox(root, "escalation")

    @witness
    def decorated(self, decorator: Json, root: Path) -> Inbox:
        return _inbox(root, "decorator")

    @witness
    def redacted(self, secrets: Json, root: Path) -> Inbox:
        return _inbox(root, "secrets")

    # --- what must hold ---

    @criterion(points=2, core=False)
    def delivers(self, scenario: Json, delivery: Json, delivered: Inbox) -> None:
        """an alert arrives as JSON at a webhook and as a dict at a callable, with all its keys

        POST the payload with requests' json=…; what JSON does not know goes as text (json.dumps with
        default=str, and back). The timestamp is UTC and says so.
        """
        with seeing(DELIVERY):
            _expect_answer(delivery["calls"], "sent", "the first alert")
            expect_equal(len(delivered), 1, what="alerts in the webhook's inbox")
            expect_equal(len(delivery["taken"]), 1, what="alerts that reached the callable")
            for payload, where in ((delivered[0], "the webhook"), (delivery["taken"][0], "the callable")):
                _expect_payload(scenario, payload, where)
            same = delivered[0]["fingerprint"] == delivery["taken"][0]["fingerprint"]
            expect(same, expected="one fingerprint for all channels", got="two")

    @criterion(points=3, core=False, needs=(delivers,))
    def once(self, scenario: Json, cooldown: Json, told_once: Inbox) -> None:
        """the same problem once in a cooldown, the others counted; another problem at once

        The fingerprint is pipeline, check and table; the message only where there is neither. The
        cooldown runs from the alert that was sent: those held back do not prolong it.
        """
        with _following(COOLDOWN, scenario, cooldown["calls"]):
            counts = [alert["suppressed"] for alert in told_once]
            expect_equal(counts, [0, 0, 0, 0, 0, 2], what="`suppressed` of the alerts in the inbox, in order")
            *problems, again = prints = [alert["fingerprint"] for alert in told_once]
            expect(len(set(problems)) == 5, expected="five problems with five fingerprints", got=prints)
            same = again == problems[0]
            expect(same, expected="the same fingerprint for the same problem later", got=[problems[0], again])
        with seeing(FOREIGN.format(**scenario)):
            other = cooldown["foreign"] != again
            expect(other, expected="another fingerprint in another pipeline", got="the same")

    @criterion(points=2, core=False, needs=(delivers,))
    def recovers(self, scenario: Json, recovery: Json, recovered: Inbox) -> None:
        """a recovery notice, once, and only for a problem that people were told of

        What is open is what you remember; resolving forgets it. After that the next alert is news again.
        """
        with _following(RECOVERY, scenario, recovery["calls"]):
            got = [(alert["status"], alert["suppressed"]) for alert in recovered]
            wanted = [("firing", 0), ("resolved", 1), ("firing", 0)]
            expect_equal(got, wanted, what="status and `suppressed` in the inbox")
            alert, notice, _ = recovered
            _expect_keys(notice, "the recovery notice")
            for key in ("fingerprint", "check", "table", "pipeline"):
                expect_equal(notice[key], alert[key], what=f"{key} of the notice, as in its alert")

    @criterion(points=2, core=False, needs=(delivers,))
    def escalates(self, scenario: Json, escalation: Json, escalated: Inbox) -> None:
        """a higher severity goes at once, a lower one waits

        Compare with the severity that was *sent*, by its place in SEVERITIES. An alert that is held back
        changes neither that severity nor that time.
        """
        with _following(ESCALATION, scenario, escalation["calls"]):
            got = [alert["severity"] for alert in escalated]
            expect_equal(got, ["info", "warning", "critical", "warning"], what="severities in the inbox")
            prints = {alert["fingerprint"] for alert in escalated}
            expect_equal(len(prints), 1, what="fingerprints of one problem at three severities")

    @criterion(points=3, core=False, needs=(delivers,))
    def survives(self, damaged: Json) -> None:
        """a channel that is dead, slow or refuses harms nobody, and its loss is logged and counted

        Catch what the channel raises, look at the status of the answer, and do not wait longer than the
        timeout: for a callable only a thread can do that. The next channel still gets its alert.
        """
        for kind, seen in damaged.items():
            with seeing(BROKEN.format(kind=kind, timeout=IMPATIENT)):
                beside = f"beside the channel {kind!r}"
                _expect_answer(seen["calls"], "sent", f"an alert {beside}")
                expect_equal(seen["taken"], 1, what=f"alerts that the working channel took {beside}")
                expect_equal(seen["lost"], 1, what=f"the attribute `lost` {beside}")
                expect(seen["logs"], expected=f"a warning or an error in the logger {beside}", got="nothing")
                soon = f"an alert that takes {IMPATIENT} s or a little more ({kind} for {HANG} s)"
                expect(seen["seconds"] < SOON, expected=soon, got=f"{seen['seconds']:.2f} s")

    @criterion(points=2, core=False, needs=(delivers,))
    def decorates(self, scenario: Json, decorator: Json, decorated: Inbox) -> None:
        """the decorator alerts and lets the original error go on, whatever becomes of the alert

        `except Exception`, and a bare raise keeps the error. What goes wrong while alerting goes no
        further: suppress(Exception) around it. functools.wraps keeps the name.
        """
        kind = scenario["error"]
        with seeing(WORKING):
            value = expect_returned(decorator["value"], what="the function's value")
            expect_equal(value, [7, "EWR"], what="what load(7, origin='EWR') returned")
            expect_equal(decorator["name"], ["load", "Load one batch."], what="name and docstring")
            expect_equal(decorator["quiet"], 0, what="alerts after a load that succeeded")
        for what, setup in FAILURES.items():
            with seeing(_failing(kind, setup)):
                expect_raised(decorator[what]["call"], kind, what=f"{kind} from the load, with {what}")
                same = decorator[what]["same"]
                expect(same, expected=f"the very error that was raised, with {what}", got="another object")
        with seeing(_failing("KeyboardInterrupt")):
            what = "the KeyboardInterrupt that stopped a load"
            expect_raised(decorator["stopped"], "KeyboardInterrupt", what=what)
            what = "alerts after a load that a KeyboardInterrupt stopped"
            expect_equal(decorator["after the stop"], 0, what=what)
        with seeing(_failing(kind)):
            expect_equal(len(decorated), 1, what="alerts after a load that failed")
            alert = decorated[0]
            got = [alert["severity"], alert["check"], kind in alert["message"], "gate 7" in alert["message"]]
            what = f"severity, check, and whether the message names {kind} and its text"
            expect_equal(got, ["critical", "load", True, True], what=what)

    @criterion(points=2, core=False, needs=(delivers,))
    def keeps_secrets(self, scenario: Json, secrets: Json, redacted: Inbox) -> None:
        """no secret leaves, in a payload or in the log

        redact(message) and redact(details), for callables too, and for what the decorator sends. What
        JSON does not know has to be a text before it can be redacted. The text of a connection error
        holds the webhook's URL: log the error's class and channel_name(channel).
        """
        with seeing(SECRETS):
            expect_equal(len(redacted), 2, what="alerts in the inbox, one of them from the decorator")
            places = {"the webhook": redacted, "a callable": secrets["taken"], "the log": secrets["logs"]}
            for where, texts in places.items():
                leaked = [s for s in scenario["secrets"] if s in str(texts)]
                expect(not leaked, expected=f"no secret at {where}", got=_around(str(texts), leaked))
            expect(
                secrets["logs"], expected="a warning for the channel that is dead", got="nothing in the log"
            )
            kept = "carrier, flight" in str(redacted) and "refused the batch" in str(redacted)
            expect(kept, expected="all that is no secret in the payload", got=redacted[0])

    @criterion(points=2, core=False, needs=(once, recovers))
    def lost_is_not_sent(self, scenario: Json, lost: Json) -> None:
        """a lost alert does not count as sent

        Write into your memory only after a channel took the alert. Where there is no channel, none took
        it. The same for a recovery notice: forget the problem only when somebody was told.
        """
        with _following(LOST, scenario, lost["calls"]):
            got = [[alert["status"], alert["severity"], alert["suppressed"]] for alert in lost["taken"]]
            fired = [["firing", "warning", 0], ["firing", "critical", 1], ["firing", "critical", 2]]
            what = "status, severity and `suppressed` of what was taken"
            expect_equal(got, [*fired, ["resolved", "critical", 0]], what=what)
        with seeing('AlertManager("on_time", []).send_alert("critical", "late")'):
            _expect_answer(lost["nobody"], "lost", "an alert of a manager without channels")


# --- what a learner can run --------------------------------------------------------------------------------

STORY = """\
from autograder.exercises.monitoring_and_alerting.alerts import Taker
from autograder.worlds.clock import FakeClock

clock, channel = FakeClock(), Taker()
clock.advance({start})
alerts = AlertManager("{pipeline}", [channel], clock.monotonic, {cooldown})
"""
TAKEN = """\
for alert in channel.taken:
    print({key: value for key, value in alert.items() if key != "timestamp"})"""

DELIVERY = """\
from autograder.worlds.webhook import Webhook

with Webhook() as receiver:
    alerts = AlertManager("on_time", [receiver.url, print])
    print(alerts.send_alert("warning", case.message, case.details))
    print(receiver.inbox())"""

FOREIGN = """\
alerts = []
for pipeline in ("{pipeline}", "another_pipeline"):
    manager = AlertManager(pipeline, [alerts.append])
    manager.send_alert("{severity}", "late", {{"check": "{check}", "table": "{table}"}})
print([alert["fingerprint"] for alert in alerts])"""

BROKEN = """\
import sys
from autograder.exercises.monitoring_and_alerting.alerts import Taker, broken_channels
from autograder.worlds.webhook import Webhook

logger = logging.Logger("alerts", "WARNING")
logger.addHandler(logging.StreamHandler(sys.stdout))
with Webhook() as receiver, broken_channels(receiver) as channels:
    broken, good = channels["{kind}"], Taker()
    alerts = AlertManager("on_time", [broken, good], timeout={timeout}, logger=logger)
    start = time.monotonic()
    print(alerts.send_alert("critical", "late"), f"after {{time.monotonic() - start:.1f}} s")
    print(len(good.taken), "taken,", alerts.lost, "lost")"""

WORKING = """\
alerts = []

@AlertManager("on_time", [alerts.append]).alert_on_failure
def load(number, origin):
    \"\"\"Load one batch.\"\"\"
    return [number, origin]

print(load(7, origin="EWR"), load.__name__, load.__doc__, len(alerts))"""

FAILING = """\
error, inbox = {kind}("gate 7 is shut"), []
alerts = AlertManager("on_time", [inbox.append])
{setup}
@alerts.alert_on_failure
def load():
    raise error

try:
    print("returned", load())
except BaseException as raised:
    print(repr(raised), "the very error" if raised is error else "another object")
print([(alert["severity"], alert["check"], alert["message"]) for alert in inbox])"""
FAILURES = {
    "a load that raises": "",
    "a channel that raises too": 'alerts = AlertManager("on_time", [lambda payload: 1 / 0])\n',
    "a send_alert that raises itself": "alerts.send_alert = lambda *args, **kwargs: 1 / 0\n",
}

SECRETS = """\
import sys
from autograder.worlds.webhook import Webhook, dead_hook

logger = logging.Logger("alerts", "WARNING")
logger.addHandler(logging.StreamHandler(sys.stdout))

def load():
    raise case.error

with Webhook() as receiver, dead_hook() as dead:
    alerts = AlertManager("on_time", [receiver.url, print, f"{dead}/{case.path}"], logger=logger)
    alerts.send_alert("critical", case.message, case.details)
    with suppress(ValueError):
        alerts.alert_on_failure(load)()
    print(receiver.inbox())"""


def _program(story: Story, scenario: Json) -> str:
    moods = ["takes", *(step.channel for step in story)]
    steps = [step.program(scenario, mood) for step, mood in zip(story, moods, strict=False)]
    return STORY.format(**scenario) + "".join(steps) + TAKEN


def _failing(kind: str, setup: str = "") -> str:
    return FAILING.format(kind=kind, setup=setup)


# --- comparing ---------------------------------------------------------------------------------------------


@contextmanager
def _following(story: Story, scenario: Json, calls: list[Json]) -> Iterator[None]:
    """Fail at the first step whose answer is not the one of the story; after it the whole story is shown."""
    for number, (record, step) in enumerate(zip(calls, story, strict=True), start=1):
        with seeing(_program(story[:number], scenario)):
            what = f"step {number}, {step.told(scenario)}"
            expect_equal(expect_returned(record, what=f"{what}: {step.says!r}"), step.says, what=what)
    with seeing(_program(story, scenario)):
        yield


def _expect_answer(calls: list[Json], wanted: str, to: str) -> None:
    """Fail unless the only call was answered like this."""
    got = [expect_returned(record, what=f"{wanted!r} for {to}") for record in calls]
    expect_equal(got, [wanted], what=f"what send_alert returned for {to}")


def _inbox(root: Path, hook: str) -> Inbox:
    """What the webhook took, as its own journal has it."""
    return inboxes(root / JOURNAL, hook)[hook]


def _expect_payload(scenario: Json, payload: Any, where: str) -> None:
    expect(isinstance(payload, dict), expected=f"a JSON object at {where}", got=payload)
    _expect_keys(payload, where)
    fixed = {"severity": "warning", "status": "firing", "message": _message(scenario), "suppressed": 0}
    for key, wanted in {**_named(scenario, "pipeline", "check", "table"), **fixed}.items():
        expect_equal(payload[key], wanted, what=f"{key} at {where}")
    details = payload["details"] if isinstance(payload["details"], dict) else {}
    got = [str(details.get(key)) for key in ("hours", "day", "share")]
    wanted = [str(scenario["hours"]), "2013-11-28", "0.64"]
    expect_equal(got, wanted, what=f"hours, day, share in details at {where}")
    now = f"a timestamp of now at {where}, ISO 8601 in UTC with its offset"
    expect(_is_utc_now(payload["timestamp"]), expected=now, got=payload["timestamp"])
    printed = payload["fingerprint"]
    expect(printed and isinstance(printed, str), expected="a text as fingerprint", got=printed)


def _expect_keys(payload: Json, where: str) -> None:
    missing = [key for key in KEYS.split() if key not in payload]
    expect(not missing, expected=f"all ten keys at {where}", got=f"no {', '.join(missing)}")


def _named(scenario: Json, *keys: str) -> Json:
    return {key: scenario[key] for key in keys}


def _message(scenario: Json) -> str:
    return f"{scenario['table']}: the newest row is {scenario['hours']} hours old"


def _is_utc_now(text: Any) -> bool:
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return False
    offset = moment.utcoffset()
    return offset is not None and not offset and abs((datetime.now(UTC) - moment).total_seconds()) < 86_400


def _around(text: str, leaked: list[str]) -> str:
    """The place where a secret shows, with a little before it."""
    at = text.find(leaked[0]) if leaked else 0
    return f"… {text[max(0, at - 60) : at]}<secret> …"
