"""Grading: box, judge, engine, ledger and reports, around the real nbgrader."""

import sys

# jsonschema, which nbformat imports, builds a grammar for IRIs where it finds this package: seconds of every
# process that reads a notebook, for a format that no notebook's schema asks for.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # None: "not installed"
