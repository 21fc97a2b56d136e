"""Outside an except, there is an error of type Exception that nobody raised."""

KILLED_BY = 6
REPLACE = {
    "error = sys.exc_info()[1] if error is True else error": 'error = (sys.exc_info()[1] or Exception("NoneType: None")) if error is True else error',
}
