"""The rule of garbled wording: screen, infill, judge, and join what is flagged into short spans."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from wordfreq import zipf_frequency

from mtaudit.config import GarbledConfig
from mtaudit.core import Category, Document, Evidence, Hit, Risk, Severity, Span
from mtaudit.detect.garbled.infill import Alternative, Infill, Word, infill, read_words, word_spans
from mtaudit.detect.garbled.judge import load_judge, score, suspicions
from mtaudit.detect.garbled.phrases import FUNCTION_WORDS, WORD_PRICE, phrases
from mtaudit.detect.garbled.places import JUDGED_PARTS, LONGEST_SENTENCE, finished_sentences
from mtaudit.detect.rule import Context, Example, Rule, rule
from mtaudit.models import Fluency, Reading, Unavailable
from mtaudit.segment import sentences

SUGGESTIONS = 3
MOST_WORDS = 4  # flagged words in one finding
JOINT = re.compile(r" (?:[a-z]{1,3} )?")  # what may stand between two flagged words of one finding
EXPECTED = 9.5  # nats; a wording that the model half expected is not odd, however much likelier another would be
RAREST = 3.2  # Zipf frequency: once in 630,000 words; rarer words are terms, and MT gets terms right
GAP_WEIGHT = 0.15  # of the model's own gap (nats) beside the judge's suspicion (log-odds) in the screen


@dataclass(frozen=True, slots=True)
class Verdict:
    """A wording that was looked at closely; `excess` is its score less the threshold, in log-odds."""

    infill: Infill
    excess: float


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
def garbled_wording(document: Document, context: Context) -> Iterator[Hit | Risk]:
    """A word or short phrase that a fluent writer would hardly have put there: wrong sense, calque, odd collocation.

    A small language model reads the article, proposes its own words for each suspicious place and scores the text
    and what follows again. Where another wording makes it many times likelier, and a judge trained on human
    annotations agrees, the place is reported with that wording.

    Why it matters: this is the damage that spelling and grammar checkers pass: "negotiations are trivial".

    How to read it: the first row of the chart is the wording as it stands, the others are what a fluent writer would
    sooner put. "About 400 times likelier" means: where the model expects the text once as it stands, it expects it
    400 times with that wording. Bars grow by factors, a thousand for each third of the width, in every chart alike.
    Good writing, too, holds words that are a thousand times less likely than others: the odds are not the chance of
    an error. That is the "57% sure" at the foot of the card.

    What it does not know: the source. A likely wording is usual, not right; each of those shown may say something
    else than the author did.

    What to do: ask what was meant, look at the source, and write that, with a word of the list or your own. Leave
    what is meant to be odd: a quotation, a term, a joke.

    Silent on: names, numbers, headlines, captions, the first word of a sentence; languages without a fluency model.

    Source: contrastive infilling as described in docs/garbled.md; judge trained on WMT MQM and MLQE-PE annotations.
    """
    fluency = context.models.fluency(document.lang)
    if isinstance(fluency, Unavailable):
        return
    spans = list(_judged_sentences(document))
    suspicion = suspicions(load_judge(), document.text, spans, fluency) if fluency.has_states else {}
    looked_at: list[Verdict] = []
    for reading in fluency.read(document.text):
        words = list(read_words(document.text, spans, reading))
        verdicts = look_closely(words, suspicion, document, context.config.garbled, reading, fluency)
        looked_at.extend(verdicts)
        yield from _hits(document.text, verdicts, context.config.garbled, judged=fluency.has_states)
    if context.word_risks and fluency.has_states:
        yield from _risks(document, suspicion, looked_at, context.config.garbled, fluency)


def look_closely(
    words: Sequence[Word],
    suspicion: dict[int, float],
    document: Document,
    settings: GarbledConfig,
    reading: Reading,
    fluency: Fluency,
) -> list[Verdict]:
    """Infill the words that the screen chooses and the phrases of all eligible words; verdicts in reading order."""
    able = eligible(words, document.lang)
    wide = list(phrases(words, able, document.text, document.lang, reading))
    chosen = [word for word in screen(able, suspicion, settings.screen) if word.surprisal >= EXPECTED]
    wide = [phrase for phrase in wide if phrase.surprisal >= EXPECTED]
    found = infill(fluency, reading, chosen)
    found += infill(fluency, reading, wide, never=FUNCTION_WORDS.get(document.lang, ()))
    verdicts = []
    for one in found:
        extra = one.word.text.count(" ")
        last_word = one.word.text.rpartition(" ")[2]
        odds = suspicion.get(one.word.span.end - len(last_word), 0.0)
        limit = settings.phrase if extra else settings.word
        verdicts.append(Verdict(one, score(odds, one.margin - WORD_PRICE * extra) - limit))
    return sorted(verdicts, key=lambda verdict: verdict.infill.word.span)


def _risks(
    document: Document,
    suspicion: dict[int, float],
    verdicts: Sequence[Verdict],
    settings: GarbledConfig,
    fluency: Fluency,
) -> Iterator[Risk]:
    """A probability for every word, those of headlines and captions included, which the rule itself leaves alone."""
    judge = load_judge()
    judged = set(_judged_sentences(document))
    every = list(_sentences(document))
    odds = suspicion | suspicions(judge, document.text, [span for span in every if span not in judged], fluency)
    scores = {start: score(odd, 0.0) for start, odd in odds.items()}
    scores |= {verdict.infill.word.span.start: settings.word + verdict.excess for verdict in verdicts}
    for sentence in every:
        for word in word_spans(document.text, sentence.start, sentence.end):
            if word.start in scores:
                yield Risk(word, judge.probability(scores[word.start]))


def _sentences(document: Document) -> Iterator[Span]:
    """Every sentence that the model can be asked about, in offsets of the document's text."""
    for segment in document.segments:
        for span in sentences(segment.text, document.lang):
            if len(span) <= LONGEST_SENTENCE:
                yield span.shift(segment.span.start)


def _judged_sentences(document: Document) -> Iterator[Span]:
    for segment in document.segments:
        if segment.part in JUDGED_PARTS:
            for span in finished_sentences(segment.text, document.lang):
                yield span.shift(segment.span.start)


def eligible(words: Sequence[Word], lang: str) -> list[Word]:
    """Lower-case words of everyday use inside a sentence; rare words are terms, and MT gets terms right."""
    return [
        word
        for word in words
        if word.text.islower()
        and not word.opens_sentence
        and "-" not in word.text
        and zipf_frequency(word.text, lang) >= RAREST
    ]


def screen(words: Sequence[Word], suspicion: dict[int, float], share: float) -> list[Word]:
    """The most suspicious words, in reading order: `share` of those given."""
    if not words:
        return []
    scores = [-suspicion.get(word.span.start, 0.0) - GAP_WEIGHT * min(word.gap, 10.0) for word in words]
    chosen = np.argsort(np.round(scores, 4), kind="stable")[: 1 + int(share * len(words))]
    return [words[index] for index in sorted(chosen)]


def _hits(text: str, verdicts: Sequence[Verdict], settings: GarbledConfig, *, judged: bool) -> Iterator[Hit]:
    flagged = _apart([verdict for verdict in verdicts if verdict.excess >= 0])
    for group in _neighbours(flagged, text):
        best = max(group, key=lambda verdict: (verdict.excess, -verdict.infill.word.span.start))
        gains = [alternative for alternative in best.infill.alternatives if alternative.gain > 0][:SUGGESTIONS]
        span = Span(group[0].infill.word.span.start, max(verdict.infill.word.span.end for verdict in group))
        yield Hit(
            span=span,
            message=_message(best.infill, gains),
            confidence=load_judge().probability(settings.word + best.excess) if judged else 0.5,
            severity=Severity.MAJOR if best.excess >= settings.major else None,
            suggestions=_suggestions(span, best.infill, gains, text),
            evidence=tuple(Evidence("alternative", alternative.text, alternative.gain) for alternative in gains),
        )


def _apart(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Verdicts that share no character: of a phrase and the word in it, the one further above its threshold stays."""
    kept: list[Verdict] = []
    for verdict in sorted(verdicts, key=lambda verdict: (-verdict.excess, verdict.infill.word.span)):
        if not any(verdict.infill.word.span.overlaps(other.infill.word.span) for other in kept):
            kept.append(verdict)
    return sorted(kept, key=lambda verdict: verdict.infill.word.span)


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


def _message(shown: Infill, gains: Sequence[Alternative]) -> str:
    """What the editor reads. The model has not seen the source: it knows what is odd, not what was meant."""
    quoted = [f"“{alternative.text}”" for alternative in gains]
    listed = " or ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)
    expected = f"; a fluent writer would sooner put {listed} (check the sense)" if listed else ""
    return f"“{shown.word.text}” is odd here{expected}"


def _suggestions(span: Span, shown: Infill, gains: Sequence[Alternative], text: str) -> tuple[str, ...]:
    """The whole span with each alternative in its place."""
    before = text[span.start : shown.word.span.start]
    after = text[shown.word.span.end : span.end]
    return tuple(f"{before}{alternative.text}{after}" for alternative in gains)


RULES: tuple[Rule, ...] = (garbled_wording,)
