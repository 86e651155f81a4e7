"""Language tags to the two-letter codes that mtaudit uses, and the order in which a target language is settled."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from mtaudit.config import ReadConfig

Identify = Callable[[str], str]

# ISO 639-1. Source: Library of Congress, codes for the representation of names of languages.
_ISO_639_1 = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el "
    "en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu "
    "ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na "
    "nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so "
    "sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu "
)
CODES = frozenset(_ISO_639_1.split())
_RENAMED = {"iw": "he", "in": "id", "ji": "yi", "cmn": "zh", "gre": "el", "ell": "el", "eng": "en", "ger": "de"}
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*")

SAMPLE_CHARACTERS = 4_000  # an article's beginning is enough to know its language


def normal(tag: str) -> str:
    """The language of a tag such as "en-US" or "zh_CN", lower-case; "" for what is no language tag."""
    match = _TAG.fullmatch(tag.strip())
    language = match[1].lower() if match else ""
    return _RENAMED.get(language, language)


@dataclass(frozen=True, slots=True)
class Languages:
    """Settles languages: the settings first, then what the input says, then detection by `identify`."""

    config: ReadConfig
    identify: Identify | None = None

    def target(self, hint: str, text: str) -> tuple[str, bool]:
        """The target language ("" = not known), and whether it was detected."""
        known = normal(self.config.target) or normal(hint)
        if known or self.identify is None:
            return known, False
        detected = normal(self.identify(text[:SAMPLE_CHARACTERS]))
        return detected, bool(detected)

    def source(self, hint: str) -> str:
        """The source language ("" = not known)."""
        return normal(self.config.source) or normal(hint)
