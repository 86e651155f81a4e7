"""What a system says of gold documents: mtaudit itself and every baseline answer in these types."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from mtaudit.core import Severity, Span
from mtaudit.evaluate.gold import GoldDocument, GoldSet

Advance = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Flag:
    """A span that a system calls wrong, in offsets of the document's text. `code` is empty for a baseline."""

    span: Span
    family: str
    severity: Severity
    confidence: float = 1.0
    code: str = ""


@dataclass(frozen=True, slots=True)
class WordRisk:
    """How likely (0–1) it is that a word is wrong."""

    span: Span
    probability: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """All that a system says of one document.

    `scores` runs parallel to the document's records, higher is better; empty where the system gives none.
    `risks` holds, by family, a probability of every word that the family looked at; any order-preserving number will
    do for a baseline, which says so in `calibrated`. `p_major` is the probability of at least one major error.
    `missing` holds families that could not run here; `complete` False means that what needs a language model was left
    out to save time.
    """

    flags: tuple[Flag, ...] = ()
    scores: tuple[float, ...] = ()
    risks: Mapping[str, tuple[WordRisk, ...]] = field(default_factory=dict)
    calibrated: bool = False
    p_major: float | None = None
    missing: frozenset[str] = frozenset()
    complete: bool = True


class System(Protocol):
    """Judges gold documents without looking at what people found in them.

    `flags` says that it marks spans of untranslated text; a system without flags gives scores.
    """

    name: str
    flags: bool

    @property
    def signature(self) -> str:
        """What must be equal for two runs of this system to agree: versions, models, seeds, thresholds."""
        ...

    def unfit(self, gold: GoldSet) -> str:
        """Why this system has nothing to say of `gold`; "" where it has."""
        ...

    def predict(self, documents: Sequence[GoldDocument], advance: Advance) -> list[Prediction]:
        """One prediction a document; `advance` is called after each."""
        ...
