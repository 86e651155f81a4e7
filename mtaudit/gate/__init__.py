"""The gate: whether a report passes in CI, and why not. Pure functions from a report and settings to a judgement."""

from __future__ import annotations

from mtaudit.gate.baseline import Baseline, dump_baseline, load_baseline, updated
from mtaudit.gate.decide import decide

__all__ = ["Baseline", "decide", "dump_baseline", "load_baseline", "updated"]
