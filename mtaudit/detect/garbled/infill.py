"""Contrastive infilling: what a fluent writer would have put in a word's place, and how much likelier that is."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import regex

from mtaudit.core import Span
from mtaudit.models import Fluency, Reading
from mtaudit.models.protocols import Branch

CONTINUATION = 12  # tokens after the word that are scored again
CANDIDATES = 5  # alternatives tried for each word

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*(?:[’'-]\p{L}[\p{L}\p{M}]*)*")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a reading: tokens first..last (half-open), and what the model thought of it before rescoring.

    `surprisal` and `gap` are in nats; gap is how much likelier the model's favourite word was at this place.
    """

    text: str
    span: Span
    opens_sentence: bool
    first: int
    last: int
    surprisal: float
    gap: float
    entropy: float


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another wording for a place and by how many nats text and continuation grow likelier with it."""

    text: str
    gain: float


@dataclass(frozen=True, slots=True)
class Infill:
    """A word with its alternatives, best first. `omission` is the gain (nats) of leaving the word out."""

    word: Word
    alternatives: tuple[Alternative, ...]
    omission: float

    @property
    def margin(self) -> float:
        """Gain of the best alternative in nats; negative where the writer's own word was best."""
        return self.alternatives[0].gain if self.alternatives else 0.0


def word_spans(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Spans of the words of `text[start:end]`, in offsets of `text`; hyphens and apostrophes inside a word count."""
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        yield Span(*match.span())


def read_words(text: str, sentences: Iterable[Span], reading: Reading) -> Iterator[Word]:
    """The fresh words of a reading, sentence by sentence; words whose tokens reach into a neighbour are left out."""
    starts = [span.start for span in reading.spans]
    ends = [span.end for span in reading.spans]
    for sentence in sentences:
        opens = True
        for span in word_spans(text, sentence.start, sentence.end):
            first = bisect.bisect_right(ends, span.start, lo=1)
            last = bisect.bisect_left(starts, span.end, lo=1)
            whole = first < last and starts[first] in (span.start, span.start - 1) and ends[last - 1] == span.end
            if whole and first >= reading.fresh:
                surprisal = -float(reading.logprob[first:last].sum())
                yield Word(
                    text=span.of(text),
                    span=span,
                    opens_sentence=opens,
                    first=first,
                    last=last,
                    surprisal=surprisal,
                    gap=float(reading.alternative_logprob[first][0]) + surprisal,
                    entropy=float(reading.entropy[first]),
                )
            opens = False


def infill(fluency: Fluency, reading: Reading, words: Sequence[Word]) -> list[Infill]:
    """Try the model's favourite words, and no word at all, in the place of each given word."""
    branches: list[Branch] = []
    for word in words:
        rest = _rest(reading, word)
        branches.extend(Branch(word.first, (token, *rest)) for token in _candidates(fluency, reading, word))
        # Nothing in the word's place: the branch begins with the token before, so that the whole rest is scored.
        branches.append(Branch(word.first - 1, (reading.tokens[word.first - 1], *rest)))
    scores = iter(fluency.rescore(reading, branches))
    found = []
    for word in words:
        own = float(reading.logprob[word.first : word.last + CONTINUATION].sum())
        gains = [
            Alternative(fluency.word(token).strip(), round(chance + float(next(scores).sum()) - own, 3))
            for token, chance in _candidates(fluency, reading, word).items()
        ]
        omission = round(float(next(scores).sum()) - own, 3)
        found.append(Infill(word, tuple(sorted(gains, key=lambda a: (-a.gain, a.text))), omission))
    return found


def _rest(reading: Reading, word: Word) -> tuple[int, ...]:
    return reading.tokens[word.last : word.last + CONTINUATION]


def _candidates(fluency: Fluency, reading: Reading, word: Word) -> dict[int, float]:
    """The model's favourite words at the place of `word`, with their log-probabilities there.

    A capitalised word is a name: it may be likelier in any place where names stand, and tells nothing.
    """
    own = reading.tokens[word.first]
    row = zip(reading.alternatives[word.first].tolist(), reading.alternative_logprob[word.first].tolist(), strict=True)
    fitting = ((token, chance) for token, chance in row if token != own and fluency.word(token).islower())
    return dict(islice(fitting, CANDIDATES))
