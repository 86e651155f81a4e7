"""How likely a word is in a language: word frequencies, and letter sequences for the words that no list holds."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from math import log

import wordfreq

# Codes by which wordfreq files a language that ISO 639-1 splits or names otherwise.
_FILED = {"sr": "sh", "hr": "sh", "bs": "sh", "no": "nb", "nn": "nb", "tl": "fil"}

# Share of running words that a list of 20,000 to 600,000 words does not hold. Names aside it is 1 to 4 % on the clean
# sentences of UD PUD in the languages of both.
UNLISTED = 0.02

# Letter model: contexts of three letters, smoothed by those of two, one and none with this weight (in letters seen);
# learned from the most frequent words of the list, each once, as an unlisted word is one of many rare ones.
_ORDER = 4
_SMOOTHING = 4.0
_LEARNED = 5_000
_ALPHABET = 150


class Lexicon:
    """Log-probabilities of lower-case words in one language."""

    def __init__(self, filed: str, size: str) -> None:
        self.frequencies = wordfreq.get_frequency_dict(filed, size)
        self._log: dict[str, float] = {}
        self._counts: list[defaultdict[str, float]] = []

    def frequency(self, word: str) -> float:
        """Share of running words (0–1) that are `word`, or the rarest of its parts ("lira's"); 0 where unlisted."""
        listed = self.frequencies.get(word, 0.0)
        if listed or word.isalpha():
            return listed
        return min((self.frequencies.get(part, 0.0) for part in _parts(word)), default=0.0)

    def log_probability(self, word: str) -> float:
        """Natural log of the probability of `word`, listed or not. Elided words ("l'une") count by their parts."""
        known = self._log.get(word)
        if known is None:
            known = self._log[word] = self._measure(word)
        return known

    def _measure(self, word: str) -> float:
        listed = self.frequencies.get(word, 0.0)
        parts = _parts(word)
        if not listed and len(parts) > 1:
            return min(self.log_probability(part) for part in parts)
        return log(listed + UNLISTED * self._spelled(word))

    def _spelled(self, word: str) -> float:
        """Probability that the letters of `word` follow each other as words of the language do."""
        if not self._counts:
            self._learn()
        padded, product = f" {word} ", 1.0
        for end in range(1, len(padded)):
            chance = 1.0 / _ALPHABET
            for order in range(1, _ORDER + 1):
                context = padded[max(0, end - order + 1) : end]
                total = self._counts[0].get(context, 0.0)
                chance = (self._counts[1].get(context + padded[end], 0.0) + _SMOOTHING * chance) / (total + _SMOOTHING)
                if order > end:
                    break
            product *= chance
        return max(product, 1e-30)

    def _learn(self) -> None:
        contexts: defaultdict[str, float] = defaultdict(float)
        sequences: defaultdict[str, float] = defaultdict(float)
        learned = 0
        for word in self.frequencies:
            if not word.isalpha():
                continue
            padded = f" {word} "
            for end in range(1, len(padded)):
                for order in range(1, min(_ORDER, end + 1) + 1):
                    contexts[padded[end - order + 1 : end]] += 1.0
                    sequences[padded[end - order + 1 : end + 1]] += 1.0
            learned += 1
            if learned == _LEARNED:
                break
        self._counts = [contexts, sequences]


def _parts(word: str) -> list[str]:
    return [part for part in word.replace("-", "'").split("'") if part]


@lru_cache(maxsize=64)
def load_lexicon(lang: str, *, full: bool = False) -> Lexicon | None:
    """The lexicon of `lang`, None where there is no word list for it.

    `full` takes the longest list (500,000 words, 60 MB) for a target language; the short one (30,000 words) is enough
    to tell what else a text may be.
    """
    filed = _FILED.get(lang, lang)
    if filed not in wordfreq.available_languages("small"):
        return None
    return Lexicon(filed, "best" if full else "small")
