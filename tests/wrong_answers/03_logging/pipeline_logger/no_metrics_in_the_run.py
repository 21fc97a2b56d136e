"""The run does not keep its metrics."""

KILLED_BY = 8
REPLACE = {
    "self._run = replace(self.run, metrics={**self.run.metrics, name: value})": "_ = self.run",
}
