"""Garbled phrasing: fluent-looking words that no editor would pass, with what a fluent writer would have put."""

from __future__ import annotations

from mtaudit.detect.garbled import grammar, rules
from mtaudit.detect.rule import Rule

RULES: tuple[Rule, ...] = (*rules.RULES, *grammar.RULES)

__all__ = ["RULES"]
