"""A language identifier asked about every sentence: the plain way to look for untranslated text."""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property

from mtaudit.evaluate.baselines.untranslated import ForeignSentences, missing, release
from mtaudit.evaluate.gold import GoldSet
from mtaudit.models import LanguageIdentifier
from mtaudit.models.language import Eldc as EldcIdentifier
from mtaudit.models.language import Langdetect as LangdetectIdentifier
from mtaudit.models.language import to_iso


class SentenceLanguage(ForeignSentences):
    """Flags a sentence that the identifier takes for another language; where it has no idea, nothing."""

    @property
    @abstractmethod
    def identifier(self) -> LanguageIdentifier:
        """Tells the language of a sentence."""

    def is_foreign(self, sentence: str, lang: str) -> bool:
        """True where another language than `lang` is the likeliest of all that the identifier knows."""
        guess = self.identifier.identify(sentence).lang
        return bool(guess and lang) and guess != to_iso(lang)


class Langdetect(SentenceLanguage):
    """langdetect, seeded, on every sentence."""

    name = "langdetect"

    @cached_property
    def identifier(self) -> LanguageIdentifier:
        """Seeded when first asked for."""
        return LangdetectIdentifier()

    @property
    def signature(self) -> str:
        """Version, seed, segmenter."""
        return f"langdetect|version:{release('langdetect')}|seed:0|segmenter:sentencex-{release('sentencex')}"


class Eldc(SentenceLanguage):
    """eldc on every sentence. A language that it does not know (Indonesian, Macedonian) is foreign to it throughout."""

    name = "eldc"

    @cached_property
    def identifier(self) -> LanguageIdentifier:
        """Loaded when first asked for: its tables take 70 MB."""
        return EldcIdentifier()

    @property
    def signature(self) -> str:
        """Version and segmenter."""
        return f"eldc|version:{release('eldc')}|segmenter:sentencex-{release('sentencex')}"

    def unfit(self, gold: GoldSet) -> str:
        """Unfit where eldc is not installed, or nobody looked for untranslated text."""
        return missing("eldc", "eldc: pip install eldc, where it has a wheel for the platform") or super().unfit(gold)
