"""What the rest of mtaudit knows of a model: small protocols and plain results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from mtaudit.core import Span


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """The language of a text: ISO 639-1 code ("" = no idea), and whether the identifier would bet on it."""

    lang: str
    reliable: bool


class LanguageIdentifier(Protocol):
    """Tells the language of a text."""

    name: str

    def identify(self, text: str, among: Sequence[str] = ()) -> LanguageGuess:
        """The likeliest language of `text`; `among` restricts the answer to a closed set of ISO 639-1 codes."""
        ...


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a read text. `span` is in code points of the text read; surprisal is in nats."""

    span: Span
    surprisal: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What a causal LM made of a text, one entry per token."""

    tokens: tuple[Token, ...]


class Fluency(Protocol):
    """A causal language model that tells how expected a text is."""

    name: str

    def read(self, text: str, context: str = "") -> Reading:
        """Token surprisals of `text` after `context`."""
        ...


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Why a model cannot be had, in words for the report."""

    reason: str
