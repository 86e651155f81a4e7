"""Text left in another language of the same script (UNT2xx)."""

from __future__ import annotations

from mtaudit.detect.language import rules, transliteration

RULES = (*rules.RULES, *transliteration.RULES)

__all__ = ["RULES"]
