"""One generator is the story of the run, another that of a stage; both end in `except BaseException`."""

from contextlib import ExitStack
from dataclasses import dataclass, field


@dataclass
class PipelineLogger:
    pipeline_name: str
    run_id: str | None = None
    logger: Any = None
    clock: Callable[[], float] = field(default=time.monotonic, kw_only=True)

    def __post_init__(self):
        self.run_id = self.run_id or f"{self.pipeline_name}-{uuid.uuid4()}"
        base = self.logger if self.logger is not None else StructuredLogger(self.pipeline_name)
        self.logger = base.bind(pipeline=self.pipeline_name, run_id=self.run_id)
        self.path, self.facts, self.since = ContextVar("path", default=()), {}, None
        self.one_at_a_time = threading.Lock()

    @property
    def run(self):
        self._started()
        return PipelineRun(**self.facts)

    def _started(self):
        if not self.facts:
            raise RuntimeError("call start() before anything else")

    def start(self):
        if self.facts:
            raise RuntimeError("start() twice: one PipelineLogger is one run")
        self.facts = dict(
            run_id=self.run_id, pipeline=self.pipeline_name, status="running", started_at=datetime.now(UTC), metrics={}
        )
        self.since = self.clock()
        self.logger.info("pipeline_started")
        return self

    def log_metric(self, name, value):
        self._started()
        with self.one_at_a_time:
            self.facts["metrics"] = self.facts["metrics"] | {name: value}
        self.logger.info("metric", stage=(self.path.get() or [None])[-1], metric=name, value=value)

    @contextmanager
    def stage(self, name):
        self._started()
        own, since = {"stage": name, "parent": (self.path.get() or [None])[-1]}, self.clock()
        self.logger.info("stage_started", **own)
        with ExitStack() as at_the_end:
            at_the_end.callback(self.path.reset, self.path.set((*self.path.get(), name)))
            try:
                yield self
            except BaseException as error:
                self._ended("stage_completed", since, error, own)
                raise
            self._ended("stage_completed", since, None, own)

    def _ended(self, event, since, error, own):
        facts = {"status": "failed" if error is not None else "succeeded", "duration_seconds": self.clock() - since}
        tell = self.logger.info
        if error is not None:
            tell, own = self.logger.error, {**own, "error": {"type": type(error).__name__, "message": str(error)}}
        tell(event, **facts, **own)
        return facts

    def complete(self, error=None):
        self._started()
        if self.facts["status"] != "running":
            return
        self.facts |= self._ended("pipeline_completed", self.since, error, {})
        self.facts["finished_at"] = datetime.now(UTC)
        self.facts["error"] = None if error is None else f"{type(error).__name__}: {error}"

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, error, trace):
        self.complete(error)
