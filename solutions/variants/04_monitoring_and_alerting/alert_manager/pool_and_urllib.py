"""All channels at once in a pool that nobody waits for, urllib instead of requests, state in one dict of lists."""

import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor, wait


class AlertManager:
    def __init__(self, pipeline_name, channels, clock=time.monotonic, cooldown=3600.0, *, timeout=2.0, logger=None):
        self.pipeline_name = pipeline_name
        self.channels = channels
        self.clock = clock
        self.cooldown = cooldown
        self.timeout = timeout
        self.logger = logger if logger is not None else logging.getLogger("alerts")
        self.lost = 0
        self.told = {}

    def key(self, check, table, message):
        return "|".join(map(str, (self.pipeline_name, check, table) if check or table else (self.pipeline_name, "text", redact(message))))

    def send_alert(self, severity, message, details=None):
        details = details or {}
        key = self.key(details.get("check"), details.get("table"), message)
        last_severity, last_time, held = self.told.get(key, (None, None, 0))
        if last_severity is not None:
            worse = SEVERITIES.index(severity) - SEVERITIES.index(last_severity) > 0
            if not worse and self.clock() < last_time + self.cooldown:
                self.told[key] = (last_severity, last_time, held + 1)
                return "suppressed"
        if self.broadcast(key, severity, "firing", message, details, held):
            self.told[key] = (severity, self.clock(), 0)
            return "sent"
        return "lost"

    def resolve(self, check=None, table=None):
        key = self.key(check, table, "")
        if key not in self.told:
            return "nothing"
        severity, _, held = self.told[key]
        if self.broadcast(key, severity, "resolved", "over", {"check": check, "table": table}, held):
            self.told.pop(key)
            return "sent"
        return "lost"

    def broadcast(self, key, severity, status, message, details, held):
        text = json.dumps(
            dict(pipeline=self.pipeline_name, check=details.get("check"), table=details.get("table"), severity=severity,
                 status=status, message=redact(message), details=redact(details), suppressed=held,
                 timestamp=datetime.now(UTC).isoformat(timespec="seconds"), fingerprint=key),
            default=lambda value: redact(str(value)))
        pool = ThreadPoolExecutor(len(self.channels) or 1)
        futures = {pool.submit(self.one, channel, text): channel for channel in self.channels}
        done, late = wait(futures, timeout=self.timeout)
        pool.shutdown(wait=False)
        taken = [f for f in done if f.exception() is None]
        for future in set(futures) - set(taken):
            why = "too slow" if future in late else type(future.exception()).__name__
            self.logger.warning(f"lost an alert: {channel_name(futures[future])} ({why})")
            self.lost = self.lost + 1
        return bool(taken)

    def one(self, channel, text):
        if callable(channel):
            if channel(json.loads(text)) is False:
                raise OSError("refused")
            return
        request = urllib.request.Request(channel, text.encode(), {"Content-Type": "application/json"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=self.timeout):
            pass

    def alert_on_failure(self, function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            try:
                result = function(*args, **kwargs)
            except Exception as error:
                try:
                    self.send_alert("critical", repr(error), dict(check=function.__name__))
                except Exception:
                    self.logger.exception("could not alert")
                raise error
            return result

        return wrapper
