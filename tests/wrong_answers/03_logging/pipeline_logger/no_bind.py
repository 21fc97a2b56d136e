"""Writes to the logger it was given, without binding: lines do not say whose they are."""

KILLED_BY = 1
REPLACE = {
    "self._logger = logger.bind(pipeline=self.pipeline, run_id=self.run_id)": "self._logger = logger",
}
