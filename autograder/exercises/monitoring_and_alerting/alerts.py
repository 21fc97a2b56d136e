"""``AlertManager``: judged by what its channels took, first of all a webhook in another process."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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
    witness,
)
from autograder.worlds.clock import FakeClock
from autograder.worlds.webhook import Webhook, dead_hook, inboxes

JOURNAL = "webhook.jsonl"
HOOKS = ("delivery", "cooldown", "recovery", "escalation", "decorator", "secrets", "refusing", "slow")
KEYS = (
    "pipeline",
    "check",
    "table",
    "severity",
    "status",
    "message",
    "details",
    "timestamp",
    "fingerprint",
    "suppressed",
)
PATIENT = 5.0  # seconds: what no channel of ours needs on the busiest machine
IMPATIENT = 0.2
HANG = 2.5  # seconds: how long a slow channel takes
SOON = 1.5  # seconds: an impatient alert must be over by then
DAMAGED = ("dead", "refusing", "slow", "raising", "says False", "hanging")


class World:
    """One manager under test with a clock that moves when told, a logger that listens, and its calls."""

    def __init__(
        self, answer: SimpleNamespace, lab: Lab, scenario: Json, *channels: Any, **options: Any
    ) -> None:
        self.clock, self.lab, self.cooldown = FakeClock(), lab, scenario["cooldown"]
        self.texts: list[str] = []
        self.calls: list[Json] = []
        self.clock.advance(scenario["start"])
        kind = options.pop("kind", answer.AlertManager)
        options = {"timeout": PATIENT, "pipeline": scenario["pipeline"], **options}
        self.manager = lab.must(
            kind,
            options.pop("pipeline"),
            list(channels),
            clock=self.clock.monotonic,
            cooldown=scenario["cooldown"],
            logger=self._logger(),
            **options,
        )

    def _logger(self) -> logging.Logger:
        logger = logging.Logger("alerts of a check")  # not registered: nobody else hears it
        handler = logging.Handler(logging.WARNING)
        format_one = logging.Formatter("%(levelname)s %(message)s").format
        handler.emit = lambda record: self.texts.append(format_one(record))  # type: ignore[method-assign]
        logger.addHandler(handler)
        return logger

    def send(self, severity: str, message: str, details: Json | None = None, *, after: float = 0.0) -> Json:
        """One alert, ``after`` so many cooldowns; its record is kept and returned."""
        self.clock.advance(after * self.cooldown)
        record = self.lab.call(self.manager.send_alert, severity, message, details).record()
        self.calls.append(record)
        return record

    def resolve(self, check: str, table: str) -> None:
        self.calls.append(self.lab.call(self.manager.resolve, check, table).record())

    def seen(self) -> Json:
        """What came of it so far."""
        return {"calls": self.calls, "lost": self.lab.must(lambda: self.manager.lost), "logs": self.texts}


class Taker:
    """A callable channel: takes payloads, after failing by plan."""

    def __init__(self, *plan: str) -> None:
        self.plan, self.tried = list(plan), 0
        self.taken: list[Json] = []

    def __call__(self, payload: Json) -> Any:
        self.tried += 1
        step = self.plan.pop(0) if self.plan else "takes"
        if step == "raises":
            raise ConnectionError("the chat is down")
        if step == "says False":
            return False
        self.taken.append(dict(payload))
        return None


class Alerts(Exercise):
    """Scripts of alerts, played against channels that work and channels that do not."""

    name = "alert_manager"
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
        secrets = [f"{rng.choice('kqxz')}{rng.randrange(10**9):09}" for _ in range(8)]
        return {
            "pipeline": rng.choice(["on_time", "delays", "gold_daily"]),
            "check": check,
            "other": other,
            "table": table,
            "beside": beside,
            "cooldown": rng.choice([600.0, 1800.0, 3600.0, 86_400.0]),
            "start": rng.choice([0.0, 123.5, 1_000_000.0]),
            "hours": rng.randint(31, 90),
            "severity": rng.choice(["info", "warning"]),
            "error": rng.choice(["ValueError", "OSError", "LookupError"]),
            "secrets": secrets,
        }

    # --- what is seen ---

    @probe
    def played(self, scenario: Json, answer: SimpleNamespace, lab: Lab) -> Json:
        with Webhook(*HOOKS, journal=lab.root / JOURNAL) as receiver:
            stage = Stage(scenario, answer, lab, receiver)
            scripts: tuple[Callable[[], Json], ...] = (
                stage.delivery,
                stage.cooldown,
                stage.recovery,
                stage.escalation,
                stage.damaged,
                stage.decorator,
                stage.secrets,
                stage.lost,
            )
            return {script.__name__: script() for script in scripts}

    @witness
    def witness(self, root: Path) -> Json:
        """What the webhook took, hook by hook, as its own journal has it."""
        return inboxes(root / JOURNAL, *HOOKS)

    # --- what must hold ---

    @criterion(points=2, core=False)
    def delivers(self, scenario: Json, played: Any, witness: Any) -> None:
        """an alert arrives as JSON at a webhook and as a dict at a callable, with all its keys

        POST the payload with requests' json=…; what JSON does not know goes as text (json.dumps with
        default=str, and back). The timestamp is UTC and says so.
        """
        seen = played["delivery"]
        code = (
            'alerts.send_alert("warning", message, {"check": …, "table": …, "day": date, "share": Decimal})'
        )
        expect_equal(_said(seen["calls"], code), ["sent"], what="what send_alert returned", reproduce=code)
        inbox = witness["delivery"]
        expect_equal(len(inbox), 1, what="alerts in the webhook's inbox", reproduce=code)
        expect_equal(len(seen["taken"]), 1, what="alerts that reached the callable", reproduce=code)
        for payload, where in ((inbox[0], "the webhook"), (seen["taken"][0], "the callable")):
            self._expect_payload(scenario, payload, where)
        same = inbox[0]["fingerprint"] == seen["taken"][0]["fingerprint"]
        expect(same, expected="one fingerprint for all channels", got="two")

    @staticmethod
    def _expect_payload(scenario: Json, payload: Any, where: str) -> None:
        expect(isinstance(payload, dict), expected=f"a JSON object at {where}", got=payload)
        missing = [key for key in KEYS if key not in payload]
        expect(not missing, expected=f"all ten keys at {where}", got=f"no {', '.join(missing)}")
        for key, wanted in (
            ("pipeline", scenario["pipeline"]),
            ("check", scenario["check"]),
            ("table", scenario["table"]),
            ("severity", "warning"),
            ("status", "firing"),
            ("message", _message(scenario)),
            ("suppressed", 0),
        ):
            expect_equal(payload[key], wanted, what=f"{key} at {where}")
        details = payload["details"] if isinstance(payload["details"], dict) else {}
        got = [str(details.get(key)) for key in ("hours", "day", "share")]
        expect_equal(
            got,
            [str(scenario["hours"]), "2013-11-28", "0.64"],
            what=f"hours, day, share in details at {where}",
        )
        expect(
            _is_utc_now(payload["timestamp"]),
            expected=f"a timestamp of now at {where}, ISO 8601 in UTC with its offset",
            got=payload["timestamp"],
        )
        printed = payload["fingerprint"]
        expect(printed and isinstance(printed, str), expected="a text as fingerprint", got=printed)

    @criterion(points=3, core=False, needs=(delivers,))
    def once(self, played: Any, witness: Any) -> None:
        """the same problem once in a cooldown, the others counted; another problem at once

        The fingerprint is pipeline, check and table; the message only where there is neither. The
        cooldown runs from the alert that was sent: those held back do not prolong it.
        """
        seen, story = played["cooldown"], COOLDOWN
        inbox = witness["cooldown"]
        _expect_story(seen["calls"], story)
        counts = [alert["suppressed"] for alert in inbox]
        wanted = [0, 0, 0, 0, 0, 2]
        expect_equal(
            counts, wanted, what="`suppressed` of the alerts in the inbox, in order", reproduce=_tell(story)
        )
        prints = [alert["fingerprint"] for alert in inbox]
        first, table, check, text, other_text, again = prints
        distinct = len({first, table, check, text, other_text}) == 5
        expect(distinct, expected="five problems with five fingerprints", got=prints)
        expect(again == first, expected="the same fingerprint for the same problem later", got=[first, again])
        expect(seen["foreign"] != first, expected="another fingerprint in another pipeline", got="the same")

    @criterion(points=2, core=False, needs=(delivers,))
    def recovers(self, played: Any, witness: Any) -> None:
        """a recovery notice, once, and only for a problem that people were told of

        What is open is what you remember; resolving forgets it. After that the next alert is news again.
        """
        _expect_story(played["recovery"]["calls"], RECOVERY)
        inbox = witness["recovery"]
        got = [(alert["status"], alert["suppressed"]) for alert in inbox]
        wanted = [("firing", 0), ("resolved", 1), ("firing", 0)]
        expect_equal(got, wanted, what="status and `suppressed` in the inbox", reproduce=_tell(RECOVERY))
        notice = inbox[1]
        missing = [key for key in KEYS if key not in notice]
        expect(not missing, expected="all ten keys in the recovery notice", got=f"no {', '.join(missing)}")
        for key in ("fingerprint", "check", "table", "pipeline"):
            expect_equal(notice[key], inbox[0][key], what=f"{key} of the notice, as in its alert")

    @criterion(points=2, core=False, needs=(delivers,))
    def escalates(self, played: Any, witness: Any) -> None:
        """a higher severity goes at once, a lower one waits

        Compare with the severity that was *sent*, by its place in SEVERITIES. An alert that is held back
        changes neither that severity nor that time.
        """
        _expect_story(played["escalation"]["calls"], ESCALATION)
        inbox = witness["escalation"]
        wanted = ["info", "warning", "critical", "warning"]
        got = [alert["severity"] for alert in inbox]
        expect_equal(got, wanted, what="severities in the inbox", reproduce=_tell(ESCALATION))
        prints = {alert["fingerprint"] for alert in inbox}
        expect_equal(len(prints), 1, what="fingerprints of one problem at three severities")

    @criterion(points=3, core=False, needs=(delivers,))
    def survives(self, played: Any) -> None:
        """a channel that is dead, slow or refuses harms nobody, and its loss is logged and counted

        Catch what the channel raises, look at the status of the answer, and do not wait longer than the
        timeout: for a callable only a thread can do that. The next channel still gets its alert.
        """
        for kind, seen in played["damaged"].items():
            code = f"channels=[one that is {kind}, one that works], timeout={IMPATIENT}"
            expect_equal(
                _said(seen["calls"], code), ["sent"], what="what send_alert returned", reproduce=code
            )
            expect_equal(seen["taken"], 1, what="alerts that the working channel took", reproduce=code)
            expect_equal(seen["lost"], 1, what="the attribute `lost`", reproduce=code)
            expect(
                seen["logs"], expected="a warning or an error in the logger", got="nothing", reproduce=code
            )
            expect(
                seen["seconds"] < SOON,
                expected=f"an alert that takes {IMPATIENT} s or a little more ({kind} for {HANG} s)",
                got=f"{seen['seconds']:.2f} s",
                reproduce=code,
            )

    @criterion(points=2, core=False, needs=(delivers,))
    def decorates(self, scenario: Json, played: Any, witness: Any) -> None:
        """the decorator alerts and lets the original error go on, whatever becomes of the alert

        `except Exception`, and a bare raise keeps the error. What goes wrong while alerting goes no
        further: suppress(Exception) around it. functools.wraps keeps the name.
        """
        seen, kind = played["decorator"], scenario["error"]
        value = expect_returned(seen["value"], what="the function's value")
        expect_equal(value, [7, "EWR"], what="what load(7, origin='EWR') returned")
        expect_equal(seen["name"], ["load", "Load one batch."], what="name and docstring")
        for case, what in (
            ("failed", f"a load that raises {kind}"),
            ("deaf", f"a load that raises {kind}, and a channel that raises too"),
            ("broken", f"a load that raises {kind}, and a send_alert that raises itself"),
        ):
            record = seen[case]
            expect_raised(record["call"], kind, what=f"{kind} from {what}")
            expect(
                record["same"], expected=f"the very error that was raised, from {what}", got="another object"
            )
        expect_equal(seen["quiet"], 0, what="alerts after a load that succeeded")
        stopped = seen["stopped"]["call"]
        expect_raised(stopped, "KeyboardInterrupt", what="the KeyboardInterrupt that stopped a load")
        expect_equal(seen["after the stop"], 0, what="alerts after a load that a KeyboardInterrupt stopped")
        inbox = witness["decorator"]
        expect_equal(len(inbox), 1, what="alerts after a load that failed")
        alert = inbox[0]
        got = [alert["severity"], alert["check"], kind in alert["message"], "gate 7" in alert["message"]]
        what = f"severity, check, and whether the message names {kind} and its text"
        expect_equal(got, ["critical", "load", True, True], what=what)

    @criterion(points=2, core=False, needs=(delivers,))
    def keeps_secrets(self, scenario: Json, played: Any, witness: Any) -> None:
        """no secret leaves, in a payload or in the log

        redact(message) and redact(details), for callables too, and for what the decorator sends. What
        JSON does not know has to be a text before it can be redacted. The text of a connection error
        holds the webhook's URL: log the error's class and channel_name(channel).
        """
        seen = played["secrets"]
        inbox = witness["secrets"]
        expect_equal(len(inbox), 2, what="alerts in the inbox, one of them from the decorator")
        for where, texts in (
            ("the webhook", inbox),
            ("a callable", seen["taken"]),
            ("the log", seen["logs"]),
        ):
            leaked = [s for s in scenario["secrets"] if s in str(texts)]
            expect(
                not leaked,
                expected=f"no secret at {where}",
                got=_around(str(texts), leaked),
                reproduce=SECRETS,
            )
        expect(seen["logs"], expected="a warning for the channel that is dead", got="nothing in the log")
        kept = "carrier, flight" in str(inbox) and "refused the batch" in str(inbox)
        expect(kept, expected="all that is no secret in the payload", got=inbox[0])

    @criterion(points=2, core=False, needs=(once, recovers))
    def lost_is_not_sent(self, played: Any) -> None:
        """a lost alert does not count as sent

        Write into your memory only after a channel took the alert. Where there is no channel, none took
        it. The same for a recovery notice: forget the problem only when somebody was told.
        """
        seen = played["lost"]
        _expect_story(seen["calls"], LOST)
        _expect_story(seen["nobody"], (("an alert of a manager without channels", "lost"),))
        got = [(alert["status"], alert["severity"], alert["suppressed"]) for alert in seen["taken"]]
        wanted = [
            ("firing", "warning", 0),
            ("firing", "critical", 1),
            ("firing", "critical", 2),
            ("resolved", "critical", 0),
        ]
        what = "status, severity and `suppressed` of what was taken"
        expect_equal(got, wanted, what=what, reproduce=_tell(LOST))


# --- the stories: what is done, and what the manager must say ----------------------------------------------

COOLDOWN = (
    ("alert A", "sent"),
    ("alert A with another message, 0.4 of the cooldown later", "suppressed"),
    ("alert A, another 0.4 later", "suppressed"),
    ("the same check on another table", "sent"),
    ("another check on the same table", "sent"),
    ("an alert with a message alone", "sent"),
    ("the same message again", "suppressed"),
    ("another message alone", "sent"),
    ("alert A, 1.05 cooldowns after the first", "sent"),
    ("alert A, 0.5 of the cooldown later", "suppressed"),
)
RECOVERY = (
    ("resolve A before any alert", "nothing"),
    ("alert A", "sent"),
    ("alert A again", "suppressed"),
    ("resolve A on another table", "nothing"),
    ("resolve A", "sent"),
    ("resolve A again", "nothing"),
    ("alert A, still within the first cooldown", "sent"),
)
ESCALATION = (
    ("info", "sent"),
    ("warning, 0.1 of the cooldown later", "sent"),
    ("info", "suppressed"),
    ("critical, 0.8 later", "sent"),
    ("warning", "suppressed"),
    ("critical", "suppressed"),
    ("warning, 0.3 later: past the first cooldown, not past that of the critical one", "suppressed"),
    ("warning, 0.8 later", "sent"),
)
LOST = (
    ("warning, while the channel raises", "lost"),
    ("warning, while the channel says False", "lost"),
    ("warning, the channel works", "sent"),
    ("warning", "suppressed"),
    ("critical, while the channel raises", "lost"),
    ("critical, the channel works", "sent"),
    ("critical, twice", "suppressed"),
    ("critical, twice", "suppressed"),
    ("critical after the cooldown, while the channel raises", "lost"),
    ("critical, the channel works", "sent"),
    ("resolve, while the channel raises", "lost"),
    ("resolve, the channel works", "sent"),
    ("resolve again", "nothing"),
)
SECRETS = (
    'send_alert("critical", "jdbc://loader:<secret>@db …", {"password": …, "source": {"api_key": …}, '
    '"error": ConnectionError("jdbc://loader:<secret>@db …")})'
)


class Stage:
    """Plays each script with a manager of its own; one receiver serves them all."""

    def __init__(self, scenario: Json, answer: SimpleNamespace, lab: Lab, receiver: Webhook) -> None:
        self.scenario, self.answer, self.lab, self.receiver = scenario, answer, lab, receiver
        self.details = {"check": scenario["check"], "table": scenario["table"]}

    def world(self, *channels: Any, **options: Any) -> World:
        return World(self.answer, self.lab, self.scenario, *channels, **options)

    def hook(self, name: str) -> str:
        return self.receiver.url_of(name)

    def delivery(self) -> Json:
        taker = Taker()
        world = self.world(self.hook("delivery"), taker)
        extra = {"hours": self.scenario["hours"], "day": date(2013, 11, 28), "share": Decimal("0.64")}
        world.send("warning", _message(self.scenario), {**self.details, **extra})
        return {**world.seen(), "taken": taker.taken}

    def cooldown(self) -> Json:
        world, severity = self.world(self.hook("cooldown")), self.scenario["severity"]
        world.send(severity, "late", self.details)
        world.send(severity, "later", {**self.details, "hours": 31}, after=0.4)
        world.send(severity, "late", self.details, after=0.4)
        world.send(severity, "late", {**self.details, "table": self.scenario["beside"]})
        world.send(severity, "late", {**self.details, "check": self.scenario["other"]})
        world.send(severity, "the disk is full")
        world.send(severity, "the disk is full")
        world.send(severity, "the disk is slow")
        world.send(severity, "late", self.details, after=0.25)
        world.send(severity, "late", self.details, after=0.5)
        taker = Taker()
        foreign = self.world(taker, pipeline="another_pipeline")
        foreign.send(severity, "late", self.details)
        return {**world.seen(), "foreign": taker.taken and taker.taken[0].get("fingerprint")}

    def recovery(self) -> Json:
        world, names = self.world(self.hook("recovery")), (self.scenario["check"], self.scenario["table"])
        world.resolve(*names)
        world.send("warning", "late", self.details)
        world.send("warning", "late", self.details, after=0.1)
        world.resolve(names[0], self.scenario["beside"])
        world.resolve(*names)
        world.resolve(*names)
        world.send("warning", "late", self.details, after=0.1)
        return world.seen()

    def escalation(self) -> Json:
        world = self.world(self.hook("escalation"))
        for severity, after in (
            ("info", 0),
            ("warning", 0.1),
            ("info", 0),
            ("critical", 0.8),
            ("warning", 0),
            ("critical", 0),
            ("warning", 0.3),
            ("warning", 0.8),
        ):
            world.send(severity, f"{severity}: late", self.details, after=after)
        return world.seen()

    def damaged(self) -> Json:
        """Each kind of broken channel, before one that works; all at once, in threads, as some take long."""
        self.receiver.refuse("refusing")
        self.receiver.stall("slow", HANG)
        over = threading.Event()
        with dead_hook() as dead:
            broken: dict[str, Any] = {
                "dead": dead,
                "refusing": self.hook("refusing"),
                "slow": self.hook("slow"),
                "raising": Taker("raises"),
                "says False": Taker("says False"),
                "hanging": lambda payload: over.wait(HANG),
            }
            with ThreadPoolExecutor(len(broken)) as pool:
                found = dict(zip(broken, pool.map(self._one_broken, broken.values()), strict=True))
        over.set()
        return found

    def _one_broken(self, channel: Any) -> Json:
        taker = Taker()
        world = self.world(channel, taker, timeout=IMPATIENT)
        start = time.monotonic()
        world.send("critical", "late", self.details)
        seconds = time.monotonic() - start
        return {**world.seen(), "taken": len(taker.taken), "seconds": seconds}

    def decorator(self) -> Json:
        error = {"ValueError": ValueError, "OSError": OSError, "LookupError": LookupError}[
            self.scenario["error"]
        ]

        class Broken(self.answer.AlertManager):  # type: ignore[misc, name-defined]
            def send_alert(self, *args: Any, **kwargs: Any) -> str:
                raise RuntimeError("the alert itself is broken")

        good = Taker()
        world = self.world(good)

        def load(number: int, origin: str) -> list[Any]:
            """Load one batch."""
            return [number, origin]

        decorated = self.lab.must(world.manager.alert_on_failure, load)
        return {
            "value": self.lab.call(decorated, 7, origin="EWR").record(),
            "name": [getattr(decorated, "__name__", None), getattr(decorated, "__doc__", None)],
            "quiet": good.tried,
            "failed": self._failing_load(self.world(self.hook("decorator")), error("gate 7 is shut")),
            "deaf": self._failing_load(self.world(Taker(*["raises"] * 9)), error("gate 7 is shut")),
            "broken": self._failing_load(self.world(Taker(), kind=Broken), error("gate 7 is shut")),
            "stopped": self._failing_load(world, KeyboardInterrupt("somebody stops the load")),
            "after the stop": good.tried,
        }

    def _failing_load(self, world: World, error: BaseException) -> Json:
        def load() -> None:
            raise error

        done = self.lab.call(self.lab.must(world.manager.alert_on_failure, load))
        return {"call": done.record(), "same": done.exception is error}

    def secrets(self) -> Json:
        s, taker = self.scenario["secrets"], Taker()
        with dead_hook() as dead:
            world = self.world(self.hook("secrets"), taker, f"{dead}/{s[6]}")
            details = {
                **self.details,
                "primary_key": "carrier, flight",
                "password": s[0],
                "source": {"api_key": s[1], "jobs": [{"token": s[2]}]},
                "error": ConnectionError(f"jdbc://loader:{s[7]}@db does not answer"),
            }
            world.send("critical", f"jdbc://loader:{s[3]}@db refused the batch (Bearer {s[4]})", details)
            self._failing_load(world, ValueError(f"cannot log in with password={s[5]}"))
        return {**world.seen(), "taken": taker.taken}

    def lost(self) -> Json:
        plan = ["raises", "says False", "takes", "raises", "takes", "raises", "takes", "raises", "takes"]
        taker = Taker(*plan)
        world, names = self.world(taker), (self.scenario["check"], self.scenario["table"])
        for severity, after in (
            *[("warning", 0.0)] * 4,
            ("critical", 0.0),
            ("critical", 0.1),
            ("critical", 0.1),
            ("critical", 0.1),
            ("critical", 1.1),
            ("critical", 0.0),
        ):
            world.send(severity, "late", self.details, after=after)
        for _ in range(3):
            world.resolve(*names)
        nobody = self.world()
        nobody.send("critical", "late", self.details)
        return {**world.seen(), "taken": taker.taken, "nobody": nobody.calls}


# --- comparing --------------------------------------------------------------------------------------------


def _said(calls: list[Json], code: str) -> list[Any]:
    return [expect_returned(record, what="send_alert to return", reproduce=code) for record in calls]


def _expect_story(calls: list[Json], story: tuple[tuple[str, str], ...]) -> None:
    """Fail at the first step whose answer is not the one of the story."""
    for number, (record, (step, wanted)) in enumerate(zip(calls, story, strict=True), start=1):
        got = expect_returned(
            record, what=f"{wanted!r} for step {number}: {step}", reproduce=_tell(story[:number])
        )
        expect_equal(got, wanted, what=f"step {number}, {step}", reproduce=_tell(story[:number]))


def _tell(story: tuple[tuple[str, str], ...]) -> str:
    return "; ".join(f"{step} → {wanted}" for step, wanted in story)


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


EXERCISES = (Alerts(),)
