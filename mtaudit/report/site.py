"""The report of a large run: an index whose table is a script file, and a linked page for each article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from markupsafe import escape

from mtaudit.core import PastRun, Report
from mtaudit.report.article import view_article
from mtaudit.report.assets import asset, harmless, hash_of, script, styles
from mtaudit.report.entry import Anchors, Entry
from mtaudit.report.html import Described, Run, draw, glossary, policy, prepare, render, skipped
from mtaudit.report.verdict import Outcome
from mtaudit.report.wording import SEVERITIES, encodable, shortened

# One page of 60 articles is about 1 MB, opens at once on an old laptop and still goes into a mail.
SINGLE_ARTICLES = 60
SINGLE_CHARACTERS = 400_000

INDEX, DATA, STYLE, SCRIPT, ARTICLES = "index.html", "data.js", "assets/report.css", "assets/report.js", "articles"
ARTICLE_FILE = re.compile(r"\d{3,}-[a-z0-9-]+\.html")
# These two tell our files from others in the same folder.
DATA_HEAD: Final = "var mtauditArticles = "
MARK: Final = '<meta name="generator" content="mtaudit">'

FIRST_ROWS = 100  # of the list that the index holds without its script
TITLE_LENGTH = 70  # characters of a title in the list: 10,000 of them stay well under 2 MB

# `self` is the strictest source that lets a page load its own files both from a disk and from a server: browsers refuse
# `integrity` on file addresses, and no hash applies to a style sheet in a file.
_OWN = "'self'"


def chosen(layout: str, report: Report) -> str:
    """The layout that a report gets: what was asked for, or by its size."""
    if layout != "auto":
        return layout
    size = sum(len(audited.document.text) + len(audited.document.source_text) for audited in report.documents)
    return "single" if len(report.documents) <= SINGLE_ARTICLES and size <= SINGLE_CHARACTERS else "pages"


def site(
    report: Report,
    *,
    layout: str = "auto",
    rules: Sequence[Described] | None = None,
    history: Sequence[PastRun] = (),
) -> Iterator[tuple[str, str]]:
    """The files of the report as (path below its folder, text), the index last, so that it never links to nothing."""
    if chosen(layout, report) == "single":
        yield INDEX, render(report, rules=rules, history=history)
        return
    run = prepare(report, rules=rules, history=history, digits=max(len(str(len(report.documents))), 3))
    yield STYLE, styles()
    yield SCRIPT, script()
    for place, entry in enumerate(run.overview.ranked):
        yield f"{ARTICLES}/{entry.file}", _article_page(run, place, entry)
    yield DATA, data(run.overview.ranked)
    yield INDEX, index_page(run)


def _policy() -> str:
    return policy(_OWN, [_OWN, hash_of(asset("boot.js"))])


def _article_page(run: Run, place: int, entry: Entry) -> str:
    audited = run.report.documents[entry.index]
    ranked = run.overview.ranked
    codes = {finding.code for finding in audited.findings} | {skip.code for skip in audited.skips}
    return draw(
        run,
        "article_page.html.j2",
        link=lambda other: other.file,
        home="../index.html",
        notes=glossary(run, codes),
        policy=_policy(),
        article=view_article(audited, entry, run.names, Anchors()),
        place=place + 1,
        before=ranked[place - 1] if place else None,
        after=ranked[place + 1] if place + 1 < len(ranked) else None,
        base="../",
    )


def index_page(run: Run) -> str:
    """The list of articles, which needs DATA beside it."""
    codes = {finding.code for finding in run.report.findings} | skipped(run.report)
    return draw(
        run,
        "index_page.html.j2",
        link=lambda entry: f"{ARTICLES}/{entry.file}",
        home=INDEX,
        notes=glossary(run, codes),
        policy=_policy(),
        base="",
        first_rows=FIRST_ROWS,
    )


@dataclass(slots=True)
class _Words:
    """Words that rows share, each once."""

    index: dict[str, int] = field(default_factory=dict)

    def of(self, word: str) -> int:
        return self.index.setdefault(word, len(self.index))


def data(ranked: Sequence[Entry]) -> str:
    """The table of the index as a script. Rows are worst first; templates/list.js names their columns."""
    words = _Words()
    rows = [
        [
            shortened(entry.title, TITLE_LENGTH),
            entry.file.removesuffix(".html"),
            entry.anchor.removeprefix("a-"),
            tuple(Outcome).index(entry.verdict.outcome),
            entry.verdict.places,
            words.of(entry.verdict.reason.removesuffix(".")),
            words.of(entry.pair),
            words.of(entry.system),
            words.of(" ".join(entry.families)),
            *(entry.counts[severity] for severity in SEVERITIES[:3]),
            round(entry.score_value, 1),
            words.of(entry.path),
            "" if entry.id == entry.path else entry.id,
            words.of(entry.lang),
        ]
        for entry in ranked
    ]
    tree = {"words": list(words.index), "rows": rows}
    text = json.dumps(tree, ensure_ascii=False, separators=(",", ":"))
    return encodable(f"{DATA_HEAD}{harmless(text)};\n")


def for_serving(page: str, address: str) -> str:
    """A page of ours for `mtaudit serve`: it may send what is decided to `address`, and nothing anywhere else."""
    head, mark, rest = page.partition(MARK)
    if not mark:
        return page
    head = head.replace("default-src &#39;none&#39;;", "default-src &#39;none&#39;; connect-src &#39;self&#39;;", 1)
    return f'{head}{mark}\n<meta name="mtaudit-save" content="{escape(address)}">{rest}'
