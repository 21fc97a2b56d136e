"""Waits for a concurrent transaction, the error of append_once, and for nothing else."""

KILLED_BY = 11
REPLACE = {"        except CONFLICTS:": "        except delta_errors.ConcurrentTransactionException:"}
