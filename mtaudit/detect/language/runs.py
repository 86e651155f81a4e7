"""Runs of words in another language: word by word log-odds, smoothed by a two-state Viterbi path."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import regex

from mtaudit.core import Span
from mtaudit.detect.language.lexicon import Lexicon, load_lexicon
from mtaudit.models import LanguageIdentifier
from mtaudit.text import ADDRESS, balanced, scripts_of

# No single word may decide more than this many nats: a typing error or a coined word is not a language.
CLAMP = 8.0
LETTER_CLAMP = 2.0  # the same for a single letter: "e" is a word of Portuguese, and half of "e.g."
# Names are spelled in every language: a capitalised word counts this share of what its letters say.
CAPITALISED = 0.3
# Nats that a change of language costs, there and back; chosen on the planted and clean development sets.
SWITCH = 6.0
# A word of fewer than 1 in a million running words is rare enough to ask what language it is.
RARE = 1e-6
# Words in a window that the identifier is asked about; it is right on 99.5 % of spans of 4 to 8 words (MODELS.md).
WINDOW = 6
CANDIDATES = 3
# Nats by which a word of the source that stands in the translation as it is speaks for the source's language: where
# its neighbour there is its neighbour here too, and alone where the target hardly knows it. Shared words are many.
COPIED_PAIR, COPIED_WORD = 5.0, 4.0
HARDLY_KNOWN = 1e-5
UNIT = 3  # letters; so long a word beside a slash is a unit
# Two lower-case words in brackets of their own need less: the brackets say where to look.
BRACKET_NATS = 4.0
BRACKET_LETTERS = {True: 5, False: 8}  # in the source's language, in another

_ADDRESS_SIGN = regex.compile(r"[@#./]\w")
_MARK = regex.compile(r"[\[\](){}（）«»“”„]")
_BRACKET = regex.compile(r"\[[^\[\]\n]+\]|\([^()\n]+\)|\{[^{}\n]+\}|（[^（）\n]+）")
_WORD = regex.compile(r"(?<![\p{N}_])\p{L}[\p{L}\p{M}]*(?:['’ʼ\-]\p{L}[\p{L}\p{M}]*)*+(?![\p{N}_])")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text: lower-case form for look-up, and whether it is written with a capital.

    `copied`: it stands in the source too; `paired`: and so does the word before or after it, beside it.
    """

    span: Span
    lower: str
    capital: bool
    copied: bool = False
    paired: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Words `first` to `last` (inclusive) read as `lang`. `score`: nats in favour; `odds`: those of all words."""

    lang: str
    first: int
    last: int
    score: float
    odds: tuple[float, ...]
    bracketed: bool = False


def words_of(text: str, source: str = "") -> list[Word]:
    """The words of `text`, addresses left out, compared with those of its `source` where there is one."""
    words = _plain_words(text)
    if not source:
        return words
    theirs = [word.lower for word in _plain_words(source)]
    known, pairs = set(theirs), set(pairwise(theirs))
    ours = [word.lower for word in words]
    paired = [pair in pairs for pair in pairwise(ours)]
    beside = [False, *paired, False]
    return [
        Word(word.span, word.lower, word.capital, word.lower in known, beside[index] or beside[index + 1])
        for index, word in enumerate(words)
    ]


def _plain_words(text: str) -> list[Word]:
    addresses = [Span(*match.span()) for match in ADDRESS.finditer(text)] if _ADDRESS_SIGN.search(text) else []
    found = []
    for match in _WORD.finditer(text):
        word, span = match[0], Span(*match.span())
        if len(word) <= UNIT and "/" in text[max(0, span.start - 1) : span.start] + text[span.end : span.end + 1]:
            continue  # mg/kg/d
        if len(word) == 1 and text[span.end : span.end + 1] == ".":
            continue  # e.g.
        if not addresses or not any(address.covers(span) for address in addresses):
            found.append(Word(span, word.lower().replace("’", "'"), not word.islower()))
    return found


def foreign_runs(
    text: str, words: Sequence[Word], lang: str, source_lang: str, identifier: LanguageIdentifier
) -> list[Run]:
    """The likeliest runs of `words` in languages other than `lang`, best first, none overlapping."""
    target = load_lexicon(lang, full=True)
    if target is None or not words:
        return []
    runs: list[Run] = []
    brackets = _brackets(text, words)
    for candidate in _candidates(text, words, brackets, target, lang, source_lang, identifier):
        odds = _log_odds(text, words, lang, target, candidate, source_lang, identifier)
        for run in _path(odds, candidate):
            runs.extend(_within_brackets(text, words, run))
        runs.extend(_bracketed(words, brackets, candidate, odds, BRACKET_LETTERS[candidate == source_lang]))
    chosen: list[Run] = []
    for run in sorted(runs, key=lambda run: (-run.score, run.first, run.lang)):
        if not any(run.first <= other.last and other.first <= run.last for other in chosen):
            chosen.append(run)
    return chosen


def _candidates(
    text: str,
    words: Sequence[Word],
    brackets: Sequence[tuple[int, int]],
    target: Lexicon,
    lang: str,
    source_lang: str,
    identifier: LanguageIdentifier,
) -> list[str]:
    """Languages that windows of the text may be in, the likeliest first; empty for text that shows no sign of any."""
    suspects = [i for i, word in enumerate(words) if not word.capital and target.frequency(word.lower) < RARE]
    votes: Counter[str] = Counter()
    starts = set(range(0, len(words), WINDOW // 2)) | {max(0, i - 1) for i in suspects} | set(suspects)
    windows = [(start, min(start + WINDOW, len(words)) - 1) for start in sorted(starts)]
    for start, last in (*windows, *brackets):
        guess = identifier.identify(text[words[start].span.start : words[last].span.end])
        if guess.lang not in ("", lang):
            votes[guess.lang] += 3 if guess.reliable else 1
    for index in suspects:
        guess = identifier.identify(words[index].lower)
        if guess.lang not in ("", lang):
            votes[guess.lang] += 1
    kin = [code for code, _ in sorted(votes.items(), key=lambda item: (-item[1], item[0])) if _same_script(code, lang)]
    known = source_lang and source_lang != lang and _same_script(source_lang, lang)
    copied = any(word.paired and not word.capital for word in words)
    if known and (suspects or kin or brackets or copied):
        kin = [source_lang, *(code for code in kin if code != source_lang)]
    return kin[:CANDIDATES]


def _same_script(code: str, lang: str) -> bool:
    return bool(scripts_of(code) & scripts_of(lang))


def _log_odds(
    text: str,
    words: Sequence[Word],
    lang: str,
    target: Lexicon,
    candidate: str,
    source_lang: str,
    identifier: LanguageIdentifier,
) -> list[float]:
    """For each word the nats by which it speaks for `candidate` against `lang`."""
    other = load_lexicon(candidate)
    odds = []
    for index, word in enumerate(words):
        if other is not None:
            nats = other.log_probability(word.lower) - target.log_probability(word.lower)
        else:
            near = text[words[max(0, index - 1)].span.start : words[min(len(words) - 1, index + 1)].span.end]
            nats = _guessed_odds(word, target, identifier.identify(near, (lang, candidate)).lang == candidate)
        if candidate == source_lang and word.copied:
            nats += _copied_odds(word, target)
        most = CLAMP if len(word.lower) > 1 else LETTER_CLAMP
        nats = max(-most, min(most, nats))
        odds.append(nats * CAPITALISED if word.capital else nats)
    return odds


def _copied_odds(word: Word, target: Lexicon) -> float:
    if word.paired:
        return COPIED_PAIR
    return COPIED_WORD if target.frequency(word.lower) < HARDLY_KNOWN else 0.0


def _guessed_odds(word: Word, target: Lexicon, agrees: bool) -> float:
    """Nats for a language without a word list, where `agrees` is the identifier's word on three words around.

    Chosen so that three unlisted words outweigh a change of language; Estonian and Albanian in English text.
    """
    if target.frequency(word.lower) < RARE:
        return 3.0 if agrees else 0.5
    return -1.0 if agrees else -4.0


def _brackets(text: str, words: Sequence[Word]) -> list[tuple[int, int]]:
    """First and last word of each bracket that opens with a lower-case word and holds two words or more."""
    found = []
    for match in _BRACKET.finditer(text):
        inside = [i for i, word in enumerate(words) if match.start() < word.span.start and word.span.end < match.end()]
        if len(inside) >= 2 and not words[inside[0]].capital:
            found.append((inside[0], inside[-1]))
    return found


def _bracketed(
    words: Sequence[Word], brackets: Sequence[tuple[int, int]], candidate: str, odds: Sequence[float], letters: int
) -> Iterator[Run]:
    """Brackets whose words speak for `candidate`, none of them clearly against it."""
    for first, last in brackets:
        inside = odds[first : last + 1]
        lower = [word.lower for word in words[first : last + 1] if not word.capital]
        if (
            len(lower) >= 2
            and len("".join(lower)) >= letters
            and sum(inside) >= BRACKET_NATS
            and min(inside) > -BRACKET_NATS
        ):
            yield Run(candidate, first, last, sum(inside) + SWITCH, tuple(odds), bracketed=True)


def _whole(text: str) -> bool:
    """True where brackets and quotation marks in `text` come in pairs, whichever way a language turns them."""
    if not _MARK.search(text):
        return True
    angles, curls = (sum(text.count(mark) for mark in marks) for marks in ("«»", "“”„"))
    return balanced(text) and angles % 2 == 0 and curls % 2 == 0


def _within_brackets(text: str, words: Sequence[Word], run: Run) -> Iterator[Run]:
    """The run, or its weightier part where a bracket opens or closes inside it without its partner."""
    span = Span(words[run.first].span.start, words[run.last].span.end)
    if _whole(span.of(text)):
        yield run
        return
    for index in range(run.first, run.last):
        if _MARK.search(text, words[index].span.end, words[index + 1].span.start):
            parts = [(run.first, index), (index + 1, run.last)]
            (less, _), (more, part) = sorted((sum(run.odds[first : last + 1]), (first, last)) for first, last in parts)
            if less < SWITCH:
                yield from _within_brackets(text, words, replace(run, first=part[0], last=part[1], score=more))
                return
    yield run


def _path(odds: Sequence[float], lang: str) -> list[Run]:
    """Viterbi over two states, home and abroad: maximal runs abroad whose odds outweigh the change of language."""
    home, abroad = 0.0, -SWITCH
    back: list[tuple[bool, bool]] = []  # per word: did the best path to home (abroad) come from abroad?
    for nats in odds:
        back.append((abroad > home, abroad > home - SWITCH))
        home, abroad = max(home, abroad), max(abroad, home - SWITCH) + nats
    runs: list[Run] = []
    is_abroad, last = abroad > home, len(odds) - 1
    for index in range(len(odds) - 1, -1, -1):
        from_abroad = back[index][1] if is_abroad else back[index][0]
        if is_abroad and not from_abroad:
            runs.append(Run(lang, index, last, sum(odds[index : last + 1]), tuple(odds)))
        if from_abroad and not is_abroad:
            last = index - 1
        is_abroad = from_abroad
    return runs
