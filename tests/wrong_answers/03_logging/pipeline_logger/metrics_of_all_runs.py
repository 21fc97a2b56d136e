"""The metrics are kept in the class: a run reports what another one has counted."""

KILLED_BY = 8
REPLACE = {
    "        self._run = replace(self.run, metrics={**self.run.metrics, name: value})": """\
        self._metrics[name] = value
        self._run = replace(self.run, metrics=dict(self._metrics))""",
    """    def start(self) -> "PipelineLogger":""": """    _metrics: dict[str, Any] = {}

    def start(self) -> "PipelineLogger":""",
}
