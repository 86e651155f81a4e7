"""The engine: runs the rules over documents, locates what they hit, contains their crashes, and scores the result."""

from __future__ import annotations

from mtaudit.engine.recall import Recall
from mtaudit.engine.run import Interrupted, audit

__all__ = ["Interrupted", "Recall", "audit"]
