"""Grammar of the target language, without a language model: errors that the form alone gives away. English so far."""

from __future__ import annotations

from mtaudit.detect.garbled.grammar import articles, clauses, number, reference, verbs, voter
from mtaudit.detect.rule import Rule

RULES: tuple[Rule, ...] = (
    *articles.RULES,
    *number.RULES,
    *verbs.RULES,
    *clauses.RULES,
    *reference.RULES,
    *voter.RULES,
)

__all__ = ["RULES"]
