"""Pages that ask for consent, or hold next to nothing, where an article should be."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from mtaudit.text import count_words

LEAST_WORDS = 40  # a news item is longer; a page with fewer is a teaser, a wall or an error
LONGEST_WALL = 400  # words; a longer page has an article behind its banner
DIFFERENT_PHRASES = 3  # an article about such walls quotes one or two of them

# What the buttons and first lines of such walls say, in the languages that news is most often translated from and to.
_PHRASES = (
    "accept all|accept cookies|reject all|decline all|manage (?:options|preferences|settings|cookies|choices)",
    "we (?:and our partners|use cookies)|our partners|third[- ]party vendors|legitimate interests?",
    "before you continue|your privacy choices|we (?:value|respect) your privacy|privacy policy|cookie policy",
    "withdraw your consent|give your consent|personali[sz]ed (?:ads|advertising|content)",
    "alle akzeptieren|alle ablehnen|unsere partner|tout accepter|tout refuser|nos partenaires",
    "aceptar todo|rechazar todo|nuestros socios|accetta tutto|rifiuta tutto|i nostri partner",
    "αποδοχή όλων|απόρριψη όλων|οι συνεργάτες μας|принять все|отклонить все|наши партн[её]ры",
)
_EVERY = re.compile(rf"\b(?:{'|'.join(_PHRASES)})\b", re.IGNORECASE)
_HOST = re.compile(r"(?:^|[./-])consent(?:[./-]|$)", re.IGNORECASE)


def why_no_article(text: str, address: str) -> str:
    """Why the text of a page is no article; "" where it may be one."""
    words = count_words(text)
    parts = urlsplit(address)
    phrases = {match.casefold() for match in _EVERY.findall(text)}
    walled = len(phrases) >= DIFFERENT_PHRASES or (phrases and _HOST.search(f"{parts.netloc}{parts.path}"))
    if walled and words < LONGEST_WALL:
        return "a page that asks for consent stands before it"
    if words < LEAST_WORDS:
        return f"it has only {words} words, fewer than {LEAST_WORDS}"
    return ""
