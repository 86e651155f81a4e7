"""mtaudit finds what machine translation broke in news articles, scores it and reports it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mtaudit.config import Config, load_config
from mtaudit.core import Document, Finding, Report

if TYPE_CHECKING:
    from mtaudit.engine import audit

__all__ = ["Config", "Document", "Finding", "Report", "audit", "load_config"]


def __getattr__(name: str) -> Any:
    # The engine brings the detectors and their data; reading a type must not cost that.
    if name == "audit":
        from mtaudit.engine import audit

        return audit
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
