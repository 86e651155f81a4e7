"""Contrastive infilling: what a fluent writer would have put in a word's place, and how much likelier that is."""

from __future__ import annotations

import bisect
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import regex

from mtaudit.core import Span
from mtaudit.models import Fluency, Reading
from mtaudit.models.protocols import Branch

CANDIDATES = 20  # alternatives that are tried in a first, short look
GLANCE = 3  # tokens after the word that the first look scores
FINALISTS = 4  # alternatives that are scored with the whole continuation
CONTINUATION = 12  # tokens of that continuation; it may run on into the next sentence

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


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another wording for a place and by how many nats text and continuation grow likelier with it."""

    text: str
    gain: float


@dataclass(frozen=True, slots=True)
class Infill:
    """A wording with its alternatives, best first."""

    word: Word
    alternatives: tuple[Alternative, ...]

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
                yield wording(text, span, first, last, reading, opens_sentence=opens)
            opens = False


def wording(text: str, span: Span, first: int, last: int, reading: Reading, *, opens_sentence: bool) -> Word:
    """The words in `span`, which are the reading's tokens first..last (half-open), as one wording."""
    surprisal = -float(reading.logprob[first:last].sum())
    gap = float(reading.alternative_logprob[first][0]) + surprisal
    return Word(span.of(text), span, opens_sentence, first, last, surprisal, gap)


def infill(
    fluency: Fluency, reading: Reading, words: Sequence[Word], never: Collection[str] = frozenset()
) -> list[Infill]:
    """Try the model's favourite words, but `never` some, in the place of each wording, and score what follows again.

    All of CANDIDATES are scored with the next few tokens; the best of them with the whole continuation.
    """
    proposals = [_candidates(fluency, reading, word, never) for word in words]
    glances = _gains(fluency, reading, words, proposals, GLANCE)
    finalists = [
        {token: chances[token] for token in sorted(chances, key=lambda token: (-gains[token], token))[:FINALISTS]}
        for chances, gains in zip(proposals, glances, strict=True)
    ]
    return [
        Infill(
            word,
            tuple(
                Alternative(fluency.word(token).strip(), gain)
                for token, gain in sorted(gains.items(), key=lambda item: (-item[1], item[0]))
            ),
        )
        for word, gains in zip(words, _gains(fluency, reading, words, finalists, CONTINUATION), strict=True)
    ]


def _gains(
    fluency: Fluency, reading: Reading, words: Sequence[Word], proposals: Sequence[dict[int, float]], length: int
) -> list[dict[int, float]]:
    """By how many nats word and next `length` tokens grow likelier with each proposal, for each word."""
    branches = [
        Branch(word.first, (token, *reading.tokens[word.last : word.last + length]))
        for word, chances in zip(words, proposals, strict=True)
        for token in chances
    ]
    scores = iter(fluency.rescore(reading, branches))
    gains = []
    for word, chances in zip(words, proposals, strict=True):
        own = float(reading.logprob[word.first : word.last + length].sum())
        gains.append({token: round(chance + float(next(scores).sum()) - own, 3) for token, chance in chances.items()})
    return gains


def _candidates(fluency: Fluency, reading: Reading, word: Word, never: Collection[str]) -> dict[int, float]:
    """The model's favourite words at the place of `word`, with their log-probabilities there.

    A capitalised word is a name: it may be likelier in any place where names stand, and tells nothing.
    """
    own = reading.tokens[word.first]
    row = zip(reading.alternatives[word.first].tolist(), reading.alternative_logprob[word.first].tolist(), strict=True)
    others = ((token, chance, fluency.word(token)) for token, chance in row if token != own)
    fitting = ((token, chance) for token, chance, text in others if text.islower() and text.strip() not in never)
    return dict(islice(fitting, CANDIDATES))
