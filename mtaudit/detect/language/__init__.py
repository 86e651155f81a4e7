"""Text left in another language of the same script (UNT2xx)."""

from __future__ import annotations

from mtaudit.detect.language.rules import RULES

__all__ = ["RULES"]
