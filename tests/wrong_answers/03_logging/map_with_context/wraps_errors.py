"""An error of its own around the task's."""

KILLED_BY = 5
REPLACE = {
    "        return [task.result() for task in tasks]": """        try:
            return [task.result() for task in tasks]
        except Exception as error:
            raise RuntimeError('a task failed') from error""",
}
