"""Garbled phrasing: fluent-looking words that no editor would pass, with what a fluent writer would have put."""

from __future__ import annotations

from mtaudit.detect.garbled.rules import RULES

__all__ = ["RULES"]
