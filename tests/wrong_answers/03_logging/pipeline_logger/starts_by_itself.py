"""complete before start starts the run silently."""

KILLED_BY = 7
REPLACE = {
    '            raise RuntimeError(f"run {self.run_id} of {self.pipeline} has not started: call start() first")': "            self.start()",
}
