"""Models behind small protocols. Nothing heavy is imported before a model is asked for."""

from __future__ import annotations

from mtaudit.models.protocols import Fluency, LanguageGuess, LanguageIdentifier, Reading, Unavailable
from mtaudit.models.registry import Models

__all__ = ["Fluency", "LanguageGuess", "LanguageIdentifier", "Models", "Reading", "Unavailable"]
