"""Repetition across sentences: what an article tells twice, word for word or nearly."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import regex

from mtaudit.core import Category, Document, Evidence, Hit, Part, Segment, Severity, Span
from mtaudit.detect.rule import Context, Example, Rule, rule
from mtaudit.text import count_words, words

SHORTEST_SENTENCE = 5  # words; shorter ones ("He did not comment.") come back in clean news
NEAR = 0.85  # share of the shorter sentence's words, in order; clean news keeps below it, see docs/rules.md
SHORTEST_NEAR = 8  # words
MOST_PLACES = 50  # sentences with a word that are remembered, the last ones: keeps a whole book as fast as an article
TELLING_WORDS, TELLING_LETTERS = (
    4,
    5,
)  # a shared passage holds four small-letter words of five letters, so it is no name
_PLAIN = regex.compile(r"[^\p{L}\p{M}\p{N}]+")


@dataclass(frozen=True, slots=True)
class _Sentence:
    segment: Segment
    tokens: tuple[str, ...]
    source: str

    def source_repeats(self, other: _Sentence) -> bool:
        """True where both sources are known and say the same, so that the repetition is the author's."""
        if not self.source or not other.source:
            return False
        return SequenceMatcher(None, self.source, other.source, autojunk=False).ratio() > 0.8


def _sentences(document: Document) -> list[_Sentence]:
    sentences = []
    for segment in document.segments:
        if segment.part in (Part.BODY, Part.LEAD) and count_words(segment.text) >= SHORTEST_SENTENCE:
            tokens = tuple(_PLAIN.sub(" ", segment.text).casefold().split())
            sentences.append(_Sentence(segment, tokens, _PLAIN.sub(" ", segment.source).casefold().strip()))
    return sentences


@rule(
    code="REP102",
    name="repeated-sentence",
    category=Category.ADDITION,
    severity=Severity.MINOR,
    scope="document",
    examples=(
        Example("en", "The talks ended late on Monday.\nNobody was hurt.\n[[The talks ended late on Monday.]]"),
        Example("de", "Die Gespräche endeten spät am Montag.\n[[Die Gespräche endeten spät am Montag!]]"),
        Example(
            "es",
            "La reunión terminó el lunes.\n“[[La reunión terminó el lunes.]]”\nNadie habló.",
        ),
        Example("en", "He did not comment.\nNobody was hurt.\nHe did not comment."),
        Example("en", "The talks ended late on Monday.\nThe talks ended late on Tuesday."),
        Example("fr", "Les discussions ont pris fin lundi soir.\nElles reprendront mardi matin à Genève."),
    ),
)
def repeated_sentence(document: Document, _: Context) -> Iterator[Hit]:
    """A sentence of the article stands there a second time.

    Why it matters: the reader reads it twice, and where the source says something else there, that is lost; with a
    source that differs it is therefore major.

    Silent on: sentences of fewer than five words, titles and headings, and repetition that the source has too.

    Source: clean WMT22 news references: no such pair in 851 sentences once titles are left out.
    """
    first: dict[tuple[str, ...], _Sentence] = {}
    for sentence in _sentences(document):
        earlier = first.setdefault(sentence.tokens, sentence)
        if earlier is sentence or sentence.source_repeats(earlier):
            continue
        lost = bool(sentence.source and earlier.source)
        yield Hit(
            _trimmed(sentence.segment),
            f"this sentence already stands in line {earlier.segment.line}",
            0.95 if lost else 0.85,
            Severity.MAJOR if lost else None,
            evidence=(Evidence("first", earlier.segment.text.strip(), float(earlier.segment.line)),),
        )


def _trimmed(segment: Segment) -> Span:
    """The segment without spaces and quotation marks at its edges, in offsets of the document."""
    match = regex.search(r"[\p{L}\p{N}].*[\p{L}\p{N}][.!?…。！？]?", segment.text, regex.DOTALL)
    return Span(match.start(), match.end()).shift(segment.span.start) if match else segment.span


@rule(
    code="REP104",
    name="nearly-repeated-sentence",
    category=Category.ADDITION,
    severity=Severity.NEUTRAL,
    scope="document",
    examples=(
        Example(
            "en",
            "The city was hit.\nDozens of people were killed and hundreds injured in the attack this morning.\n"
            "[[Dozens of people were killed and hundreds were injured.]]",
        ),
        Example(
            "de",
            "Neuer Vertrag.\nDer Präsident hat am Montag in Berlin den neuen Vertrag über den Handel unterzeichnet.\n"
            "[[Der Präsident hat am Montag in Berlin den neuen Vertrag unterzeichnet.]]",
        ),
        Example(
            "en",
            "It was hit.\nDozens of people were killed and hundreds injured in a rocket attack by Russian forces.\n"
            "“[[Dozens of people were killed and hundreds were injured,” he said in a Facebook post.]]",
        ),
        Example("en", "The first team to arrive won the cup in 1998.\nThe second team to leave lost the cup in 2004."),
        Example("en", "It is not known who fired the first shot.\nIt is not known who will lead the new government."),
    ),
)
def nearly_repeated_sentence(document: Document, _: Context) -> Iterator[Hit]:
    """A sentence says in nearly the same words what an earlier one of the article said.

    Why it matters: it is how repeated information looks after translation; an editor may want to cut one of the two.
    It is only a pointer (neutral), since news repeats its lead on purpose.

    Silent on: sentences of fewer than eight words, titles and headings, the first line, and repetition that the source
    has too.

    Source: longest common subsequence of words over the shorter sentence at least .85, or eight words in a row; checked
    on WMT22 news.
    """
    sentences = [sentence for sentence in _sentences(document) if sentence.segment.span.start]
    for sentence, candidates in _candidates(sentences):
        for earlier in candidates:
            near = max(_overlap(earlier.tokens, sentence.tokens), _passage(earlier.tokens, sentence))
            if near >= NEAR and not sentence.source_repeats(earlier):
                yield Hit(
                    _trimmed(sentence.segment),
                    f"line {earlier.segment.line} says this in nearly the same words",
                    round(near * 0.8, 2),
                    evidence=(Evidence("first", earlier.segment.text.strip(), float(earlier.segment.line)),),
                )
                break


def _candidates(sentences: Sequence[_Sentence]) -> Iterator[tuple[_Sentence, list[_Sentence]]]:
    """Each new sentence with those of the earlier ones that share enough long words with it, in order."""
    places: dict[str, list[int]] = defaultdict(list)
    seen: set[tuple[str, ...]] = set()
    for index, sentence in enumerate(sentences):
        if sentence.tokens in seen:  # told word for word: another rule's business
            continue
        seen.add(sentence.tokens)
        telling = {token for token in sentence.tokens if len(token) >= TELLING_LETTERS}
        shared = Counter(place for token in sorted(telling) for place in places[token][-MOST_PLACES:])
        yield sentence, [sentences[place] for place in sorted(shared) if shared[place] >= TELLING_WORDS]
        for token in telling:
            places[token].append(index)


def _overlap(left: Sequence[str], right: Sequence[str]) -> float:
    """Length of the common words in order, over the shorter sentence; 0 where one is short or they barely meet."""
    shorter = min(len(left), len(right))
    if shorter < SHORTEST_NEAR or len(set(left) & set(right)) < NEAR * 0.8 * shorter:
        return 0.0
    if {token for token in left if token.isdigit()} ^ {token for token in right if token.isdigit()} and shorter < 12:
        return 0.0
    blocks = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / shorter


def _passage(left: Sequence[str], right: _Sentence) -> float:
    """1 where the two share a passage: eight words in a row, one left out at most, four of them no names; else 0."""
    plain = {word.of(right.segment.text) for word in words(right.segment.text)}
    end_left = end_right = 0
    shared: list[str] = []
    for block in SequenceMatcher(None, left, right.tokens, autojunk=False).get_matching_blocks():
        if block.a - end_left > 1 or block.b - end_right > 1:
            shared = []
        shared += right.tokens[block.b : block.b + block.size]
        telling = sum(1 for token in shared if len(token) >= TELLING_LETTERS and token in plain)
        if len(shared) >= SHORTEST_NEAR and telling >= TELLING_WORDS:
            return 1.0
        end_left, end_right = block.a + block.size, block.b + block.size
    return 0.0


RULES: tuple[Rule, ...] = (repeated_sentence, nearly_repeated_sentence)
