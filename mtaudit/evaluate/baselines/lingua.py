"""lingua in its mixed mode: the one public identifier that cuts a text where its language changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mtaudit.core import Span
from mtaudit.evaluate.baselines.untranslated import UntranslatedFlags, missing, release
from mtaudit.evaluate.gold import GoldDocument, GoldSet
from mtaudit.models.language import to_iso

# Sources for texts of which none is named, as in sets of clean text: those of untranslated-planted, so that false
# alarms are counted with the languages with which damage is found. All that lingua knows take 1.3 GB and are slow.
_USUAL_SOURCES = frozenset(("ar", "cs", "de", "es", "fr", "it", "pl", "pt", "ru", "tr", "zh"))


class Lingua(UntranslatedFlags):
    """Flags each run of text that lingua takes for another language than the target's.

    It chooses among the languages that the given documents name as source or target, and English.
    """

    name = "lingua"

    def __init__(self) -> None:
        self._detector: Any = None
        self._known: frozenset[str] = frozenset()

    @property
    def signature(self) -> str:
        """Version, mode, and how the closed list of languages comes about."""
        usual = ",".join(sorted(_USUAL_SOURCES))
        return (
            f"lingua|version:{release('lingua-language-detector')}|mode:mixed|langs:source,target,en|no-source:{usual}"
        )

    def unfit(self, gold: GoldSet) -> str:
        """Unfit where lingua is not installed, or nobody looked for untranslated text."""
        return missing("lingua", "lingua-language-detector: pip install 'mtaudit[baselines]'") or super().unfit(gold)

    def prepare(self, documents: Sequence[GoldDocument]) -> None:
        """Build a detector for the languages of these documents."""
        from lingua import Language, LanguageDetectorBuilder

        chosen = [language for language in _sorted(Language.all()) if _code(language) in _languages(documents)]
        self._known = frozenset(_code(language) for language in chosen)
        self._detector = LanguageDetectorBuilder.from_languages(*chosen).build()

    def foreign(self, text: str, lang: str) -> Iterator[Span]:
        """Runs in another language, trimmed. lingua counts in code points; a target that it does not know has none."""
        if to_iso(lang) not in self._known:
            return
        for run in self._detector.detect_multiple_languages_of(text):
            if _code(run.language) != to_iso(lang):
                yield _trimmed(text, Span(run.start_index, run.end_index))


def _languages(documents: Sequence[GoldDocument]) -> frozenset[str]:
    """ISO 639-1 codes of the closed list."""
    sources = frozenset(to_iso(document.document.source_lang) for document in documents) - {""}
    targets = frozenset(to_iso(document.document.lang) for document in documents)
    return (sources or _USUAL_SOURCES) | targets | {"en"}


def _code(language: Any) -> str:
    return to_iso(language.iso_code_639_1.name)


def _sorted(languages: Any) -> list[Any]:
    return sorted(languages, key=lambda language: str(language.name))


def _trimmed(text: str, span: Span) -> Span:
    """The span without white space at its ends; lingua leaves the space before the next run in the run."""
    piece = span.of(text)
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, start + len(piece.strip()))
