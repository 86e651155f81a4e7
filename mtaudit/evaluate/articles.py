"""Our own articles, as clean text for the self-test."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mtaudit.config import ReadConfig
from mtaudit.core import Document, InputError, Span
from mtaudit.errors import ReadError
from mtaudit.evaluate.damage import donor_sentences
from mtaudit.evaluate.gold import marks_path_of
from mtaudit.evaluate.trials import clean_documents
from mtaudit.read import read


def corpora() -> Path:
    """The folder of our articles: inside an installed package, beside the package in a checkout.

    Raises ReadError where there is none.
    """
    package = Path(__file__).parents[1]
    for folder in (package / "corpora", package.parent / "corpora"):
        if (folder / "clean").is_dir():
            return folder
    raise ReadError("our own articles are not installed", "name articles that are known to be clean")


def own_articles() -> tuple[list[Document], dict[str, tuple[str, ...]]]:
    """Clean documents in every language of our corpora, and genuine sentences to plant, by source language.

    Clean are the translations in corpora/clean and, everywhere, sources and references; the lines of the source site
    at the end of a source, which the marks of its translation name, are no article and are left out.
    """
    folder = corpora()
    clean = list(read([str(folder / "clean")]).documents)
    damaged = [without_site_lines(document) for document in read([str(folder / "damaged")]).documents]
    beside = [document for document in clean_documents(damaged) if document not in damaged]
    return [*clean_documents(clean), *beside], donor_sentences([*clean, *damaged])


def without_site_lines(document: Document) -> Document:
    """The document with a source that lacks the paragraphs of which the translation is marked as boilerplate."""
    marks = json.loads(marks_path_of(document).read_bytes())["marks"]
    site = [Span(mark["start"], mark["end"]) for mark in marks if mark["family"] == "BOI"]
    kept, start = [], 0
    sources = document.source_text.split("\n\n")
    for paragraph, source in zip(document.text.split("\n\n"), sources, strict=True):
        span = Span(start, start + len(paragraph))
        start = span.end + 2
        if not any(span.overlaps(mark) for mark in site):
            kept.append(source.strip())
    return replace(document, source_text="\n\n".join(kept))


def users_articles(
    paths: Sequence[str], config: ReadConfig
) -> tuple[list[Document], dict[str, tuple[str, ...]], Sequence[InputError]]:
    """The user's clean articles; what is planted comes from our sources and, where given, theirs."""
    found = read(paths, config)
    _, donors = own_articles()
    theirs = donor_sentences(found.documents)
    return list(found.documents), {**donors, **theirs}, found.errors


def few_of_each(documents: Sequence[Document], most: int) -> list[Document]:
    """At most `most` documents a language, the first of each."""
    kept: dict[str, int] = {}
    chosen = []
    for document in documents:
        kept[document.lang] = kept.get(document.lang, 0) + 1
        if kept[document.lang] <= most:
            chosen.append(document)
    return chosen
