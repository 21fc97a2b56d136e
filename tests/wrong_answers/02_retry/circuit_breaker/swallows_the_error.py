"""Counts the failure and swallows it: the caller goes on with None."""

KILLED_BY = 1
REPLACE = {
    """            outcome = "failure"
            raise""": '''            outcome = "failure"'''
}
