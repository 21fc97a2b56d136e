"""Leaving a completed run returns True, and the error is gone."""

KILLED_BY = 5


_Base = PipelineLogger


class PipelineLogger(_Base):
    def __exit__(self, kind, error, trace):
        done = self.run.status != "running"
        self.complete(error)
        return done
