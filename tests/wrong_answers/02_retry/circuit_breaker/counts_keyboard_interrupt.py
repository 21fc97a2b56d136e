"""Takes Ctrl-C for a failure of the service."""

KILLED_BY = 8
REPLACE = {"        except Exception:\n": "        except BaseException:\n"}
