"""Language identification: eldc where it is installed, else langdetect."""

from __future__ import annotations

from mtaudit.models.protocols import LanguageIdentifier


def load_identifier() -> LanguageIdentifier:
    """To be written."""
    raise NotImplementedError
