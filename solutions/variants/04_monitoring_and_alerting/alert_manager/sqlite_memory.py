"""What was told stands in SQLite, as it would in a table that several runs share; ExitStack as the decorator."""

import queue
import sqlite3
from contextlib import ContextDecorator


class AlertManager:
    def __init__(self, pipeline_name, channels, clock=time.monotonic, cooldown=3600.0, *, timeout=2.0, logger=None):
        self.pipeline_name, self.channels = pipeline_name, tuple(channels)
        self.clock, self.cooldown, self.timeout = clock, cooldown, timeout
        self.logger, self.lost = logger or logging.getLogger("alerts"), 0
        self.db = sqlite3.connect(":memory:", check_same_thread=False)
        self.db.execute("CREATE TABLE told (print TEXT PRIMARY KEY, severity INT, at REAL, held INT)")

    def send_alert(self, severity, message, details=None):
        details, level = dict(details or {}), SEVERITIES.index(severity)
        mark = self._mark(details, message)
        held_back = self.db.execute(
            "UPDATE told SET held = held + 1 WHERE print = ? AND severity >= ? AND ? - at < ?",
            (mark, level, self.clock(), self.cooldown)).rowcount
        if held_back:
            return "suppressed"
        known = self.db.execute("SELECT held FROM told WHERE print = ?", (mark,)).fetchone()
        if not self._tell("firing", severity, message, details, mark, known[0] if known else 0):
            return "lost"
        self.db.execute("REPLACE INTO told VALUES (?, ?, ?, 0)", (mark, level, self.clock()))
        return "sent"

    def resolve(self, check=None, table=None):
        details = {"check": check, "table": table}
        mark = self._mark(details, "")
        known = self.db.execute("SELECT severity, held FROM told WHERE print = ?", (mark,)).fetchone()
        if not known:
            return "nothing"
        if not self._tell("resolved", SEVERITIES[known[0]], f"{check}: recovered", details, mark, known[1]):
            return "lost"
        self.db.execute("DELETE FROM told WHERE print = ?", (mark,))
        return "sent"

    def alert_on_failure(self, function):
        manager = self

        class Alerting(ContextDecorator):
            def __enter__(self):
                return self

            def __exit__(self, kind, error, trace):
                if isinstance(error, Exception):
                    with suppress(Exception):
                        manager.send_alert("critical", f"{kind.__name__}: {error}", {"check": function.__name__})
                return False

        return Alerting()(function)

    def _mark(self, details, message):
        who = (details.get("check"), details.get("table"))
        what = who if any(who) else ("message", message)
        return hashlib.md5(repr((self.pipeline_name, *what)).encode()).hexdigest()

    def _tell(self, status, severity, message, details, mark, held):
        payload = {
            "pipeline": self.pipeline_name, "check": details.get("check"), "table": details.get("table"),
            "severity": severity, "status": status, "message": redact(message),
            "details": {k: v if isinstance(v, (int, float, list, dict, type(None))) else redact(str(v)) for k, v in redact(details).items()},
            "timestamp": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S+00:00}", "suppressed": held, "fingerprint": mark,
        }
        losses = [name for channel in self.channels if (name := self._one(channel, payload))]
        self.lost += len(losses)
        for name in losses:
            self.logger.critical("no alert on %s", name)
        return len(losses) < len(self.channels)

    def _one(self, channel, payload):
        answers = queue.Queue()

        def work():
            try:
                if isinstance(channel, str):
                    with requests.Session() as session:
                        session.trust_env = False
                        session.post(channel, json=payload, timeout=(self.timeout, self.timeout)).raise_for_status()
                elif channel(payload) is False:
                    raise ValueError
                answers.put("")
            except Exception:
                answers.put(channel_name(channel))

        threading.Thread(target=work, daemon=True).start()
        try:
            return answers.get(timeout=self.timeout)
        except queue.Empty:
            return channel_name(channel)
