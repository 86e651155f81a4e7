"""Language identification: eldc where it is installed, else eld, else langdetect. All answers are ISO 639-1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import langdetect
import regex
from langdetect.detector_factory import init_factory
from langdetect.lang_detect_exception import LangDetectException

from mtaudit.models.protocols import LanguageGuess, LanguageIdentifier

NO_IDEA = LanguageGuess("", reliable=False)

# Codes that identifiers use for what ISO 639-1 or CLDR writes otherwise.
_ALIASES = {"fil": "tl", "nb": "no", "nn": "no", "sh": "sr", "iw": "he", "in": "id", "cmn": "zh", "und": ""}

# langdetect's share of probability from which we count it as sure; its own documentation calls lower values unsure.
_SURE = 0.9

# eldc has no model of Indonesian, which it calls Malay, nor of Bosnian and Macedonian; who asks for one of these gets
# it where the stand-in wins.
_STAND_INS = {"id": "ms", "bs": "hr", "mk": "bg", "gl": "pt", "lb": "de", "af": "nl"}

_WEIGHTY = regex.compile(r"[^\W\d_]")


def to_iso(code: str) -> str:
    """A language code as ISO 639-1 writes it: "zh-cn" -> "zh", "fil" -> "tl", "und" -> ""."""
    code = code.replace("_", "-").split("-")[0].lower()
    return _ALIASES.get(code, code)


class Eldc:
    """Nito-ELDC, compiled n-gram tables: 250,000 short spans a second, 60 languages (shared MODELS.md)."""

    name = "eldc"

    def __init__(self) -> None:
        import eldc

        eldc.init()
        self._make = eldc.instance
        self._known = frozenset(eldc.LANGUAGES)
        self._instances: dict[tuple[str, ...], Any] = {}

    def identify(self, text: str, among: Sequence[str] = ()) -> LanguageGuess:
        """As the protocol says. Each closed set has its own instance, so eldc's global state is never touched."""
        back = {_STAND_INS.get(code, code) if code not in self._known else code: code for code in among}
        closed = tuple(sorted(code for code in back if code in self._known))
        if among and not closed:
            return NO_IDEA
        result = self._instance(closed).detect_details(text)
        lang = to_iso(result.language)
        return LanguageGuess(back.get(lang, lang), bool(result.reliable)) if lang else NO_IDEA

    def _instance(self, closed: tuple[str, ...]) -> Any:
        if closed not in self._instances:
            instance = self._make()
            instance.set_languages(list(closed))
            instance.set_scores(1)
            self._instances[closed] = instance
        return self._instances[closed]


class Eld:
    """Nito-ELD, the same tables in pure Python, for platforms without a compiled eldc."""

    name = "eld"

    def __init__(self) -> None:
        from eld import LanguageDetector

        self._detector = LanguageDetector()

    def identify(self, text: str, among: Sequence[str] = ()) -> LanguageGuess:
        """As the protocol says."""
        result = self._detector.detect(text)
        scores = {to_iso(code): score for code, score in result.scores().items()}
        if among:
            scores = {code: score for code, score in scores.items() if code in among}
        if not scores:
            return NO_IDEA
        best = max(sorted(scores), key=lambda code: scores[code])
        return LanguageGuess(best, bool(result.is_reliable()) and best == to_iso(result.language))


class Langdetect:
    """langdetect, seeded. Slow (600 spans a second) and weak on short spans: one voter on whole clauses."""

    name = "langdetect"

    def __init__(self) -> None:
        langdetect.DetectorFactory.seed = 0
        init_factory()

    def identify(self, text: str, among: Sequence[str] = ()) -> LanguageGuess:
        """As the protocol says."""
        return _langdetect(text, tuple(sorted(among)))


@lru_cache(maxsize=4096)
def _langdetect(text: str, among: tuple[str, ...]) -> LanguageGuess:
    langdetect.DetectorFactory.seed = 0
    try:
        ranked = langdetect.detect_langs(text)
    except LangDetectException:  # no letters in it
        return NO_IDEA
    votes: dict[str, float] = {}
    for guess in ranked:
        code = to_iso(guess.lang)
        if not among or code in among:
            votes[code] = votes.get(code, 0.0) + guess.prob
    if not votes:
        return NO_IDEA
    best = max(sorted(votes), key=lambda code: votes[code])
    return LanguageGuess(best, votes[best] >= _SURE)


def load_identifier() -> LanguageIdentifier:
    """The fastest identifier that is installed."""
    for kind in (Eldc, Eld):
        try:
            return kind()
        except ImportError:
            continue
    return Langdetect()


@lru_cache(maxsize=1)
def load_voter() -> LanguageIdentifier:
    """langdetect as the second voice, asked about whole clauses that the fast stage suspects."""
    return Langdetect()


def detect(text: str, identifier: LanguageIdentifier, among: Sequence[str] = ()) -> LanguageGuess:
    """The language of a document: each paragraph votes with its letters, so that a foreign paragraph is outvoted.

    Unsure paragraphs weigh half. Reliable means that the winner has two thirds of the votes.
    """
    votes: Counter[str] = Counter()
    for paragraph in text.splitlines():
        weight = len(_WEIGHTY.findall(paragraph))
        if weight:
            guess = identifier.identify(paragraph, among)
            votes[guess.lang] += weight * (2 if guess.reliable else 1)
    votes.pop("", None)
    if not votes:
        return NO_IDEA
    best = max(sorted(votes), key=lambda code: votes[code])
    return LanguageGuess(best, votes[best] * 3 >= votes.total() * 2)
