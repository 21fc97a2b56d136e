"""Right for tuples of errors, but takes (Exception,) for everything."""

KILLED_BY = 3
REPLACE = {
    "    def decorate(function": """    if retry_on == (Exception,):
        retry_on = BaseException

    def decorate(function""",
}
