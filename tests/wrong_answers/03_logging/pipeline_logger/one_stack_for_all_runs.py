"""The list of open stages belongs to the class: runs side by side lie in each other's stages."""

KILLED_BY = 6
REPLACE = {
    """        self._stages: list[str] = []
""": "",
    """    def start(self) -> "PipelineLogger":""": """    _stages: list[str] = []

    def start(self) -> "PipelineLogger":""",
}
