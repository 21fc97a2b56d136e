"""How questions look: their texts as HTML, and the style that their widgets share."""

from __future__ import annotations

from html import escape

from autograder.checks.render import marked_up

STYLE = """<style>
.quiz{max-width:52em;line-height:1.45}
.quiz .widget-html-content{line-height:1.45;white-space:normal;font-size:14px}
.quiz pre{padding:.6em .8em;background:var(--jp-layout-color2,#f3f3f3);overflow-x:auto;white-space:pre-wrap}
.quiz .widget-radio,.quiz .widget-radio-box{width:auto;max-width:100%;height:auto}
.quiz .widget-radio-box label{height:auto;line-height:1.4;white-space:pre-wrap;padding:.25em 0 .25em 1.9em;
 position:relative;font-size:14px}
.quiz .widget-radio-box input{position:absolute;left:.2em;top:.35em;width:1.1em;height:1.1em;margin:0}
.quiz .widget-checkbox{height:auto;width:auto}
.quiz .widget-checkbox label{height:auto;line-height:1.4;white-space:pre-wrap;padding:.25em 0;font-size:14px}
.quiz-program .widget-radio-box label{font-family:var(--jp-code-font-family,monospace);font-size:13px}
.quiz :focus-visible{outline:3px solid #0b57d0;outline-offset:2px}
.quiz table{border-collapse:collapse}.quiz td,.quiz th{padding:.2em .8em .2em 0;text-align:left}
.quiz .jupyter-button{height:auto;min-height:2.2em;width:auto;align-self:flex-start}
.quiz a{color:var(--jp-content-link-color,#0b57d0);text-decoration:underline}
.quiz h3{margin:.2em 0 .4em;font-size:16px}.quiz h4{margin:.6em 0 .2em;font-size:14px}
</style>"""


def prose(text: str) -> str:
    """Escaped, with `backticks` as code; YAML leaves line ends around it."""
    return marked_up(text.strip())


def program(code: str) -> str:
    """A block of code; empty for none. It can be scrolled, so it can have the focus."""
    return f'<pre tabindex="0"><code>{escape(code.rstrip())}</code></pre>' if code else ""
