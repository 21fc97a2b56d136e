"""Before start there is an AttributeError about a name inside."""

KILLED_BY = 7
REPLACE = {
    'raise RuntimeError(f"run {self.run_id} of {self.pipeline} has not started: call start() first")': 'raise AttributeError("_began")',
}
