"""Half open it lets all threads through: the service that just came up gets the whole crowd."""

KILLED_BY = 7
REPLACE = {"""if state == "open" or self._trial_runs:""": """if state == "open":"""}
