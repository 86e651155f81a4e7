"""The sentences that garbled wording and broken grammar are looked for in."""

from __future__ import annotations

import re
from functools import lru_cache

from mtaudit.core import Part, Span
from mtaudit.segment import sentences

JUDGED_PARTS = (Part.LEAD, Part.BODY)  # headlines and captions have a grammar of their own
LONGEST_SENTENCE = 1200  # characters; what is longer is a list or a table, and the judge never saw its like
_ENDED = re.compile(r"[.!?:;\N{HORIZONTAL ELLIPSIS}]\W*$")


@lru_cache(maxsize=512)
def finished_sentences(text: str, lang: str) -> tuple[Span, ...]:
    """Sentences that end in a stop: a line without one is a headline or a caption, whatever the reader took it for."""
    spans = (span for span in sentences(text, lang) if len(span) <= LONGEST_SENTENCE)
    return tuple(span for span in spans if _ENDED.search(span.of(text)))
