"""Style sheets, scripts and the template environment that all pages share."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

import jinja2
from markupsafe import Markup, escape

from mtaudit.report.wording import plain, plural, shortened, split_unseen

_UNSEEN = Markup('{}<span class="ch">{}</span>')
_STYLES = ("page.css", "overview.css", "article.css", "triage.css", "print.css")
_SCRIPTS = ("base.js", "views.js", "findings.js", "list.js", "triage.js", "desk.js", "keys.js")

# What must not stand as itself in JSON within a page or script: markup, line separators that end a line of script,
# characters that cannot be seen or that turn the direction of what a person reads, and lone surrogates.
_UNSAFE_IN_JSON = re.compile(
    "[<>&\\x7f-\\x9f\\u00ad\\u200b\\u2028-\\u202e\\u2060-\\u2069\\ufeff\\ufff9-\\ufffc\\ud800-\\udfff"
    "\\U000e0000-\\U000e007f]"
)


@cache
def asset(name: str) -> str:
    """A file of the page: script or style sheet."""
    return files("mtaudit.report").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def styles() -> str:
    """All style sheets; the dark palette is written once and applied by preference and by choice."""
    dark = asset("dark.css")
    themes = (
        f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}\n"
        f"@media screen{{:root[data-theme=dark]{{{dark}}}}}\n"
    )
    return asset("light.css") + themes + "".join(asset(name) for name in _STYLES)


@cache
def script() -> str:
    """The script of the pages: its parts share one scope and leave nothing in the window."""
    return '(function () {\n"use strict";\n' + "\n".join(asset(name) for name in _SCRIPTS) + "})();\n"


def hash_of(text: str) -> str:
    """The source expression of a content security policy that admits exactly this text."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def harmless(json_text: str) -> Markup:
    """JSON that can stand in a page or script: what could end it or mislead a reader is written as an escape."""
    return Markup(_UNSAFE_IN_JSON.sub(_escaped, json_text))


def _escaped(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[index]:02x}{units[index + 1]:02x}" for index in range(0, len(units), 2))


def _unseen(text: str) -> Markup:
    """`text` with each character that cannot be seen as a small label of its code point."""
    *pairs, (rest, _) = split_unseen(text)
    return Markup("").join(_UNSEEN.format(part, name) for part, name in pairs) + escape(rest)


def _capitalised(text: str) -> str:
    """`text` as a sentence of its own; messages begin small, as they also follow a colon."""
    text = plain(text)
    return text[:1].upper() + text[1:]


@cache
def environment() -> jinja2.Environment:
    """The templates of the report, with autoescape."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("mtaudit.report", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    made.filters.update(
        capitalised=_capitalised,
        harmless=harmless,
        plain=plain,
        plural=plural,
        shortened=shortened,
        thousands="{:,}".format,
        unseen=_unseen,
    )
    return made
