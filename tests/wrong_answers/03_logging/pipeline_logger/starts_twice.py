"""A second start starts the clock again."""

KILLED_BY = 7
REPLACE = {
    """        if self._run is not None:
            raise RuntimeError(f"run {self.run_id} of {self.pipeline} has started already")
""": "",
}
