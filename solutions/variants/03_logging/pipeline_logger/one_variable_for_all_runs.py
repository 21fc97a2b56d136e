"""One context variable of the module, which maps each run to its stage; metrics are a list of events."""

HERE = ContextVar("HERE", default={})


class PipelineLogger:
    def __init__(self, pipeline_name, run_id=None, logger=None, *, clock=time.monotonic):
        self.pipeline_name = pipeline_name
        self.run_id = uuid.uuid4().hex if run_id is None else run_id
        logger = StructuredLogger(pipeline_name) if logger is None else logger
        self.log = logger.bind(pipeline=pipeline_name, run_id=self.run_id)
        self.clock, self.found, self.ended = clock, [], None

    def started(self):
        if not hasattr(self, "started_at"):
            raise RuntimeError("start() first")

    def start(self):
        if hasattr(self, "started_at"):
            raise RuntimeError("start() was called already")
        self.started_at, self.began = datetime.now(UTC), self.clock()
        self.log.info("pipeline_started")
        return self

    @property
    def run(self):
        self.started()
        ended = self.ended or {"status": "running"}
        return PipelineRun(
            run_id=self.run_id, pipeline=self.pipeline_name, started_at=self.started_at, metrics=dict(self.found), **ended
        )

    def log_metric(self, name, value):
        self.started()
        self.found.append((name, value))
        self.log.info("metric", metric=name, value=value, stage=HERE.get().get(id(self)))

    @contextmanager
    def stage(self, name):
        self.started()
        before = HERE.get()
        where = {"stage": name, "parent": before.get(id(self))}
        self.log.info("stage_started", **where)
        began = self.clock()
        HERE.set({**before, id(self): name})
        problem = None
        try:
            yield
        except BaseException as caught:
            problem = caught
            raise
        finally:
            HERE.set(before)
            self.tell("stage_completed", began, problem, where)

    def tell(self, event, began, problem, where):
        seconds = self.clock() - began
        if problem is None:
            self.log.info(event, status="succeeded", duration_seconds=seconds, **where)
        else:
            error = {"type": type(problem).__name__, "message": text(problem)}
            self.log.error(event, status="failed", duration_seconds=seconds, error=error, **where)
        return seconds

    def complete(self, error=None):
        self.started()
        if self.ended is None:
            self.ended = {"status": "succeeded" if error is None else "failed", "finished_at": datetime.now(UTC)}
            self.ended["duration_seconds"] = self.tell("pipeline_completed", self.began, error, {})
            self.ended["error"] = error if error is None else f"{type(error).__name__}: {text(error)}"

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, error, trace):
        self.complete(error)
