"""Mistakes in ``alert_manager``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.monitoring_and_alerting.alerts import Alerts

MISTAKES = [
    mistake(
        "alert_error_replaces_it",
        "What goes wrong while alerting hides what went wrong.",
        killed_by=Alerts.decorates,
        replace={
            """with suppress(Exception):
                    self.send_alert(""": """if True:
                    self.send_alert(""",
        },
    ),
    mistake(
        "alerts_on_an_interrupt",
        "Wakes somebody whenever a person stops a load by hand.",
        killed_by=Alerts.decorates,
        replace={
            "except Exception as error:\n                text": "except BaseException as error:\n                text",
        },
    ),
    mistake(
        "alerts_on_success_too",
        "An alert for each call.",
        killed_by=Alerts.decorates,
        also=(Alerts.keeps_secrets,),
        replace={
            """try:
                return function(*args, **kwargs)
            except""": """self.send_alert("info", "started", {"check": function.__name__ + " start"})
            try:
                return function(*args, **kwargs)
            except""",
        },
    ),
    mistake(
        "any_other_severity_goes",
        "Another severity is news, a lower one too.",
        killed_by=Alerts.escalates,
        replace={
            "is_worse = SEVERITIES.index(severity) > SEVERITIES.index(known.severity)": "is_worse = severity != known.severity",
        },
    ),
    mistake(
        "by_the_alphabet",
        "critical < info < warning: compares texts.",
        killed_by=Alerts.escalates,
        also=(Alerts.lost_is_not_sent,),
        replace={
            "SEVERITIES.index(severity) > SEVERITIES.index(known.severity)": "severity > known.severity",
        },
    ),
    mistake(
        "callables_get_everything",
        "Redacts for webhooks; a callable is one of us.",
        killed_by=Alerts.keeps_secrets,
        replace={
            """if callable(channel):
                    refused = channel(payload) is False""": """if callable(channel):
                    refused = channel({**payload, **self._raw}) is False""",
            "details = dict(details or {})": """details = dict(details or {})
        self._raw = {"message": message, "details": json.loads(json.dumps(details, default=str))}""",
            'details = {"check": check, "table": table}': """details = {"check": check, "table": table}
        self._raw = {"details": details}""",
        },
    ),
    mistake(
        "callables_get_text",
        "Callables get the JSON text instead of a dict.",
        killed_by=Alerts.delivers,
        also=(Alerts.lost_is_not_sent,),
        replace={
            "refused = channel(payload) is False": "refused = channel(json.dumps(payload)) is False",
        },
    ),
    mistake(
        "callables_without_a_limit",
        "requests has a timeout; a callable may hang.",
        killed_by=Alerts.survives,
        replace={
            "worker.join(self.timeout)": "worker.join(None if callable(channel) else self.timeout)",
        },
    ),
    mistake(
        "check_only",
        "The fingerprint is the check: a second table is silenced by the first.",
        killed_by=Alerts.once,
        also=(Alerts.recovers,),
        replace={
            "parts = [self.pipeline_name, check, table] if": "parts = [self.pipeline_name, check] if",
        },
    ),
    mistake(
        "counts_from_the_beginning",
        "`suppressed` adds up over all cooldowns, the sent ones included.",
        killed_by=Alerts.once,
        also=(
            Alerts.recovers,
            Alerts.lost_is_not_sent,
        ),
        replace={
            'known.suppressed += 1\n            return "suppressed"': 'known.suppressed += 2\n            return "suppressed"',
        },
    ),
    mistake(
        "dates_break_it",
        "json.dumps as it is: a date in the details loses the alert.",
        killed_by=Alerts.delivers,
        replace={
            "return json.loads(json.dumps(payload, default=lambda value: redact(str(value))))": "return json.loads(json.dumps(payload))",
        },
    ),
    mistake(
        "details_forgotten",
        "The message alone, without the details.",
        killed_by=Alerts.delivers,
        also=(Alerts.keeps_secrets,),
        replace={
            '"details": redact(details),': '"details": {},',
        },
    ),
    mistake(
        "details_in_the_fingerprint",
        "All details are part of it: the same check with another number is another problem.",
        killed_by=Alerts.once,
        also=(Alerts.recovers,),
        replace={
            'self._fingerprint(details.get("check"), details.get("table"), message)': 'self._fingerprint(details.get("check"), details.get("table"), message) + str(len(details))',
        },
    ),
    mistake(
        "details_not_redacted",
        "Redacts the message and forgets the details.",
        killed_by=Alerts.keeps_secrets,
        replace={
            '"details": redact(details)': '"details": details',
        },
    ),
    mistake(
        "does_not_count",
        "Forgets how many were held back.",
        killed_by=Alerts.once,
        also=(
            Alerts.recovers,
            Alerts.lost_is_not_sent,
        ),
        replace={
            "known.suppressed += 1": "pass",
        },
    ),
    mistake(
        "drops_keyword_arguments",
        "Passes positional arguments only.",
        killed_by=Alerts.decorates,
        replace={
            "return function(*args, **kwargs)": "return function(*args)",
        },
    ),
    mistake(
        "drops_the_details",
        "Hides everything, to be safe.",
        killed_by=Alerts.keeps_secrets,
        replace={
            '"details": redact(details)': '"details": {k: v for k, v in details.items() if k in ("check", "table", "hours", "day", "share")}',
        },
    ),
    mistake(
        "error_of_a_channel_escapes",
        "What the channel raises reaches the pipeline.",
        killed_by=Alerts.survives,
        also=(
            Alerts.keeps_secrets,
            Alerts.lost_is_not_sent,
        ),
        replace={
            """except Exception as error:  # only its class: the text of an error may hold the URL
                outcome[0] = type(error).__name__""": """except Exception as error:
                outcome[0] = error""",
            """if problem:
                self.lost""": """if isinstance(problem, Exception):
                raise problem
            if problem:
                self.lost""",
        },
    ),
    mistake(
        "error_text_in_the_log",
        "Logs the text of the error, which holds the URL.",
        killed_by=Alerts.keeps_secrets,
        replace={
            "outcome[0] = type(error).__name__": "outcome[0] = str(error)",
        },
    ),
    mistake(
        "errors_in_details_not_redacted",
        "Redacts texts alone; an error among the details becomes a text afterwards.",
        killed_by=Alerts.keeps_secrets,
        replace={
            "default=lambda value: redact(str(value))": "default=str",
        },
    ),
    mistake(
        "escalation_keeps_the_old_time",
        "The cooldown runs from the first alert, not from the one that counts.",
        killed_by=Alerts.escalates,
        replace={
            "self._open[fingerprint] = OpenAlert(severity, self.clock())": """fresh = known is None or self.clock() - known.sent_at >= self.cooldown
        self._open[fingerprint] = OpenAlert(severity, self.clock() if fresh else known.sent_at)""",
        },
    ),
    mistake(
        "false_is_fine",
        "A callable that says False has not raised.",
        killed_by=Alerts.survives,
        also=(Alerts.lost_is_not_sent,),
        replace={
            "refused = channel(payload) is False": """channel(payload)
                    refused = False""",
        },
    ),
    mistake(
        "firing_recovery",
        "The notice says firing.",
        killed_by=Alerts.recovers,
        also=(Alerts.lost_is_not_sent,),
        replace={
            'self._payload("resolved", known.severity': 'self._payload("firing", known.severity',
        },
    ),
    mistake(
        "first_channel_only",
        "One channel got it, so the others need not.",
        killed_by=Alerts.delivers,
        also=(
            Alerts.survives,
            Alerts.keeps_secrets,
        ),
        replace={
            "problems = [self._try(channel, payload) for channel in self.channels]": "problems = [self._try(channel, payload) for channel in self.channels[:1]] * len(self.channels)",
        },
    ),
    mistake(
        "forgets_the_value",
        "Calls the function and returns nothing.",
        killed_by=Alerts.decorates,
        replace={
            "return function(*args, **kwargs)": "function(*args, **kwargs)",
        },
    ),
    mistake(
        "held_back_alerts_prolong_it",
        "Each suppressed alert starts the cooldown again: a problem that persists is never told of again.",
        killed_by=Alerts.once,
        also=(
            Alerts.escalates,
            Alerts.lost_is_not_sent,
        ),
        replace={
            "known.suppressed += 1": """known.suppressed += 1
            known.sent_at = self.clock()""",
        },
    ),
    mistake(
        "loss_logged_as_debug",
        "Logged where nobody reads.",
        killed_by=Alerts.survives,
        also=(Alerts.keeps_secrets,),
        replace={
            "self.logger.error(": "self.logger.debug(",
        },
    ),
    mistake(
        "loss_not_counted",
        "Logs, and counts nothing.",
        killed_by=Alerts.survives,
        replace={
            "self.lost += 1": "pass",
        },
    ),
    mistake(
        "loss_not_logged",
        "Counts, and says nothing to anybody.",
        killed_by=Alerts.survives,
        also=(Alerts.keeps_secrets,),
        replace={
            'self.logger.error("alert lost on %s: %s", channel_name(channel), problem)': "pass",
        },
    ),
    mistake(
        "lost_counts_as_held_back",
        "A lost alert is added to those held back.",
        killed_by=Alerts.lost_is_not_sent,
        replace={
            'if not self._deliver(alert):\n            return "lost"': 'if not self._deliver(alert):\n            if known:\n                known.suppressed += 1\n            return "lost"',
        },
    ),
    mistake(
        "lost_is_called_sent",
        "Starts no cooldown, and says sent all the same.",
        killed_by=Alerts.lost_is_not_sent,
        replace={
            'if not self._deliver(alert):\n            return "lost"': 'if not self._deliver(alert):\n            return "sent"',
        },
    ),
    mistake(
        "lost_notice_resolves",
        "A recovery notice that nobody got closes the problem.",
        killed_by=Alerts.lost_is_not_sent,
        replace={
            """if not self._deliver(notice):
""": """if not self._deliver(notice):
            del self._open[fingerprint]
""",
        },
    ),
    mistake(
        "lost_resets_the_count",
        "A lost alert forgets how many were held back.",
        killed_by=Alerts.lost_is_not_sent,
        replace={
            'if not self._deliver(alert):\n            return "lost"': 'if not self._deliver(alert):\n            if known:\n                known.suppressed = 0\n            return "lost"',
        },
    ),
    mistake(
        "lost_starts_the_cooldown",
        "Remembers first and sends second: a lost alert silences the next.",
        killed_by=Alerts.lost_is_not_sent,
        replace={
            'if not self._deliver(alert):\n            return "lost"\n        self._open[fingerprint] = OpenAlert(severity, self.clock())\n        return "sent"': 'self._open[fingerprint] = OpenAlert(severity, self.clock())\n        delivered = self._deliver(alert)\n        return "sent" if delivered else "lost"',
        },
    ),
    mistake(
        "lower_one_lowers",
        "A suppressed alert changes what is remembered: the next critical one goes out again.",
        killed_by=Alerts.escalates,
        replace={
            "known.suppressed += 1": """known.suppressed += 1
            known.severity = severity""",
        },
    ),
    mistake(
        "message_in_the_fingerprint",
        'The message is part of the fingerprint, and says "31 hours", "32 hours" …',
        killed_by=Alerts.once,
        also=(
            Alerts.recovers,
            Alerts.escalates,
        ),
        replace={
            "parts = [self.pipeline_name, check, table] if check or table else [self.pipeline_name, message]": "parts = [self.pipeline_name, check, table, message]",
        },
    ),
    mistake(
        "message_not_redacted",
        "Redacts the details and forgets the message.",
        killed_by=Alerts.keeps_secrets,
        replace={
            '"message": redact(message)': '"message": message',
        },
    ),
    mistake(
        "messages_share_one_problem",
        "Alerts without a check are all one problem.",
        killed_by=Alerts.once,
        replace={
            "else [self.pipeline_name, message]": "else [self.pipeline_name]",
        },
    ),
    mistake(
        "naive_timestamp",
        "A time without a zone: the person on call adds one, the wrong one.",
        killed_by=Alerts.delivers,
        replace={
            "utc_now().isoformat()": "datetime.now().isoformat()",
        },
    ),
    mistake(
        "never_forgets",
        "Sends the notice and keeps the problem: the notice comes again, the next alert does not.",
        killed_by=Alerts.recovers,
        also=(Alerts.lost_is_not_sent,),
        replace={
            """        del self._open[fingerprint]
""": "",
        },
    ),
    mistake(
        "no_cooldown",
        "Every alert goes out.",
        killed_by=Alerts.once,
        also=(
            Alerts.recovers,
            Alerts.escalates,
            Alerts.lost_is_not_sent,
        ),
        replace={
            "return is_worse or self.clock() - known.sent_at >= self.cooldown": "return True",
        },
    ),
    mistake(
        "no_pipeline_in_the_fingerprint",
        "Two pipelines with the same check share one problem.",
        killed_by=Alerts.once,
        replace={
            "parts = [self.pipeline_name, check, table] if check or table else [self.pipeline_name, message]": "parts = [check, table] if check or table else [message]",
        },
    ),
    mistake(
        "no_timeout",
        "Waits for a slow webhook as long as it takes.",
        killed_by=Alerts.survives,
        replace={
            "requests.post(channel, json=payload, timeout=self.timeout)": "requests.post(channel, json=payload)",
            "worker.join(self.timeout)": "worker.join()",
        },
    ),
    mistake(
        "no_wraps",
        "The decorated function has lost its name.",
        killed_by=Alerts.decorates,
        replace={
            """@functools.wraps(function)
        def call""": "def call",
        },
    ),
    mistake(
        "nobody_was_told",
        "No channel failed, so all is well: a manager without channels says sent, to nobody.",
        killed_by=Alerts.lost_is_not_sent,
        replace={
            "return None in problems": "return not problems or None in problems",
        },
    ),
    mistake(
        "one_cooldown_for_all",
        "After any alert silence for an hour.",
        killed_by=Alerts.once,
        also=(
            Alerts.recovers,
            Alerts.keeps_secrets,
        ),
        replace={
            "parts = [self.pipeline_name, check, table] if check or table else [self.pipeline_name, message]": "parts = [self.pipeline_name]",
        },
    ),
    mistake(
        "pool_waits_at_its_end",
        "A pool with a timeout on the result, whose `with` waits for the thread all the same.",
        killed_by=Alerts.survives,
        replace={
            """worker = threading.Thread(target=work, daemon=True)
        worker.start()
        worker.join(self.timeout)""": """from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(1) as pool, suppress(TimeoutError):
            pool.submit(work).result(self.timeout)""",
        },
    ),
    mistake(
        "posts_a_form",
        "data= instead of json=: the webhook gets a form.",
        killed_by=Alerts.delivers,
        also=(
            Alerts.decorates,
            Alerts.keeps_secrets,
        ),
        replace={
            "requests.post(channel, json=payload, timeout=self.timeout)": "requests.post(channel, data=payload, timeout=self.timeout)",
        },
    ),
    mistake(
        "recovery_every_time",
        "A notice for every green check, all day long.",
        killed_by=Alerts.recovers,
        also=(Alerts.lost_is_not_sent,),
        replace={
            """if known is None:
            return "nothing"
""": """known = known or OpenAlert("info", 0.0)
""",
            "del self._open[fingerprint]": "self._open.pop(fingerprint, None)",
        },
    ),
    mistake(
        "recovery_has_its_own_fingerprint",
        "The notice cannot be matched with its alert.",
        killed_by=Alerts.recovers,
        replace={
            """message, details, fingerprint, held_back)
        if not self._deliver(notice)""": """message, details, fingerprint[::-1], held_back)
        if not self._deliver(notice)""",
        },
    ),
    mistake(
        "resolves_in_silence",
        "Forgets the problem without telling anybody.",
        killed_by=Alerts.recovers,
        also=(Alerts.lost_is_not_sent,),
        replace={
            """if not self._deliver(notice):
            return "lost"
        """: "",
        },
    ),
    mistake(
        "returns_nothing",
        "Sends, and does not say what became of it.",
        killed_by=Alerts.delivers,
        replace={
            'self._open[fingerprint] = OpenAlert(severity, self.clock())\n        return "sent"': "self._open[fingerprint] = OpenAlert(severity, self.clock())",
        },
    ),
    mistake(
        "sends_twice",
        "Says everything twice, to be sure.",
        killed_by=Alerts.delivers,
        also=(
            Alerts.survives,
            Alerts.decorates,
            Alerts.keeps_secrets,
        ),
        replace={
            "problems = [self._try(channel, payload) for channel in self.channels]": "problems = [self._try(channel, payload) for channel in self.channels * 2][: len(self.channels)]",
        },
    ),
    mistake(
        "severity_in_the_fingerprint",
        "The severity is part of the fingerprint: a lower one does not wait.",
        killed_by=Alerts.escalates,
        also=(
            Alerts.recovers,
            Alerts.lost_is_not_sent,
        ),
        replace={
            'fingerprint = self._fingerprint(details.get("check"), details.get("table"), message)': 'fingerprint = self._fingerprint(details.get("check"), details.get("table"), message) + severity',
            'fingerprint = self._fingerprint(check, table, "")': 'fingerprint = next((f for s in SEVERITIES if (f := self._fingerprint(check, table, "") + s) in self._open), "")',
        },
    ),
    mistake(
        "silence_after_recovery",
        "Remembers that it is resolved, and keeps the cooldown: the next outbreak is suppressed.",
        killed_by=Alerts.recovers,
        replace={
            "if known is None:": 'if known is None or getattr(known, "over", False):',
            "del self._open[fingerprint]": "known.over, known.suppressed = True, 0",
        },
    ),
    mistake(
        "status_ignored",
        "A 500 is an answer, so it was sent.",
        killed_by=Alerts.survives,
        replace={
            "refused = not requests.post(channel, json=payload, timeout=self.timeout).ok": """requests.post(channel, json=payload, timeout=self.timeout)
                    refused = False""",
        },
    ),
    mistake(
        "stops_at_the_first_failure",
        "The channels behind a dead one get nothing.",
        killed_by=Alerts.survives,
        replace={
            "problems = [self._try(channel, payload) for channel in self.channels]": """problems = []
        for channel in self.channels:
            problems.append(self._try(channel, payload))
            if problems[-1]:
                problems += ["skipped"] * (len(self.channels) - len(problems))""",
        },
    ),
    mistake(
        "swallows_the_error",
        "The decorator alerts and returns None.",
        killed_by=Alerts.decorates,
        replace={
            """{"check": function.__name__})
                raise""": """{"check": function.__name__})
                return None""",
        },
    ),
    mistake(
        "text_without_the_class",
        'The alert says "7" and not KeyError.',
        killed_by=Alerts.decorates,
        replace={
            'text = f"{type(error).__name__}: {error}"': "text = str(error)",
        },
    ),
    mistake(
        "timestamp_in_the_fingerprint",
        "The time is part of the fingerprint: every alert is a new problem.",
        killed_by=Alerts.once,
        also=(
            Alerts.recovers,
            Alerts.escalates,
        ),
        replace={
            "parts = [self.pipeline_name, check, table] if": "parts = [self.pipeline_name, check, table, time.monotonic()] if",
        },
    ),
    mistake(
        "told_once_for_ever",
        "Once told, never again: the cooldown has no end.",
        killed_by=Alerts.once,
        also=(
            Alerts.escalates,
            Alerts.lost_is_not_sent,
        ),
        replace={
            "return is_worse or self.clock() - known.sent_at >= self.cooldown": "return is_worse",
        },
    ),
    mistake(
        "top_level_keys_only",
        "Hides the password and shows the api_key one level below.",
        killed_by=Alerts.keeps_secrets,
        replace={
            '"details": redact(details)': '"details": {k: "***" if SECRET_KEY.search(k) else v for k, v in details.items()}',
        },
    ),
    mistake(
        "url_in_the_log",
        "Logs the channel as it is: whoever reads the log can post to the webhook.",
        killed_by=Alerts.keeps_secrets,
        replace={
            "channel_name(channel), problem": "channel, problem",
        },
    ),
    mistake(
        "wall_clock",
        "Uses time.monotonic whatever clock it was given: the cooldown never ends in a test.",
        killed_by=Alerts.once,
        also=(
            Alerts.escalates,
            Alerts.lost_is_not_sent,
        ),
        replace={
            "self.pipeline_name, self.channels, self.clock = pipeline_name, list(channels), clock": "self.pipeline_name, self.channels, self.clock = pipeline_name, list(channels), time.monotonic",
        },
    ),
    mistake(
        "worse_waits_too",
        "A critical alert waits behind a warning.",
        killed_by=Alerts.escalates,
        also=(Alerts.lost_is_not_sent,),
        replace={
            "return is_worse or self.clock()": "return self.clock()",
        },
    ),
    mistake(
        "wraps_the_error",
        "Raises an error of its own instead of the original.",
        killed_by=Alerts.decorates,
        replace={
            """{"check": function.__name__})
                raise
""": """{"check": function.__name__})
                raise RuntimeError(f"{function.__name__} failed") from error
""",
        },
    ),
]
