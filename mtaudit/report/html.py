"""The report as one HTML page that needs nothing beside itself and runs nothing but its own script."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from markupsafe import Markup

from mtaudit.core import PastRun, Report
from mtaudit.report import verdict
from mtaudit.report.article import view_article
from mtaudit.report.assets import asset, environment, hash_of, script, styles
from mtaudit.report.entry import Anchors, Entry, view_entry
from mtaudit.report.overview import Overview, view_overview
from mtaudit.report.summary import Summary, summarise
from mtaudit.report.wording import SEVERITIES, encodable


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


@dataclass(frozen=True, slots=True)
class Run:
    """What all pages of a report share. `entries` are in report order, `overview.ranked` has them worst first."""

    report: Report
    rules: Sequence[Described]
    names: Mapping[str, str]
    summary: Summary
    entries: tuple[Entry, ...]
    overview: Overview

    @property
    def key(self) -> str:
        """Names the run in the browser's storage: runs of one signature share what was decided."""
        return sha256(self.report.signature.encode("utf-8", "surrogatepass")).hexdigest()[:12]

    @property
    def open(self) -> int:
        """Number of findings that an editor decides on."""
        return sum(entry.open for entry in self.entries)


def render(report: Report, *, rules: Sequence[Described] | None = None, history: Sequence[PastRun] = ()) -> str:
    """The report as an HTML page that works from a file and without a network.

    `rules` give codes their names and summaries; None means all rules of mtaudit. `history` holds earlier runs, oldest
    first. The same report gives the same page.
    """
    run = prepare(report, rules=rules, history=history)
    anchors = Anchors()
    articles = [view_article(report.documents[entry.index], entry, run.names, anchors) for entry in run.overview.ranked]
    style, boot, code = styles(), asset("boot.js"), script()
    return draw(
        run,
        "single.html.j2",
        link=lambda entry: f"#{entry.anchor}",
        notes=glossary(run, {finding.code for finding in report.findings} | skipped(report)),
        policy=policy(hash_of(style), [hash_of(boot), hash_of(code)]),
        single=True,
        articles=articles,
        style=Markup(style),
        script=Markup(code),
    )


def prepare(report: Report, *, rules: Sequence[Described] | None, history: Sequence[PastRun], digits: int = 3) -> Run:
    """What every page of the report needs. File names of articles carry a number of at least `digits` digits."""
    if rules is None:
        from mtaudit.detect.registry import RULES  # brings every detector with it

        rules = RULES
    names = {rule.code: rule.name for rule in rules}
    summary = summarise(report)
    anchors = Anchors()
    entries = tuple(
        view_entry(audited, judged, index, anchors, digits)
        for index, (audited, judged) in enumerate(zip(report.documents, summary.verdicts, strict=True))
    )
    return Run(report, rules, names, summary, entries, view_overview(report, summary, entries, names, history))


def draw(
    run: Run,
    template: str,
    *,
    link: Callable[[Entry], str],
    notes: Sequence[RuleNote],
    policy: str,
    home: str = "#overview",
    single: bool = False,
    **more: object,
) -> str:
    """Fill in a template. `link` gives the address of an article and `home` that of the list, from this page."""
    page = (
        environment()
        .get_template(template)
        .render(
            run=run,
            report=run.report,
            names=run.names,
            overview=run.overview,
            severities=SEVERITIES,
            glossary=notes,
            explained={note.code for note in notes if note.reading},
            link=link,
            home=home,
            single=single,
            limits=verdict,
            policy=policy,
            boot=Markup(asset("boot.js")),
            **more,
        )
    )
    return encodable(page)


def policy(style: str, scripts: Sequence[str]) -> str:
    """A policy under which nothing but these sources of style and script is applied or run, and nothing is fetched."""
    return (
        f"default-src 'none'; style-src {style}; script-src {' '.join(scripts)}; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


def skipped(report: Report) -> set[str]:
    """The codes of checks that did not run somewhere."""
    return {skip.code for skip in report.skips} | {skip.code for one in report.documents for skip in one.skips}


def glossary(run: Run, codes: set[str]) -> tuple[RuleNote, ...]:
    """The rules with these codes, explained."""
    return tuple(RuleNote(rule.code, rule.name, rule.summary, rule.reading) for rule in run.rules if rule.code in codes)
