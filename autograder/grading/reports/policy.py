"""What a browser may run of Formgrader's pages, beside which learners' texts stand: its own scripts alone.

It has scripts within its pages, so such must be allowed; `nbg.clean` leaves none of a learner's there. This
forbids the rest: handlers on elements; scripts, frames and forms from elsewhere; messages to elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from pathlib import Path

HANDLER = re.compile(r'\bon(?:click|change|submit|load)="([^"{}]*)"')
MATHJAX = "https://cdnjs.cloudflare.com/ajax/libs/mathjax/"  # from where nbconvert's pages take it


def policy() -> str:
    """The Content-Security-Policy for a server that runs Formgrader.

    https://www.w3.org/TR/CSP3/: ``unsafe-hashes`` allows handlers by their text.
    """
    return "; ".join(
        [
            f"script-src 'self' 'unsafe-inline' 'unsafe-eval' {MATHJAX}",
            f"script-src-attr 'unsafe-hashes' {' '.join(_own_handlers())}",
            "connect-src 'self'",
            "form-action 'self'",
            "frame-src 'self'",
            "frame-ancestors 'self'",
            "object-src 'none'",
            "base-uri 'self'",
        ]
    )


def _own_handlers() -> list[str]:
    """The hashes of the handlers in Formgrader's templates."""
    import nbgrader.server_extensions.formgrader as formgrader

    templates = Path(formgrader.__file__).parent / "templates"
    texts = (path.read_text("utf-8") for path in templates.rglob("*") if path.suffix in (".tpl", ".j2"))
    found = {html.unescape(handler) for text in texts for handler in HANDLER.findall(text)}
    return [f"'sha256-{_digest(handler)}'" for handler in sorted(found)]


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
