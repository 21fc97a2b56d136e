"""One try: a conflict with another writer fails the run."""

KILLED_BY = 11
REPLACE = {"        except CONFLICTS:": "        except TimeoutError:"}
