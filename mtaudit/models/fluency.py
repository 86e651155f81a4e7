"""Causal language models as judges of fluency."""

from __future__ import annotations

from mtaudit.config import ModelsConfig
from mtaudit.models.protocols import Fluency, Unavailable


def load_fluency(config: ModelsConfig, lang: str) -> Fluency | Unavailable:
    """To be written."""
    return Unavailable("no fluency model yet")
