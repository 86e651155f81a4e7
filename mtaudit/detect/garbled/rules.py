"""The rule of garbled wording: screen, infill, judge, and join what is flagged into short spans."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from mtaudit.core import Category, Document, Evidence, Hit, Part, Severity, Span
from mtaudit.detect.garbled.infill import Alternative, Infill, Word, infill, read_words
from mtaudit.detect.garbled.judge import load_judge, signals, suspicions
from mtaudit.detect.garbled.phrases import widen
from mtaudit.detect.rule import Context, Example, Rule, rule
from mtaudit.models import Fluency, Reading, Unavailable
from mtaudit.segment import sentences

JUDGED_PARTS = (Part.LEAD, Part.BODY)  # headlines and captions have a grammar of their own
LONGEST_SENTENCE = 1200  # characters; what is longer is a list or a table, and the judge never saw its like
SUGGESTIONS = 3
MARGIN = 9.0  # nats; for models without a judge. On clean news 1 lower-case word in 1,000 has such a margin
MOST_WORDS = 4  # flagged words in one finding
JOINT = re.compile(r" (?:[a-z]{1,3} )?")  # what may stand between two flagged words of one finding
GAP_WEIGHT = 0.15  # of the model's own gap (nats) beside the judge's suspicion (log-odds) in the screen


@dataclass(frozen=True, slots=True)
class Verdict:
    """A word that was looked at closely, and the probability (0–1) that it is garbled."""

    infill: Infill
    probability: float


@rule(
    code="GAR101",
    name="garbled-wording",
    category=Category.AWKWARD,
    severity=Severity.MINOR,
    scope="document",
    needs=("fluency",),
    examples=(
        Example(
            "en",
            "The two delegations met on the border for five hours. "
            "Negotiations between the delegates are [[trivial]]. A third round is planned for Monday.",
            model=True,
        ),
        Example(
            "en",
            "The two delegations met on the border for five hours. "
            "Negotiations between the delegates are continuing. A third round is planned for Monday.",
            model=True,
        ),
    ),
)
def garbled_wording(document: Document, context: Context) -> Iterator[Hit]:
    """A word or short phrase that a fluent writer would hardly have put there: wrong sense, calque, odd collocation.

    A small language model reads the article, proposes its own words for each suspicious place and scores the text
    and what follows again. Where another wording makes it many times likelier, and a judge trained on human
    annotations agrees, the place is reported with that wording. The suggestion shows the direction; it is not a
    translation, since the model has not seen the source.

    Why it matters: this is the damage that spelling and grammar checkers pass: "negotiations are trivial".

    Silent on: names, numbers, headlines, captions, the first word of a sentence; languages without a fluency model.

    Source: contrastive infilling as described in docs/garbled.md; judge trained on WMT MQM and MLQE-PE annotations.
    """
    fluency = context.models.fluency(document.lang)
    if isinstance(fluency, Unavailable):
        return
    spans = list(_judged_sentences(document))
    suspicion = suspicions(load_judge(), document.text, spans, fluency) if fluency.has_states else {}
    for reading in fluency.read(document.text):
        words = list(read_words(document.text, spans, reading))
        chosen = screen(words, suspicion, context.config.garbled.screen)
        verdicts = _judge(infill(fluency, reading, chosen), suspicion, document.lang)
        yield from _hits(document.text, words, verdicts, reading, fluency, context)


def _judged_sentences(document: Document) -> Iterator[Span]:
    for segment in document.segments:
        if segment.part not in JUDGED_PARTS:
            continue
        for span in sentences(segment.text, document.lang):
            if len(span) <= LONGEST_SENTENCE:
                yield span.shift(segment.span.start)


def screen(words: Sequence[Word], suspicion: dict[int, float], share: float) -> list[Word]:
    """The most suspicious words in reading order: lower-case ones inside a sentence, `share` of them all."""
    eligible = [word for word in words if word.text[0].islower() and not word.opens_sentence]
    if not eligible:
        return []
    scores = [-suspicion.get(word.span.start, 0.0) - GAP_WEIGHT * min(word.gap, 10.0) for word in eligible]
    count = 1 + int(share * len(eligible))
    chosen = np.argsort(np.round(scores, 4), kind="stable")[:count]
    return [eligible[index] for index in sorted(chosen)]


def _judge(infills: Iterable[Infill], suspicion: dict[int, float], lang: str) -> list[Verdict]:
    infills = list(infills)
    if not infills:
        return []
    if not suspicion:
        return [Verdict(found, _from_margin(found)) for found in infills]
    rows = [signals(found, suspicion.get(found.word.span.start, 0.0), lang) for found in infills]
    odds = load_judge().probability(np.array(rows, np.float32))
    return [Verdict(found, round(float(p), 4)) for found, p in zip(infills, odds, strict=True)]


def _from_margin(found: Infill) -> float:
    """Without a judge the margin alone decides; 0.5 stands for MARGIN nats."""
    return round(float(1 / (1 + np.exp((MARGIN - found.margin) / 2))), 4)


def _hits(
    text: str, words: Sequence[Word], verdicts: Sequence[Verdict], reading: Reading, fluency: Fluency, context: Context
) -> Iterator[Hit]:
    settings = context.config.garbled
    threshold = settings.probability if fluency.has_states else 0.5
    for group in _neighbours([verdict for verdict in verdicts if verdict.probability >= threshold], text):
        best = max(group, key=lambda verdict: (verdict.probability, -verdict.infill.word.span.start))
        shown = best.infill
        if len(group) == 1:
            shown = widen(best.infill, words, text, context.document.lang, reading, fluency)
        gains = [alternative for alternative in shown.alternatives if alternative.gain > 0][:SUGGESTIONS]
        span = Span(
            min(group[0].infill.word.span.start, shown.word.span.start),
            max(group[-1].infill.word.span.end, shown.word.span.end),
        )
        yield Hit(
            span=span,
            message=_message(span.of(text), shown, gains),
            confidence=best.probability,
            severity=Severity.MAJOR if best.probability >= settings.major else None,
            suggestions=_suggestions(span, shown, gains, text),
            evidence=tuple(Evidence("alternative", alternative.text, alternative.gain) for alternative in gains),
        )


def _neighbours(verdicts: Sequence[Verdict], text: str) -> Iterator[list[Verdict]]:
    """Flagged words in groups: side by side, or with one short word between them."""
    group: list[Verdict] = []
    for verdict in verdicts:
        if group:
            between = text[group[-1].infill.word.span.end : verdict.infill.word.span.start]
            if len(group) == MOST_WORDS or not JOINT.fullmatch(between):
                yield group
                group = []
        group.append(verdict)
    if group:
        yield group


def _message(quote: str, shown: Infill, gains: Sequence[Alternative]) -> str:
    if not gains:
        return f"a fluent writer would hardly put “{quote}” here"
    likelier = f"{np.exp(min(gains[0].gain, 13.8)):,.0f}" if gains[0].gain < 13.8 else "over a million"
    return (
        f"a fluent writer would hardly put “{shown.word.text}” here: "
        f"with “{gains[0].text}” the text is {likelier} times likelier"
    )


def _suggestions(span: Span, shown: Infill, gains: Sequence[Alternative], text: str) -> tuple[str, ...]:
    """The whole span with each alternative in its place."""
    before = text[span.start : shown.word.span.start]
    after = text[shown.word.span.end : span.end]
    return tuple(f"{before}{alternative.text}{after}" for alternative in gains)


RULES: tuple[Rule, ...] = (garbled_wording,)
