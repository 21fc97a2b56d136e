"""The id is drawn anew for every line."""

KILLED_BY = 1
REPLACE = {
    "self._logger = logger.bind(pipeline=self.pipeline, run_id=self.run_id)": "self._plain = logger",
    """        self._clock = clock
""": """        self._clock, self._given = clock, run_id
""",
    """    @property
    def run(self)""": """    @property
    def _logger(self):
        return self._plain.bind(pipeline=self.pipeline, run_id=self._given or uuid.uuid4().hex)

    @property
    def run(self)""",
}
