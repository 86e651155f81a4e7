"""Every kind of damage with the function that plants it. A new kind is one function and one line here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mtaudit.evaluate.damage.article import Planter
from mtaudit.evaluate.damage.characters import homoglyph, mojibake
from mtaudit.evaluate.damage.fragments import source_fragment, untranslated_sentence
from mtaudit.evaluate.damage.names import name
from mtaudit.evaluate.damage.numbers import number
from mtaudit.evaluate.damage.phrases import repeated_phrase, scrambled
from mtaudit.evaluate.damage.quotes import lost_quote
from mtaudit.evaluate.damage.senses import calque
from mtaudit.evaluate.damage.sentences import doubled_sentence, dropped_sentence

PLANTERS: Mapping[str, Planter] = MappingProxyType(
    {
        "source-fragment": source_fragment,
        "untranslated-sentence": untranslated_sentence,
        "homoglyph": homoglyph,
        "mojibake": mojibake,
        "number": number,
        "name": name,
        "dropped-sentence": dropped_sentence,
        "doubled-sentence": doubled_sentence,
        "repeated-phrase": repeated_phrase,
        "lost-quote": lost_quote,
        "calque": calque,
        "scrambled": scrambled,
    }
)
