"""What the baselines for untranslated text share: they flag pieces of records, and need gold that judges such text."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence

from mtaudit.core import Severity, Span
from mtaudit.evaluate.gold import GoldDocument, GoldSet
from mtaudit.evaluate.kinds import UNTRANSLATED_ONLY
from mtaudit.evaluate.prediction import Advance, Flag, Prediction
from mtaudit.segment import sentences

_LETTER = re.compile(r"[^\W\d_]")


def missing(package: str, install: str) -> str:
    """Why a baseline cannot run without `package`; "" where it is installed."""
    from importlib.util import find_spec

    return "" if find_spec(package) else f"needs {install}"


def release(package: str) -> str:
    """The version of an installed package, for signatures."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


class UntranslatedFlags(ABC):
    """Flags the pieces of a record that `foreign` names. It gives no scores and no risks."""

    flags = True

    def unfit(self, gold: GoldSet) -> str:
        """Unfit where people judged more than untranslated text; clean text is always fit, for false alarms."""
        if gold.judged == UNTRANSLATED_ONLY or any(record.clean for _, record in gold.records):
            return ""
        return "the gold does not judge untranslated text by itself"

    def predict(self, documents: Sequence[GoldDocument], advance: Advance) -> list[Prediction]:
        """A flag for each foreign piece, in offsets of the document's text."""
        self.prepare(documents)
        predictions = []
        for document in documents:
            predictions.append(Prediction(flags=tuple(self._flags(document))))
            advance()
        return predictions

    def _flags(self, document: GoldDocument) -> Iterator[Flag]:
        for record in document.records:
            for span in self.foreign(document.text_of(record), document.document.lang):
                yield Flag(span.shift(record.span.start), "UNT", Severity.MAJOR)

    def prepare(self, documents: Sequence[GoldDocument]) -> None:  # noqa: B027 - most have nothing to prepare
        """Load what these documents need."""

    @abstractmethod
    def foreign(self, text: str, lang: str) -> Iterable[Span]:
        """The pieces of a record's text that are not in `lang`, in offsets of that text."""


class ForeignSentences(UntranslatedFlags):
    """Flags whole sentences, as filters of corpora and most scripts do."""

    def foreign(self, text: str, lang: str) -> Iterator[Span]:
        """The sentences that hold a letter and are not in `lang`."""
        for span in sentences(text, lang):
            sentence = span.of(text)
            if _LETTER.search(sentence) and self.is_foreign(sentence, lang):
                yield span

    @abstractmethod
    def is_foreign(self, sentence: str, lang: str) -> bool:
        """True where a sentence is not in `lang`."""
