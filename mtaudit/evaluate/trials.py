"""Trials of the self-test: copies of clean articles with known damage, each a document of its own."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mtaudit.config import ReadConfig
from mtaudit.core import Document, Span
from mtaudit.evaluate.damage import CleanArticle, Mark, candidates, clean_article, damaged_copies, plant
from mtaudit.evaluate.damage.article import Edit
from mtaudit.evaluate.damage.calques import Calque, fluent_sentence, wrong_sentence
from mtaudit.evaluate.damage.plant import Damaged
from mtaudit.read.compose import Facts, from_text
from mtaudit.read.languages import Languages
from mtaudit.read.pairs import attach

FOREIGN = ("source-fragment", "untranslated-sentence")  # planted from one source language a copy, as in life
WORDINGS = ("calque", "scrambled")  # what only a language model can see
CONTROL = "fluent-control"  # a carrier sentence with the right wording, on which a finding is a false alarm
PER_COPY = 3


@dataclass(frozen=True, slots=True)
class Trial:
    """A damaged document, its marks, and the clean document that it was."""

    document: Document
    marks: tuple[Mark, ...]
    clean: Document
    needs_model: bool


def trials(
    documents: Sequence[Document],
    donors: Mapping[str, Sequence[str]],
    calques: Sequence[Calque],
    kinds: Sequence[str],
    *,
    seed: int = 0,
    per_cell: int = 1,
) -> Iterator[Trial]:
    """All trials on clean documents: each kind, variant and source language up to `per_cell` times an article."""
    planned = _planned(documents, donors, calques, kinds, seed, per_cell)
    for number, (document, damaged, with_source) in enumerate(planned):
        yield _trial(document, damaged, number, with_source=with_source)


Planned = tuple[Document, Damaged, bool]  # the clean document, its damaged copy, whether its source is given along


def _planned(
    documents: Sequence[Document],
    donors: Mapping[str, Sequence[str]],
    calques: Sequence[Calque],
    kinds: Sequence[str],
    seed: int,
    per_cell: int,
) -> Iterator[Planned]:
    for document in documents:
        donated = {lang: texts for lang, texts in donors.items() if lang != document.lang}
        article = clean_article(document, {}, calques)
        for lang, texts in donated.items():
            for copy in _copies(clean_article(document, {lang: texts}), FOREIGN, kinds, seed, per_cell):
                yield document, copy, False
        rest = tuple(kind for kind in kinds if kind not in (*FOREIGN, "calque"))
        for copy in (*_copies(article, rest, kinds, seed, per_cell), *_in_place(article, kinds, seed)):
            yield document, copy, True
    if "calque" in kinds:
        yield from _carriers([document for document in documents if document.lang == "en"], calques, seed)


def _copies(
    article: CleanArticle, own: Sequence[str], kinds: Sequence[str], seed: int, per_cell: int
) -> Iterator[Damaged]:
    """Copies with damage; what needs a language model stands in copies of its own, so that few need one."""
    wanted = [kind for kind in own if kind in kinds]
    for group in ([kind for kind in wanted if kind not in WORDINGS], [kind for kind in wanted if kind in WORDINGS]):
        if group:
            yield from damaged_copies(article, group, seed=seed, per_copy=PER_COPY, per_cell=per_cell)


def _in_place(article: CleanArticle, kinds: Sequence[str], seed: int) -> Iterator[Damaged]:
    if "calque" not in kinds:
        return
    for edit in candidates(article, "calque", random.Random(f"{seed} in place {article.text}")):
        if edit.variant == "in-place":
            yield plant(article, [edit])


def _carriers(documents: Sequence[Document], calques: Sequence[Calque], seed: int) -> Iterator[Planned]:
    """Every calque once in its carrier sentence, and beside it the same copy with the right wordings."""
    if not documents:
        return
    order = list(calques)
    random.Random(f"{seed} carriers").shuffle(order)
    articles = [clean_article(document, {}) for document in documents]
    for number, first in enumerate(range(0, len(order), PER_COPY)):
        index = number % len(articles)
        own = order[first : first + PER_COPY]
        places = _places(articles[index], len(own), random.Random(f"{seed} {number}"))
        pairs = list(zip(places, own, strict=False))
        wrong = [_edit(place, *wrong_sentence(one), one.wrong, "calque", one.lang) for place, one in pairs]
        right = [
            _edit(place, fluent_sentence(one), wrong_sentence(one)[1], one.right, CONTROL, one.lang)
            for place, one in pairs
        ]
        for edits in (wrong, right):
            yield documents[index], plant(articles[index], edits), False


def _edit(place: int, sentence: str, start: int, wording: str, kind: str, lang: str) -> Edit:
    mark = Span(start, start + len(wording)).shift(1)
    return Edit(Span(place, place), f" {sentence}", mark, kind, "carrier", lang)


def _places(article: CleanArticle, count: int, rng: random.Random) -> list[int]:
    """Ends of body sentences, in random order, no two of neighbours."""
    order = list(range(len(article.sentences)))
    rng.shuffle(order)
    chosen: list[int] = []
    for index in order:
        if all(abs(index - other) > 1 for other in chosen):
            chosen.append(index)
    return [article.sentences[index].end for index in chosen[:count]]


def _trial(document: Document, damaged: Damaged, number: int, *, with_source: bool) -> Trial:
    """The damaged text as a document of its own. Foreign text is planted from other languages than the article's."""
    facts = Facts(
        id=f"{document.id}+{number}",
        lang=document.lang,
        source_lang=document.source_lang if with_source else "",
    )
    copy = from_text(damaged.text, facts, Languages(ReadConfig()), line_of=lambda line: line)
    if with_source and document.source_text:
        copy = attach(copy, document.source_text, "")
    needs_model = any(mark.kind in (*WORDINGS, CONTROL) for mark in damaged.marks)
    return Trial(copy, damaged.marks, document, needs_model)


def clean_documents(documents: Sequence[Document]) -> list[Document]:
    """What of our corpora is clean: unmarked translations are given; sources and references become documents too."""
    found = list(documents)
    seen = {document.text.strip() for document in documents}
    for document in documents:
        for text, lang, kind in (
            (document.source_text, document.source_lang, "source"),
            (document.reference_text, document.lang, "reference"),
        ):
            if text.strip() and lang and text.strip() not in seen:
                seen.add(text.strip())
                facts = Facts(id=f"{document.id} ({kind})", lang=lang)
                found.append(from_text(text, facts, Languages(ReadConfig()), line_of=lambda line: line))
    return found
