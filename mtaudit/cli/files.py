"""Files that commands write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mtaudit.errors import MtauditError


def write_whole(path: Path, text: Callable[[], str], hint: str = "name another file") -> None:
    """Write a file as a whole or not at all. Raises MtauditError with `hint` where that cannot be done."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.part")
        draft.write_text(text(), encoding="utf-8", newline="\n")
        draft.replace(path)
    except OSError as error:
        raise MtauditError(error.strerror or str(error), hint, place=str(path)) from None
