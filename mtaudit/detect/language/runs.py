"""Runs of words in another language: word by word log-odds, smoothed by a two-state Viterbi path."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from mtaudit.core import Span
from mtaudit.detect.language.lexicon import Lexicon, load_lexicon
from mtaudit.models import LanguageIdentifier
from mtaudit.text import ADDRESS, scripts_of

# No single word may decide more than this many nats: a typing error or a coined word is not a language.
CLAMP = 8.0
# Names are spelled in every language: a capitalised word counts this share of what its letters say.
CAPITALISED = 0.3
# Nats that a change of language costs, there and back; chosen on the planted and clean development sets.
SWITCH = 6.0
# A word of fewer than 1 in a million running words is rare enough to ask what language it is.
RARE = 1e-6
# Words in a window that the identifier is asked about; it is right on 99.5 % of spans of 4 to 8 words (MODELS.md).
WINDOW = 6
CANDIDATES = 3

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*(?:['’ʼ\-]\p{L}[\p{L}\p{M}]*)*['’]?")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text: lower-case form for look-up, and whether it is written with a capital."""

    span: Span
    lower: str
    capital: bool


@dataclass(frozen=True, slots=True)
class Run:
    """Words `first` to `last` (inclusive) read as `lang`. `score`: nats in favour; `odds`: those of all words."""

    lang: str
    first: int
    last: int
    score: float
    odds: tuple[float, ...]


def words_of(text: str, lang: str) -> list[Word]:
    """The words of `text`, without addresses and the words of scripts that `lang` does not use."""
    addresses = [Span(*match.span()) for match in ADDRESS.finditer(text)] if regex.search(r"[@#./]\w", text) else []
    found = []
    for match in _WORD.finditer(text):
        span = Span(*match.span())
        if not any(address.covers(span) for address in addresses):
            word = match[0]
            found.append(Word(span, word.lower(), not word.islower()))
    return found


def foreign_runs(
    text: str, words: Sequence[Word], lang: str, source_lang: str, identifier: LanguageIdentifier
) -> list[Run]:
    """The likeliest runs of `words` in languages other than `lang`, best first, none overlapping."""
    target = load_lexicon(lang, full=True)
    if target is None or not words:
        return []
    runs: list[Run] = []
    for candidate in _candidates(text, words, target, lang, source_lang, identifier):
        odds = _log_odds(words, lang, target, candidate, identifier)
        runs.extend(_path(odds, candidate))
    chosen: list[Run] = []
    for run in sorted(runs, key=lambda run: (-run.score, run.first, run.lang)):
        if not any(run.first <= other.last and other.first <= run.last for other in chosen):
            chosen.append(run)
    return chosen


def _candidates(
    text: str, words: Sequence[Word], target: Lexicon, lang: str, source_lang: str, identifier: LanguageIdentifier
) -> list[str]:
    """Languages that windows of the text may be in, the likeliest first; empty for text that shows no sign of any."""
    suspects = [i for i, word in enumerate(words) if not word.capital and target.frequency(word.lower) < RARE]
    votes: Counter[str] = Counter()
    starts = set(range(0, len(words), WINDOW // 2)) | {max(0, i - 1) for i in suspects} | set(suspects)
    for start in sorted(starts):
        last = min(start + WINDOW, len(words)) - 1
        guess = identifier.identify(text[words[start].span.start : words[last].span.end])
        if guess.lang not in ("", lang):
            votes[guess.lang] += 3 if guess.reliable else 1
    for index in suspects:
        guess = identifier.identify(words[index].lower)
        if guess.lang not in ("", lang):
            votes[guess.lang] += 1
    kin = [code for code, _ in sorted(votes.items(), key=lambda item: (-item[1], item[0])) if _same_script(code, lang)]
    if source_lang and source_lang != lang and _same_script(source_lang, lang) and (suspects or kin):
        kin = [source_lang, *(code for code in kin if code != source_lang)]
    return kin[:CANDIDATES]


def _same_script(code: str, lang: str) -> bool:
    return bool(scripts_of(code) & scripts_of(lang))


def _log_odds(
    words: Sequence[Word], lang: str, target: Lexicon, candidate: str, identifier: LanguageIdentifier
) -> list[float]:
    """For each word the nats by which it speaks for `candidate` against `lang`."""
    other = load_lexicon(candidate)
    odds = []
    for word in words:
        if other is not None:
            nats = other.log_probability(word.lower) - target.log_probability(word.lower)
        elif target.frequency(word.lower) >= RARE:
            nats = -CLAMP
        else:
            guess = identifier.identify(word.lower, (lang, candidate))
            nats = (3.0 if guess.reliable else 1.5) * (1 if guess.lang == candidate else -1)
        nats = max(-CLAMP, min(CLAMP, nats))
        odds.append(nats * CAPITALISED if word.capital else nats)
    return odds


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
