"""Stages are objects with __enter__ and __exit__; the run is built from plain attributes."""

class _Stage:
    def __init__(self, owner, name):
        self.owner, self.name = owner, name

    def __enter__(self):
        owner = self.owner
        owner.must_run()
        self.parent = owner.inner.get()
        self.since = owner.clock()
        owner.log.info("stage_started", stage=self.name, parent=self.parent)
        owner.inner.set(self.name)
        return self

    def __exit__(self, kind, error, trace):
        self.owner.inner.set(self.parent)
        self.owner.finish("stage_completed", self.since, error, stage=self.name, parent=self.parent)
        return False


class PipelineLogger:
    def __init__(self, pipeline_name, run_id=None, logger=None, *, clock=time.monotonic):
        self.name = pipeline_name
        self.id = str(uuid.uuid4()) if run_id is None else run_id
        self.log = (logger or StructuredLogger(pipeline_name)).bind(run_id=self.id, pipeline=pipeline_name)
        self.clock, self.inner, self.values = clock, ContextVar(f"stage of {self.id}", default=None), {}
        self.status = self.since = self.began = self.ended = self.took = self.problem = None

    def must_run(self):
        if self.status is None:
            raise RuntimeError(f"{self.name}: start() was not called")

    @property
    def run(self):
        self.must_run()
        return PipelineRun(
            run_id=self.id, pipeline=self.name, status=self.status, started_at=self.began, finished_at=self.ended,
            duration_seconds=self.took, metrics=dict(self.values), error=self.problem,
        )

    def start(self):
        if self.status is not None:
            raise RuntimeError(f"{self.name}: start() was called before")
        self.status, self.since, self.began = "running", self.clock(), datetime.now(UTC)
        self.log.info("pipeline_started", status="running")
        return self

    def stage(self, name):
        return _Stage(self, name)

    def log_metric(self, name, value):
        self.must_run()
        self.values[name] = value
        where = {"stage": self.inner.get()} if self.inner.get() else {}
        self.log.info("metric", metric=name, value=value, **where)

    def complete(self, error=None):
        self.must_run()
        if self.status == "running":
            self.status, self.took = self.finish("pipeline_completed", self.since, error)
            self.ended = datetime.now(UTC)
            if error is not None:
                self.problem = "".join(traceback.format_exception_only(error)).strip()

    def finish(self, event, since, error, **fields):
        took = round(self.clock() - since, 3)
        if error is None:
            self.log.info(event, duration_seconds=took, status="succeeded", **fields)
            return "succeeded", took
        told = describe_error(error)
        self.log.error(event, duration_seconds=took, status="failed", error=told, **fields)
        return "failed", took

    def __enter__(self):
        return self.start()

    def __exit__(self, *caught):
        self.complete(caught[1])
