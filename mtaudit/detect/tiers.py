"""Which rules may fail a check, known without measuring anything anew."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# What was measured of each rule, in docs/evaluation.md, "Every rule: precision and tier"; a test compares the two. A
# rule that is not named here only informs.
GATING: Mapping[str, str] = MappingProxyType(
    {
        "ENC102": "silence on clean text",
        "REP102": "silence on clean text",
        "UNT101": "precision",
        "UNT102": "silence on clean text",
        "UNT103": "precision",
        "UNT201": "silence on clean text",
        "UNT202": "silence on clean text",
        "UNT203": "precision",
    }
)
