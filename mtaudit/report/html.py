"""The report as one HTML page that needs nothing beside itself and runs nothing but its own script."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Protocol

import jinja2
from markupsafe import Markup, escape

from mtaudit.core import Report
from mtaudit.report.article import Anchors, view_article
from mtaudit.report.overview import view_overview
from mtaudit.report.summary import summarise
from mtaudit.report.wording import SEVERITIES, encodable, plain, plural, shortened, split_unseen

_UNSEEN = Markup('{}<span class="ch">{}</span>')
_STYLES = ("page.css", "overview.css", "article.css", "print.css")


class Described(Protocol):
    """What the page needs of a rule."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def reading(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class RuleNote:
    """An entry of the glossary: a rule that found something or could not run, and how to read what it found."""

    code: str
    name: str
    summary: str
    reading: Sequence[str] = ()


def render(report: Report, *, rules: Sequence[Described] | None = None) -> str:
    """The report as an HTML page that works from a file and without a network.

    `rules` give codes their names and summaries; None means all rules of mtaudit. The same report gives the same page.
    """
    if rules is None:
        from mtaudit.detect.registry import RULES  # brings every detector with it

        rules = RULES
    names = {rule.code: rule.name for rule in rules}
    summary = summarise(report)
    anchors = Anchors()
    articles = [
        view_article(audited, verdict, index, names, anchors)
        for index, (audited, verdict) in enumerate(zip(report.documents, summary.verdicts, strict=True))
    ]
    overview = view_overview(report, summary, articles, names)
    glossary = _glossary(report, rules)
    style, boot, script = styles(), asset("boot.js"), asset("report.js")
    template = _environment().get_template("page.html.j2")
    page = template.render(
        report=report,
        names=names,
        overview=overview,
        severities=SEVERITIES,
        glossary=glossary,
        explained={note.code for note in glossary if note.reading},
        style=Markup(style),
        boot=Markup(boot),
        script=Markup(script),
        policy=policy(style, (boot, script)),
    )
    return encodable(page)


def policy(style: str, scripts: Sequence[str]) -> str:
    """A policy under which only these very bytes are applied or run, and nothing is fetched."""
    hashes = " ".join(_hash(script) for script in scripts)
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {hashes}; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _glossary(report: Report, rules: Sequence[Described]) -> tuple[RuleNote, ...]:
    used = {finding.code for finding in report.findings}
    used |= {skip.code for skip in report.skips}
    used |= {skip.code for audited in report.documents for skip in audited.skips}
    return tuple(RuleNote(rule.code, rule.name, rule.summary, rule.reading) for rule in rules if rule.code in used)


def _unseen(text: str) -> Markup:
    """`text` with each character that cannot be seen as a small label of its code point."""
    *pairs, (rest, _) = split_unseen(text)
    return Markup("").join(_UNSEEN.format(part, name) for part, name in pairs) + escape(rest)


def _capitalised(text: str) -> str:
    """`text` as a sentence of its own; messages begin small, as they also follow a colon."""
    text = plain(text)
    return text[:1].upper() + text[1:]


def asset(name: str) -> str:
    """A file of the page: script or style sheet."""
    return files("mtaudit.report").joinpath("templates", name).read_text(encoding="utf-8")


def styles() -> str:
    """All style sheets; the dark palette is written once and applied by preference and by choice."""
    dark = asset("dark.css")
    themes = (
        f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}\n"
        f"@media screen{{:root[data-theme=dark]{{{dark}}}}}\n"
    )
    return asset("light.css") + themes + "".join(asset(name) for name in _STYLES)


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("mtaudit.report", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters.update(
        capitalised=_capitalised, unseen=_unseen, plain=plain, plural=plural, shortened=shortened
    )
    return environment
