"""What the channel raises reaches the pipeline."""

KILLED_BY = 5
ALSO = (7, 8)
REPLACE = {
    """except Exception as error:  # only its class: the text of an error may hold the URL
                outcome[0] = type(error).__name__""": """except Exception as error:
                outcome[0] = error""",
    """if problem:
                self.lost""": """if isinstance(problem, Exception):
                raise problem
            if problem:
                self.lost""",
}
