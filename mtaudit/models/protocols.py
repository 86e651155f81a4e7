"""What the rest of mtaudit knows of a model: small protocols and plain results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from mtaudit.core import Span

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Why a model cannot be had, in words for the report."""

    reason: str


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """The language of a text: ISO 639-1 code ("" = no idea), and whether the identifier would bet on it."""

    lang: str
    reliable: bool


class LanguageIdentifier(Protocol):
    """Tells the language of a text."""

    name: str

    def __hash__(self) -> int:
        """Identifiers are told apart by identity; what they said of a text may be cached."""
        ...

    def identify(self, text: str, among: Sequence[str] = ()) -> LanguageGuess:
        """The likeliest language of `text`; `among` restricts the answer to a closed set of ISO 639-1 codes."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What a causal LM made of one window of a text. All arrays run parallel to `tokens`; scores are in nats.

    `tokens` begins with the model's start token (span 0..0, score 0). Tokens before `fresh` are context that an
    earlier window has judged already. Row i of `alternatives` holds the likeliest whole words at token i's place.

    *Shape:* tokens, logprob, entropy (n,); alternatives, alternative_logprob (n, k)
    """

    tokens: tuple[int, ...]
    spans: tuple[Span, ...]
    fresh: int
    logprob: Floats
    entropy: Floats
    alternatives: Ids
    alternative_logprob: Floats
    memory: object = None


@dataclass(frozen=True, slots=True)
class Branch:
    """Other tokens in place of what a reading holds from token `at` on."""

    at: int
    tokens: tuple[int, ...]


class Fluency(Protocol):
    """A causal language model that tells how expected a text is and what it would have expected instead."""

    name: str
    signature: str
    has_states: bool

    def read(self, text: str) -> Iterable[Reading]:
        """Read a text in windows that overlap, so that every token has context before it."""
        ...

    def rescore(self, reading: Reading, branches: Sequence[Branch]) -> list[Floats]:
        """Log-probabilities (nats) of each branch's tokens but the first, which the reading has scored already.

        *Shape:* one array (len(branch.tokens) - 1,) a branch
        """
        ...

    def word(self, token: int) -> str:
        """The text of one token, with its leading space."""
        ...

    def states(self, sentences: Sequence[str]) -> list[tuple[tuple[Span, ...], Floats]]:
        """Hidden states of sentences that the model has read twice, so that each token has seen the whole sentence.

        *Shape:* per sentence the spans of its n tokens and an array (n, features)
        """
        ...


@dataclass(frozen=True, slots=True)
class Lint:
    """What a grammar checker found: the place (half-open, code points), what it says, other wordings of the place."""

    span: Span
    message: str
    wordings: tuple[str, ...]


class GrammarChecker(Protocol):
    """Tells what is wrong with a sentence by rules of its own."""

    def check(self, text: str) -> list[Lint]:
        """What it says of a text, in reading order."""
        ...
