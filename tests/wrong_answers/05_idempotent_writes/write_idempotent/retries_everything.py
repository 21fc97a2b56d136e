"""Tries again after any error, also one that no attempt can mend."""

KILLED_BY = 11
REPLACE = {"        except CONFLICTS:": "        except Exception:"}
