"""Mistakes in ``pipeline_logger``, and the criterion that must catch each."""

from autograder.authoring.answers import mistake
from autograder.exercises.logging.runs import PipelineLogger

MISTAKES = [
    mistake(
        "always_succeeded",
        "The status is succeeded whatever happened.",
        killed_by=PipelineLogger.tells_failures,
        also=(PipelineLogger.ends_once,),
        replace={
            'status="failed", duration_seconds=seconds, error': 'status="succeeded", duration_seconds=seconds, error',
        },
    ),
    mistake(
        "attribute_error",
        "Before start there is an AttributeError about a name inside.",
        killed_by=PipelineLogger.refuses_disorder,
        replace={
            'raise RuntimeError(f"run {self.run_id} of {self.pipeline} has not started: call start() first")': 'raise AttributeError("_began")',
        },
    ),
    mistake(
        "completes_twice",
        "complete logs each time it is called.",
        killed_by=PipelineLogger.ends_once,
        also=(PipelineLogger.sums_up,),
        replace={
            """            if self.run.status != "running":
                return
""": """            _ = self.run
""",
        },
    ),
    mistake(
        "error_as_text",
        "error is a text: its class cannot be queried.",
        killed_by=PipelineLogger.tells_failures,
        replace={
            "error=what, **fields)": "error=f\"{what['type']}: {what['message']}\", **fields)",
        },
    ),
    mistake(
        "error_without_its_class",
        "error is the message alone.",
        killed_by=PipelineLogger.sums_up,
        replace={
            'f"{type(error).__name__}: {text(error)}"': "text(error)",
        },
    ),
    mistake(
        "exception_only",
        "`except Exception` in the stage: Ctrl-C leaves a stage that succeeded.",
        killed_by=PipelineLogger.tells_failures,
        replace={
            """        except BaseException as error:
            failure = error""": """        except Exception as error:
            failure = error""",
        },
    ),
    mistake(
        "exit_hides_the_error",
        "Leaving a completed run returns True, and the error is gone.",
        killed_by=PipelineLogger.ends_once,
        whole="""
_Base = PipelineLogger


class PipelineLogger(_Base):
    def __exit__(self, kind, error, trace):
        done = self.run.status != "running"
        self.complete(error)
        return done
""",
    ),
    mistake(
        "failed_at_info",
        "A failed run is logged at level info, where no alarm looks.",
        killed_by=PipelineLogger.tells_failures,
        replace={
            'self._logger.error(event, status="failed"': 'self._logger.info(event, status="failed"',
        },
    ),
    mistake(
        "failed_for_ever",
        "A stage that failed makes the run failed, though the pipeline dealt with the error and went on.",
        killed_by=PipelineLogger.tells_failures,
        replace={
            "            failure = error\n": "            failure = self._failure = error\n",
            """            seconds = self._clock() - self._began
""": """            seconds = self._clock() - self._began
            error = error or getattr(self, "_failure", None)
""",
        },
    ),
    mistake(
        "first_value_counts",
        "Of two values of a metric the first one is kept.",
        killed_by=PipelineLogger.sums_up,
        replace={
            "metrics={**self.run.metrics, name: value}": "metrics={name: value, **self.run.metrics}",
        },
    ),
    mistake(
        "ignores_the_given_id",
        "Makes an id of its own, whatever the scheduler gave it.",
        killed_by=PipelineLogger.is_named,
        also=(PipelineLogger.sums_up,),
        replace={
            "run_id or uuid.uuid4().hex": "uuid.uuid4().hex",
        },
    ),
    mistake(
        "ignores_the_logger",
        "Logs through a logger of its own.",
        killed_by=PipelineLogger.is_named,
        also=(PipelineLogger.refuses_disorder,),
        replace={
            "logger = StructuredLogger(pipeline_name) if logger is None else logger": "logger = StructuredLogger(pipeline_name)",
        },
    ),
    mistake(
        "its_own_parent",
        "A stage with none around it names itself.",
        killed_by=PipelineLogger.names_parents,
        replace={
            '"parent": self._stage.get()}': '"parent": self._stage.get() or name}',
        },
    ),
    mistake(
        "last_status_wins",
        "A failure after complete() writes a second end.",
        killed_by=PipelineLogger.ends_once,
        also=(PipelineLogger.sums_up,),
        replace={
            """            if self.run.status != "running":
                return
""": """            if self.run.status != "running" and error is None:
                return
""",
        },
    ),
    mistake(
        "metric_as_a_field",
        'log_metric("rows", 1) becomes the field rows: every metric is a column of its own.',
        killed_by=PipelineLogger.tells_the_story,
        replace={
            "metric=name, value=value, stage": "**{name: value}, stage",
        },
    ),
    mistake(
        "metrics_of_all_runs",
        "The metrics are kept in the class: a run reports what another one has counted.",
        killed_by=PipelineLogger.sums_up,
        replace={
            "            self._run = replace(self.run, metrics={**self.run.metrics, name: value})": """\
            self._metrics[name] = value
            self._run = replace(self.run, metrics=dict(self._metrics))""",
            """    def start(self) -> "PipelineLogger":""": """    _metrics: dict[str, Any] = {}

    def start(self) -> "PipelineLogger":""",
        },
    ),
    mistake(
        "milliseconds",
        "duration_seconds in milliseconds.",
        killed_by=PipelineLogger.measures,
        replace={
            'status="succeeded", duration_seconds=seconds': 'status="succeeded", duration_seconds=seconds * 1000',
        },
    ),
    mistake(
        "naive_times",
        "started_at and finished_at without a zone.",
        killed_by=PipelineLogger.sums_up,
        replace={
            "finished_at=datetime.now(UTC)": "finished_at=datetime.now()",
            '"running", datetime.now(UTC))': '"running", datetime.now())',
        },
    ),
    mistake(
        "never_finished",
        "finished_at stays empty.",
        killed_by=PipelineLogger.sums_up,
        replace={
            """            finished_at=datetime.now(UTC),
""": "",
        },
    ),
    mistake(
        "new_id_per_line",
        "The id is drawn anew for every line.",
        killed_by=PipelineLogger.is_named,
        replace={
            "self._logger = logger.bind(pipeline=self.pipeline, run_id=self.run_id)": "self._plain = logger",
            """        self._clock = clock
""": """        self._clock, self._given = clock, run_id
""",
            """    @property
    def run(self)""": """    @property
    def _logger(self):
        return self._plain.bind(pipeline=self.pipeline, run_id=self._given or uuid.uuid4().hex)

    @property
    def run(self)""",
        },
    ),
    mistake(
        "no_bind",
        "Writes to the logger it was given, without binding: lines do not say whose they are.",
        killed_by=PipelineLogger.is_named,
        replace={
            "self._logger = logger.bind(pipeline=self.pipeline, run_id=self.run_id)": "self._logger = logger",
        },
    ),
    mistake(
        "no_default_id",
        "Without a run_id there is none.",
        killed_by=PipelineLogger.is_named,
        replace={
            "run_id or uuid.uuid4().hex": "run_id",
        },
    ),
    mistake(
        "no_finally",
        "The end is logged after the yield: a failed stage has none.",
        killed_by=PipelineLogger.tells_failures,
        also=(PipelineLogger.names_parents,),
        replace={
            """        try:
            yield
        except BaseException as error:
            failure = error
            raise
        finally:
            self._stage.reset(token)
            self._end("stage_completed", self._clock() - began, failure, **fields)""": """        yield
        self._stage.reset(token)
        self._end("stage_completed", self._clock() - began, failure, **fields)""",
        },
    ),
    mistake(
        "no_metrics_in_the_run",
        "The run does not keep its metrics.",
        killed_by=PipelineLogger.sums_up,
        replace={
            "self._run = replace(self.run, metrics={**self.run.metrics, name: value})": "_ = self.run",
        },
    ),
    mistake(
        "no_parent",
        "A stage does not name its parent.",
        killed_by=PipelineLogger.names_parents,
        replace={
            '{"stage": name, "parent": self._stage.get()}': '{"stage": name}',
        },
    ),
    mistake(
        "no_stage_in_metrics",
        "A metric does not say in which stage it was logged.",
        killed_by=PipelineLogger.tells_the_story,
        replace={
            ", stage=self._stage.get())": ")",
        },
    ),
    mistake(
        "no_start_event",
        "Only ends are logged: a process that dies leaves nothing.",
        killed_by=PipelineLogger.tells_the_story,
        also=(
            PipelineLogger.ends_once,
            PipelineLogger.refuses_disorder,
        ),
        replace={
            """        self._logger.info("pipeline_started")
""": "",
        },
    ),
    mistake(
        "one_default_id",
        "The id is drawn once, when the module is loaded.",
        killed_by=PipelineLogger.is_named,
        replace={
            "run_id or uuid.uuid4().hex": "run_id or DEFAULT_ID",
            "class PipelineLogger:": """DEFAULT_ID = uuid.uuid4().hex


class PipelineLogger:""",
        },
    ),
    mistake(
        "one_name_for_all",
        "Without a logger all pipelines log under one name, and share one stream and level.",
        killed_by=PipelineLogger.makes_a_logger,
        replace={
            "StructuredLogger(pipeline_name)": 'StructuredLogger("pipeline")',
        },
    ),
    mistake(
        "one_variable_for_all_runs",
        "The context variable belongs to the module: runs side by side lie in each other's stages.",
        killed_by=PipelineLogger.names_parents,
        replace={
            """        self._stage: ContextVar[str | None] = ContextVar("stage", default=None)  # of this run alone
""": """        self._stage = STAGE
""",
            "class PipelineLogger:": """STAGE: ContextVar[str | None] = ContextVar("stage", default=None)


class PipelineLogger:""",
        },
    ),
    mistake(
        "one_start_for_all",
        "One variable holds the start: the outer stage is as short as the inner one.",
        killed_by=PipelineLogger.measures,
        replace={
            """        began, failure, _ = self._clock(), None, self.run  # which raises before start
""": """        self._at, failure, _ = self._clock(), None, self.run
""",
            'self._end("stage_completed", self._clock() - began, failure, **fields)': 'self._end("stage_completed", self._clock() - self._at, failure, **fields)',
        },
    ),
    mistake(
        "outermost_stage_in_metrics",
        "A metric names the outermost stage.",
        killed_by=PipelineLogger.tells_the_story,
        also=(PipelineLogger.tells_threads_apart,),
        replace={
            "        self._run: PipelineRun | None = None": "        self._run, self._outermost = None, ContextVar('outermost', default=None)",
            "token = self._stage.set(name)": """first = self._outermost.set(self._outermost.get() or name)
        token = self._stage.set(name)""",
            "self._stage.reset(token)": """self._stage.reset(token)
            self._outermost.reset(first)""",
            "value=value, stage=self._stage.get()": "value=value, stage=self._outermost.get()",
        },
    ),
    mistake(
        "parent_after_failure",
        "The stage is left only when it went well.",
        killed_by=PipelineLogger.names_parents,
        replace={
            """        finally:
            self._stage.reset(token)
""": """        else:
            self._stage.reset(token)
        finally:
""",
        },
    ),
    mistake(
        "run_forgets_the_error",
        "The run ends as succeeded although a stage failed.",
        killed_by=PipelineLogger.tells_failures,
        also=(
            PipelineLogger.ends_once,
            PipelineLogger.sums_up,
        ),
        whole="""
_Base = PipelineLogger


class PipelineLogger(_Base):
    def __exit__(self, kind, error, trace):
        self.complete()
""",
    ),
    mistake(
        "run_id_at_the_ends_only",
        "Only start and end name the run; the metrics in between belong to nobody.",
        killed_by=PipelineLogger.is_named,
        replace={
            'self._logger.info("metric", metric=name, value=value, stage': 'self._logger.info("metric", metric=name, value=value, run_id=None, stage',
        },
    ),
    mistake(
        "second_complete_raises",
        "A second complete is an error.",
        killed_by=PipelineLogger.ends_once,
        also=(PipelineLogger.sums_up,),
        replace={
            """            if self.run.status != "running":
                return
""": """            if self.run.status != "running":
                raise RuntimeError("completed already")
""",
        },
    ),
    mistake(
        "sentences",
        "The message is a sentence with the stage in it: nothing to group by.",
        killed_by=PipelineLogger.tells_the_story,
        replace={
            'self._logger.info("stage_started", **fields)': 'self._logger.info(f"stage {name} started", **fields)',
        },
    ),
    mistake(
        "since_construction",
        "The run's duration counts from its construction.",
        killed_by=PipelineLogger.measures,
        also=(PipelineLogger.sums_up,),
        replace={
            """        self._began = self._clock()
""": "",
            """        self._clock = clock
""": """        self._clock, self._began = clock, 0.0
""",
        },
    ),
    mistake(
        "stage_swallows",
        "A stage logs the error and goes on.",
        killed_by=PipelineLogger.tells_failures,
        also=(PipelineLogger.names_parents,),
        replace={
            """            failure = error
            raise
""": """            failure = error
""",
        },
    ),
    mistake(
        "stages_are_never_left",
        "The context variable is never reset: what comes later seems to lie in that stage.",
        killed_by=PipelineLogger.tells_the_story,
        replace={
            """            self._stage.reset(token)
""": "",
        },
    ),
    mistake(
        "starts_by_itself",
        "complete before start starts the run silently.",
        killed_by=PipelineLogger.refuses_disorder,
        replace={
            '            raise RuntimeError(f"run {self.run_id} of {self.pipeline} has not started: call start() first")': "            self.start()",
        },
    ),
    mistake(
        "starts_twice",
        "A second start starts the clock again.",
        killed_by=PipelineLogger.refuses_disorder,
        replace={
            """        if self._run is not None:
            raise RuntimeError(f"run {self.run_id} of {self.pipeline} has started already")
""": "",
        },
    ),
    mistake(
        "swallows",
        "__exit__ returns True: the scheduler sees a success.",
        killed_by=PipelineLogger.tells_failures,
        also=(PipelineLogger.ends_once,),
        whole="""
_Base = PipelineLogger


class PipelineLogger(_Base):
    def __exit__(self, kind, error, trace):
        self.complete(error)
        return True
""",
    ),
    mistake(
        "wall_clock",
        "Durations by time.time, which is set back now and then.",
        killed_by=PipelineLogger.measures,
        also=(PipelineLogger.sums_up,),
        replace={
            "self._clock = clock": "self._clock = time.time",
        },
    ),
    mistake(
        "whole_seconds",
        "Half a second is cut off.",
        killed_by=PipelineLogger.measures,
        replace={
            'status="succeeded", duration_seconds=seconds': 'status="succeeded", duration_seconds=int(seconds * 10) // 10 + 0.1',
        },
    ),
    mistake(
        "wraps_the_error",
        "Raises an error of its own around the original one.",
        killed_by=PipelineLogger.tells_failures,
        also=(
            PipelineLogger.names_parents,
            PipelineLogger.sums_up,
        ),
        replace={
            """            failure = error
            raise
""": """            failure = error
            raise RuntimeError(f"stage {name} failed") from error
""",
        },
    ),
    mistake(
        "a_list_of_stages",
        "Keeps the open stages in a list of the run: of three threads each is in the stage that began last.",
        killed_by=PipelineLogger.tells_threads_apart,
        replace={
            'self._stage: ContextVar[str | None] = ContextVar("stage", default=None)  # of this run alone': "self._stages: list[str] = []",
            "stage=self._stage.get())": "stage=self._stages[-1] if self._stages else None)",
            '"parent": self._stage.get()}': '"parent": self._stages[-1] if self._stages else None}',
            "token = self._stage.set(name)": "self._stages.append(name)",
            "self._stage.reset(token)": "self._stages.pop()",
        },
    ),
    mistake(
        "stage_in_an_attribute",
        "One attribute holds the stage, and each stage puts back what it found: threads overwrite it.",
        killed_by=PipelineLogger.tells_threads_apart,
        replace={
            'self._stage: ContextVar[str | None] = ContextVar("stage", default=None)  # of this run alone': "self._stage: str | None = None",
            "stage=self._stage.get())": "stage=self._stage)",
            '"parent": self._stage.get()}': '"parent": self._stage}',
            "token = self._stage.set(name)": "self._stage = name",
            "self._stage.reset(token)": 'self._stage = fields["parent"]',
        },
    ),
    mistake(
        "stage_by_thread",
        "A threading.local: a thread with a copy of the context is in no stage, and tasks of one thread share theirs.",
        killed_by=PipelineLogger.tells_threads_apart,
        replace={
            'self._stage: ContextVar[str | None] = ContextVar("stage", default=None)  # of this run alone': "self._here = threading.local()",
            "stage=self._stage.get())": 'stage=getattr(self._here, "stage", None))',
            '"parent": self._stage.get()}': '"parent": getattr(self._here, "stage", None)}',
            "token = self._stage.set(name)": "self._here.stage = name",
            "self._stage.reset(token)": 'self._here.stage = fields["parent"]',
        },
    ),
    mistake(
        "stage_by_thread_id",
        "A dict from the thread's id to its stage: the same as a threading.local, by hand.",
        killed_by=PipelineLogger.tells_threads_apart,
        replace={
            'self._stage: ContextVar[str | None] = ContextVar("stage", default=None)  # of this run alone': "self._here: dict[int, str | None] = {}",
            "stage=self._stage.get())": "stage=self._here.get(threading.get_ident()))",
            '"parent": self._stage.get()}': '"parent": self._here.get(threading.get_ident())}',
            "token = self._stage.set(name)": "self._here[threading.get_ident()] = name",
            "self._stage.reset(token)": 'self._here[threading.get_ident()] = fields["parent"]',
        },
    ),
    mistake(
        "a_list_in_the_variable",
        "The context variable holds one list, which all copies of the context share.",
        killed_by=PipelineLogger.tells_threads_apart,
        replace={
            'self._stage: ContextVar[str | None] = ContextVar("stage", default=None)  # of this run alone': 'self._stage = ContextVar("stage", default=[None])',
            "stage=self._stage.get())": "stage=self._stage.get()[-1])",
            '"parent": self._stage.get()}': '"parent": self._stage.get()[-1]}',
            "token = self._stage.set(name)": "self._stage.get().append(name)",
            "self._stage.reset(token)": "self._stage.get().pop()",
            "self._run: PipelineRun | None = None": "self._run: PipelineRun | None = None\n        self._stage.set([None])",
        },
    ),
    mistake(
        "metrics_without_a_lock",
        "Reads the metrics, adds one and writes them back: what another thread added in between is lost.",
        killed_by=PipelineLogger.keeps_metrics,
        replace={
            """        with self._lock:
            self._run = replace(self.run, metrics={**self.run.metrics, name: value})
""": """        self._run = replace(self.run, metrics={**self.run.metrics, name: value})
""",
        },
    ),
    mistake(
        "reads_before_the_lock",
        "The lock holds the write alone; the metrics were read before it.",
        killed_by=PipelineLogger.keeps_metrics,
        replace={
            """        with self._lock:
            self._run = replace(self.run, metrics={**self.run.metrics, name: value})
""": """        metrics = {**self.run.metrics, name: value}
        with self._lock:
            self._run = replace(self.run, metrics=metrics)
""",
        },
    ),
    mistake(
        "a_lock_for_each_call",
        "Each call makes a lock of its own, which keeps nobody out.",
        killed_by=PipelineLogger.keeps_metrics,
        replace={
            """        with self._lock:
            self._run = replace(self.run, metrics=""": """        with threading.Lock():
            self._run = replace(self.run, metrics=""",
        },
    ),
    mistake(
        "one_stage_at_a_time",
        "Holds a lock for the whole stage, so that stages of other threads wait for its end, or for ever.",
        killed_by=PipelineLogger.tells_threads_apart,
        replace={
            "            yield\n        except": "            with self._one:\n                yield\n        except",
            "self._run: PipelineRun | None = None": "self._run: PipelineRun | None = None\n        self._one = threading.RLock()",
        },
    ),
]
