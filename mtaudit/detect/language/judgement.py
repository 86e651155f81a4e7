"""What a run of foreign words is: a sentence, a fragment, stray words, or a title that is right as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import regex

from mtaudit.core import Span
from mtaudit.detect.language.lexicon import load_lexicon
from mtaudit.detect.language.runs import HARDLY_KNOWN, RARE, Run, Word, foreign_runs, words_of
from mtaudit.models import LanguageIdentifier
from mtaudit.models.language import load_voter
from mtaudit.segment import sentences
from mtaudit.text import enclosing_bracket

# Nats that a run must show, by its lower-case words. On 6,851 clean sentences in 9 languages (clean-news-en,
# clean-multilingual) no run of four lower-case words outside a title reaches 10; planted fragments of four words
# reach 10 in 97 of 100 cases.
FRAGMENT_WORDS, FRAGMENT_NATS = 4, 10.0
SHORT_NATS = 7.0
# Short runs are told from rare words and loanwords only where the other language uses them daily and ours hardly or
# never; shares of running words. With these no clean English sentence of the development sets (43,000 words) has a
# finding while the source is unknown, and fewer than .05 in 1,000 words have one when a wrong source is claimed.
DAILY, PLAIN = 1e-6, 1e-5
HARDLY, SELDOM, NEVER = 2e-6, 3e-7, 1e-7
SHORT_WORD, COMMON = 3, 1e-4
TELLING_NATS = 7.5
AT_HOME = 3.0  # times as frequent there as here
# What still counts as undecided: such words beside a run join it where nothing else is left of the sentence.
UNDECIDED = 1.5
# A sentence counts as foreign where this share of its decided lower-case words does, and that many.
SENTENCE_SHARE, SENTENCE_WORDS = 0.8, 3
TITLE_WORDS = 6
CLAUSE_WORDS = 8
NO_DOUBT = 45.0  # nats; langdetect, which is slow, never overruled so much

# What stands between quotation marks on one line; single marks only where they are no apostrophes.
_QUOTED = regex.compile(
    r"""[“„«”"»][^“”„«»"\n]+[”“»"«]|(?<!\w)[‘‚'‹][^‘’‚'‹›\n]+[’‘'›](?!\w)|「[^「」\n]+」|『[^『』\n]+』"""
)
_STOP = regex.compile(r"""[\s%\d]*["”»’)\]]*[.!?…]+["”»’)\]]*(?=\s|$)""")


class Kind(StrEnum):
    """What a foreign run is. The value is the code of the rule that reports it."""

    SENTENCE = "UNT201"
    FRAGMENT = "UNT202"
    WORDS = "UNT203"
    TITLE = "UNT805"


@dataclass(frozen=True, slots=True)
class Judged:
    """A foreign run with its exact span; `nats` say how surely it is not the target language."""

    kind: Kind
    lang: str
    span: Span
    nats: float


@lru_cache(maxsize=1024)  # an article, which each rule asks about and the source language is inferred from
def judge(
    text: str, lang: str, source_lang: str, identifier: LanguageIdentifier, source: str = ""
) -> tuple[Judged, ...]:
    """The foreign runs of `text` that are worth reporting, in order. Words copied from its `source` tell more."""
    words = words_of(text, source)
    runs = foreign_runs(text, words, lang, source_lang, identifier)
    judged = list(_whole_sentences(text, words, runs, lang))
    for run in runs:
        found = _judge_run(text, words, run, lang, source_lang)
        if found is not None and not any(found.span.overlaps(other.span) for other in judged):
            judged.append(found)
    return tuple(sorted(judged, key=lambda item: item.span))


def _whole_sentences(text: str, words: Sequence[Word], runs: Sequence[Run], lang: str) -> Iterator[Judged]:
    """Sentences whose decided words, names aside, speak for the language of a run in them."""
    likely = [run for run in runs if not run.bracketed and run.score >= FRAGMENT_NATS]
    for sentence in sentences(text, lang) if likely else ():
        inside = [i for i, word in enumerate(words) if sentence.covers(word.span)]
        run = next((run for run in likely if any(run.first <= i <= run.last for i in inside)), None)
        if run is None:
            continue
        decided = [run.odds[i] for i in inside if not words[i].capital and abs(run.odds[i]) > UNDECIDED]
        nats = sum(run.odds[i] for i in inside)
        foreign = sum(odds > 0 for odds in decided)
        enough = foreign >= SENTENCE_WORDS and foreign >= SENTENCE_SHARE * len(decided) and nats >= FRAGMENT_NATS
        if enough and not _outvoted(sentence.of(text), len(inside), nats, lang):
            yield Judged(Kind.SENTENCE, run.lang, sentence, nats)


def _judge_run(text: str, words: Sequence[Word], run: Run, lang: str, source_lang: str) -> Judged | None:
    own = words[run.first : run.last + 1]
    lower = [word for word in own if not word.capital or _is_noun(word, run.lang, lang)]
    span = _core(words, run)
    if run.bracketed:
        return Judged(Kind.FRAGMENT, run.lang, enclosing_bracket(text, span) or span, run.score)
    if _is_title(text, span, own, lower):
        return Judged(Kind.TITLE, run.lang, span, run.score) if run.score >= FRAGMENT_NATS else None
    if len(lower) >= FRAGMENT_WORDS and run.score >= FRAGMENT_NATS:
        if _outvoted(span.of(text), len(own), run.score, lang):
            return None
        return Judged(Kind.FRAGMENT, run.lang, _widen(text, words, run)[0], run.score)
    if lower and run.score >= SHORT_NATS and _is_strong(words, run, lang, source_lang):
        return Judged(Kind.WORDS, run.lang, _short(text, words, run, lang), run.score)
    return None


def _is_noun(word: Word, candidate: str, lang: str) -> bool:
    """True for a capitalised word that German lists and the target hardly uses: no name, but a noun."""
    if candidate != "de":
        return False
    here, there = load_lexicon(lang, full=True), load_lexicon(candidate)
    return bool(here and there and here.frequency(word.lower) < RARE <= there.frequency(word.lower))


def _core(words: Sequence[Word], run: Run) -> Span:
    return Span(words[run.first].span.start, words[run.last].span.end)


def _is_title(text: str, span: Span, own: Sequence[Word], lower: Sequence[Word]) -> bool:
    """Names and titles: mostly capitals, or a few words in quotation marks, or small words between capitals."""
    if any(
        Span(*match.span()).covers(span) and len(words_of(match[0])) <= TITLE_WORDS for match in _QUOTED.finditer(text)
    ):
        return True
    return len(own) - len(lower) >= len(lower)


def _outvoted(clause: str, count: int, nats: float, lang: str) -> bool:
    """True where langdetect, asked about a whole clause that is in doubt, is sure that it is the target language."""
    if count < CLAUSE_WORDS or nats >= NO_DOUBT:
        return False
    guess = load_voter().identify(clause)
    return guess.reliable and guess.lang == lang


def _is_strong(words: Sequence[Word], run: Run, lang: str, source_lang: str) -> bool:
    """Very strong evidence for one to three words: daily words there that are hardly used here, and most of them so.

    Where the source's language is known, words that are spelled like it and that no list here holds tell as much,
    and words of a third language are rather names or transliterations.
    """
    here, there = load_lexicon(lang, full=True), load_lexicon(run.lang)
    if here is None or there is None or _is_particle(words, run):
        return False
    telling: set[str] = set()
    plain, lower = False, 0
    for index in range(run.first, run.last + 1):
        word = words[index]
        if word.capital and not _is_noun(word, run.lang, lang):
            continue
        lower += 1
        ours, theirs = here.frequency(word.lower), there.frequency(word.lower)
        alike = ours < NEVER and run.odds[index] >= TELLING_NATS
        foreign = ours < NEVER or theirs >= AT_HOME * ours  # "ad hoc" is as much at home here as there
        copied = word.copied and foreign and ours < HARDLY_KNOWN
        # Of three letters, "dpa" may be an abbreviation; "für" is a word.
        common = len(word.lower) > SHORT_WORD or theirs >= COMMON
        if run.lang == source_lang and common and ((ours < HARDLY and theirs >= DAILY) or alike or copied):
            telling.add(f"{word.lower} {index}")
        elif run.lang != source_lang and len(word.lower) >= 4 and ours < SELDOM and theirs >= DAILY:
            telling.add(word.lower)
            plain |= ours < NEVER and theirs >= PLAIN
    if run.lang == source_lang:
        return len(telling) * 2 >= lower
    return len(telling) >= 2 or (plain and not source_lang)


def _is_particle(words: Sequence[Word], run: Run) -> bool:
    """True for one small word between two capitalised ones, as in names ("Daniel arap Moi")."""
    around = words[max(0, run.first - 1) : run.first], words[run.last + 1 : run.last + 2]
    return run.first == run.last and all(near and near[0].capital for near in around)


def _short(text: str, words: Sequence[Word], run: Run, lang: str) -> Span:
    """The bracket that holds the words, or the words without the names beside them."""
    span, bracketed = _widen(text, words, run)
    if bracketed:
        return span
    lower = [i for i in range(run.first, run.last + 1) if not words[i].capital or _is_noun(words[i], run.lang, lang)]
    return Span(words[lower[0]].span.start, words[lower[-1]].span.end)


def _widen(text: str, words: Sequence[Word], run: Run) -> tuple[Span, bool]:
    """The run with the bracket that holds little else, or up to the end of the sentence where only names are left."""
    core = _core(words, run)
    bracket = enclosing_bracket(text, core)
    if bracket is not None:
        inside = [i for i, word in enumerate(words) if bracket.covers(word.span)]
        others = [i for i in inside if not run.first <= i <= run.last and run.odds[i] < -UNDECIDED]
        if not others:
            return bracket, True
    last = run.last
    while last + 1 < len(words) and _goes_on(text, words, run, last):
        last += 1
    stop = _STOP.match(text, words[last].span.end)
    if stop is None:
        return core, False
    return Span(core.start, stop.end()), False


def _goes_on(text: str, words: Sequence[Word], run: Run, last: int) -> bool:
    gap = text[words[last].span.end : words[last + 1].span.start]
    following = words[last + 1]
    return not regex.search(r"[.!?…\n]", gap) and (following.capital or run.odds[last + 1] > -UNDECIDED)
