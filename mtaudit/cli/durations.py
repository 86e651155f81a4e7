"""Spans of time as people write them: 30s, 5m, 2h, 90d."""

from __future__ import annotations

import re
from datetime import timedelta

import typer

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DURATION = re.compile(r"(\d{1,6})([smhdw])")


def duration(option: str, text: str) -> timedelta:
    """The span of time that `text` means. Raises BadParameter, which names the option."""
    match = _DURATION.fullmatch(text.strip().lower())
    if match is None or int(match[1]) == 0:
        raise typer.BadParameter(f"{option}: write a number and s, m, h, d or w, such as 5m, not {text!r}")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})
