"""Whether an article spells a name in Latin letters as its original script does."""

from __future__ import annotations

from difflib import SequenceMatcher

import regex

from mtaudit.detect.language.transliteration import fold

# Share of letters from which on a capitalised word is taken for another spelling of the name ("Pontoliak" for
# "Подоляк": .82); two names of an article that merely resemble each other stay below.
ALIKE = 0.75
LEAST = 4  # letters of a surname that tell it from others

_NAME = regex.compile(r"(?<![\p{L}\p{M}@_])\p{Lu}[\p{Latin}\p{M}'’]{3,}")
_WORD = regex.compile(r"[\p{L}\p{M}'’ʼ-]+")


def other_spelling(text: str, name: str) -> str:
    """A Latin spelling in `text` that departs from `name`, which is in its own script; "" where none does.

    Compared is the last word of the name, with romanisations made alike. A text that also spells it right is silent.
    """
    words = _WORD.findall(name)
    wanted = fold(words[-1]) if words else ""
    if len(wanted) < LEAST:
        return ""
    found = {spelling: fold(spelling.removesuffix("'s").removesuffix("’s")) for spelling in _NAME.findall(text)}
    if wanted in found.values():
        return ""
    alike = [
        (SequenceMatcher(None, wanted, folded, autojunk=False).ratio(), spelling)
        for spelling, folded in found.items()
        if folded[:1] == wanted[:1]
    ]
    best, spelling = max(alike, default=(0.0, ""))
    return spelling if best >= ALIKE else ""
