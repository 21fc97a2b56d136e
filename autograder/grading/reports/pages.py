"""The templates of the HTML pages."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from autograder.checks.render import marked_up


def template(name: str) -> Template:
    """A page's template: it escapes every value, and stops at a name that it was not given."""
    loader = PackageLoader("autograder.grading.reports", ".")
    pages = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    pages.filters["marked_up"] = lambda line: Markup(marked_up(line))
    return pages.get_template(name)
