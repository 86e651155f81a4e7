"""What damage is planted in: a clean article with foreign sentences at hand, and one planted edit."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from mtaudit.core import Document, Part, Span
from mtaudit.evaluate.damage.calques import Calque
from mtaudit.segment import sentences

_BODY = (Part.LEAD, Part.BODY)


@dataclass(frozen=True, slots=True)
class CleanArticle:
    """An article without errors, and what may be planted in it.

    `lang` is the language of the text (ISO 639-1); `sentences` are those of lead and body, in offsets of `text`;
    `donors` gives sentences of genuine text by source language; `calques` those of the split that the caller may use.
    """

    id: str
    text: str
    lang: str
    sentences: tuple[Span, ...]
    donors: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    calques: tuple[Calque, ...] = ()

    def __post_init__(self) -> None:
        if any(span.end > len(self.text) for span in self.sentences):
            raise ValueError(f"a sentence of {self.id} ends beyond its text")


@dataclass(frozen=True, slots=True)
class Edit:
    """One piece of damage: `new` stands where `span` of the clean text stood (an empty span: insertion).

    `mark` says where in `new` the damage lies; `variant` names the sub-kind that recall is counted by; `source_lang`
    is set where foreign words or wordings are planted. `visible` is False where only the source can show the damage.
    Raises ValueError for a mark that is empty or not within `new`.
    """

    span: Span
    new: str
    mark: Span
    kind: str
    variant: str = ""
    source_lang: str = ""
    visible: bool = True

    def __post_init__(self) -> None:
        if not len(self.mark) or self.mark.end > len(self.new):
            raise ValueError(f"mark {self.mark} holds nothing of {self.new!r}")


# The possible edits of one kind in the sentence of that index, at most one for each variant and source language.
Planter = Callable[[CleanArticle, int, random.Random], Iterator[Edit]]


def clean_article(
    document: Document, donors: Mapping[str, Iterable[str]], calques: Iterable[Calque] = ()
) -> CleanArticle:
    """A document that is known to be clean, ready for damage. Titles, headings and captions stay as they are."""
    spans = tuple(
        span.shift(segment.span.start)
        for segment in document.segments
        if segment.part in _BODY
        for span in sentences(segment.text, document.lang)
    )
    frozen = MappingProxyType({lang: tuple(donors[lang]) for lang in sorted(donors)})
    return CleanArticle(document.id, document.text, document.lang, spans, frozen, tuple(calques))


def donor_sentences(documents: Iterable[Document]) -> dict[str, tuple[str, ...]]:
    """The sentences of the documents' source texts by source language, each once, in the order of the documents."""
    found: dict[str, dict[str, None]] = {}
    for document in documents:
        if document.source_lang and document.source_text:
            spans = sentences(document.source_text, document.source_lang)
            own = found.setdefault(document.source_lang, {})
            own.update(dict.fromkeys(span.of(document.source_text) for span in spans))
    return {lang: tuple(found[lang]) for lang in sorted(found)}
