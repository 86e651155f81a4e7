"""The gate: whether a report passes in CI, and why not. Pure functions from a report and settings to a judgement."""

from __future__ import annotations

from mtaudit.gate.baseline import Baseline, dump_baseline, load_baseline, states_of, updated
from mtaudit.gate.decide import decide
from mtaudit.gate.policy import Policy

__all__ = ["Baseline", "Policy", "decide", "dump_baseline", "load_baseline", "states_of", "updated"]
