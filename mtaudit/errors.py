"""The errors that users see: one line that says what and where, and a hint that says what to do."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable


class MtauditError(Exception):
    """Root of every error that mtaudit raises on purpose; the CLI prints it without a traceback."""

    def __init__(self, message: str, hint: str = "", *, place: str = "") -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.message = message
        self.hint = hint
        self.place = place


class ReadError(MtauditError):
    """An input that could not be read. `place` is `path` or `path:line`."""


class ConfigError(MtauditError):
    """A setting that is unknown or of the wrong kind."""


class ModelError(MtauditError):
    """A model that is missing, damaged or cannot be loaded."""


class RuleError(MtauditError):
    """A rule that is declared wrongly: a programming mistake, found by the tests."""


def did_you_mean(
    name: str, known: Iterable[str], otherwise: str = "", *, like: float = 0.6, written: Callable[[str], str] = str
) -> str:
    """The hint for a name that is not known: the one nearest to it, `written` as a user would, else `otherwise`.

    `like` (0–1) is how near it must be, by difflib's ratio.
    """
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=like)
    return f"did you mean {written(close[0])}?" if close else otherwise
