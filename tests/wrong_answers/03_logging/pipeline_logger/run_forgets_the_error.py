"""The run ends as succeeded although a stage failed."""

KILLED_BY = 4
ALSO = (5, 8)


_Base = PipelineLogger


class PipelineLogger(_Base):
    def __exit__(self, kind, error, trace):
        self.complete()
