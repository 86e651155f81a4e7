"""A grammar checker that may vote: the checks of Harper that proved silent on clean news."""

from __future__ import annotations

from collections.abc import Iterator

from mtaudit.core import Category, Hit, Segment, Severity, Span
from mtaudit.detect.garbled.grammar import articles, clauses, number, reference, verbs
from mtaudit.detect.garbled.grammar.patterns import finished_sentences, quotations
from mtaudit.detect.rule import Context, Example, Rule, rule
from mtaudit.models import Unavailable

_OURS = tuple(
    rule for module in (articles, number, verbs, clauses, reference) for rule in module.RULES if rule.scope == "segment"
)


@rule(
    code="GAR220",
    name="broken-idiom",
    category=Category.GRAMMAR,
    severity=Severity.MINOR,
    needs=("grammar",),
    examples=(
        Example("en", "The talks were held [[yesterday night]] in Geneva."),
        Example("en", "The plan [[comprises of]] three parts."),
        Example("en", "The talks were held last night, and the plan comprises three parts."),
        Example("en", "Михайло Подоляк and the Zelenskyy plan of yesterday: a misspelt lettre is no matter here."),
        Example("de", "Er kam yesterday night."),
    ),
)
def broken_idiom(segment: Segment, context: Context) -> Iterator[Hit]:
    """A fixed phrase or the frame of a word is not as English has it, says the grammar checker Harper.

    Why it matters: an idiom that is one word off is a translation of the source's own.

    Silent on: spelling, style and punctuation, which Harper also judges; places at which another rule of grammar
    spoke; headlines, captions and quotations; other languages than English; runs without the extra `grammar`.

    Source: Harper 2.13 (Apache-2.0), those of its checks that made no finding in clean news, see bench/grammar.py.
    """
    checker = context.models.grammar(segment.lang)
    if isinstance(checker, Unavailable):
        return
    said: list[Span] | None = None
    for sentence in finished_sentences(segment):
        text = sentence.of(segment.text)
        for lint in checker.check(text):
            left = len(lint.span.of(text)) - len(lint.span.of(text).lstrip())
            span = Span(lint.span.start + left, lint.span.end)
            if said is None:
                said = [hit.span for own in _OURS for hit in own.find(segment, context)]
            place = span.shift(sentence.start)
            if len(span) and not any(place.overlaps(other) for other in said) and not _quoted(text, span):
                wordings = tuple(wording.strip() for wording in lint.wordings if wording.strip())
                yield Hit(place, _plain(lint.message), 0.75, suggestions=wordings)


def _quoted(text: str, span: Span) -> bool:
    return any(quotation.overlaps(span) for quotation in quotations(text))


def _plain(message: str) -> str:
    """Harper's message in our typography, on one line."""
    words = " ".join(message.split()).rstrip(".")
    return words.replace("`", "“", 1).replace("`", "”", 1) if words.count("`") == 2 else words.replace("`", "'")


RULES: tuple[Rule, ...] = (broken_idiom,)
