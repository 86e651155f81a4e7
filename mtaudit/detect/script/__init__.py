"""Untranslated text in a script that the target language does not use (UNT1xx), and why the rest is there (UNT8xx)."""

from __future__ import annotations

from mtaudit.detect.script.rules import RULES

__all__ = ["RULES"]
