"""Quotation marks that another language uses."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from mtaudit.core import Category, Evidence, Hit, Segment, Severity, Span
from mtaudit.detect.rule import Context, Example, Rule, rule

# Opening marks that no newspaper of the language sets, with what it sets instead. Marks that some set are left out:
# »…« in German and Danish, „…“ in Dutch, “…” nearly everywhere.
# Source: Unicode CLDR, delimiters; Duden; Imprimerie nationale; Ortografía de la lengua española.
_CJK = "「『《〈"
_LOW = "\N{DOUBLE LOW-9 QUOTATION MARK}"
_ANGLE = "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}"
FOREIGN = {
    "en": (_CJK + _LOW + _ANGLE, "“…”"),
    "de": (_CJK, "„…“"),
    "fr": (_CJK + _LOW, "« … »"),
    "es": (_CJK + _LOW, "«…» or “…”"),
    "it": (_CJK + _LOW, "«…» or “…”"),
    "pt": (_CJK + _LOW, "“…”"),
    "nl": (_CJK, "“…” or ‘…’"),
    "ru": (_CJK, "«…»"),
    "uk": (_CJK, "«…»"),
    "pl": (_CJK, "„…”"),
    "cs": (_CJK, "„…“"),
    "el": (_CJK + _LOW, "«…»"),
    "tr": (_CJK + _LOW, "“…”"),
}
_OF_ANOTHER_SCRIPT = regex.compile(r"[^\p{Latin}\p{Cyrillic}\p{Greek}\p{Common}\p{Inherited}]")
_QUOTED = regex.compile(r"\s?[\p{L}\p{M}\p{N}'’.-]+(?:\s?[」』》〉“”»])?")


@rule(
    code="TYP106",
    name="quotation-mark-of-another-language",
    category=Category.LOCALE,
    severity=Severity.MINOR,
    examples=(
        Example("en", "She told the [[„Brackenroder]] Zeitung” so."),
        Example("en", "It was published in the magazine [[《Nature》]] today."),
        Example("en", "He called it [[« absurd]] and mad »."),
        Example("fr", "Il l’a dit au [[„Journal“]] hier."),
        Example("de", "Es stand in der Zeitschrift [[《Nature》]]."),
        Example("en", "He said “no” and 'no' and \"no\"."),
        Example("de", "Er sagte „nein“ und »nein«."),
        Example("fr", "Il a dit « non » et “non”."),
        Example("ru", "Он сказал «нет», „нет“ и “нет”."),
        Example("en", "The word 「行く」 means to go."),
        Example("zh", "他说「去」，《自然》。"),
    ),
)
def quotation_mark_of_another_language(segment: Segment, _: Context) -> Iterator[Hit]:
    """A quotation mark that the language does not use, left as the source or the engine had it.

    Why it matters: it is the first thing by which a reader sees that the text was translated.

    Silent on: quotations in another script (their own marks may stand), marks that some newspapers of the language set.

    Source: Unicode CLDR delimiters, Duden, Imprimerie nationale, Ortografía de la lengua española.
    """
    marks, better = FOREIGN.get(segment.lang, ("", ""))
    text = segment.text
    for at in (at for at, character in enumerate(text) if character in marks):
        quoted = _QUOTED.match(text, at + 1)
        if quoted and not _OF_ANOTHER_SCRIPT.search(quoted[0].rstrip("」』》〉")):
            message = f"this quotation mark belongs to another language; here it is {better}"
            yield Hit(Span(at, quoted.end()), message, 0.85, evidence=(Evidence("usual", better),))


RULES: tuple[Rule, ...] = (quotation_mark_of_another_language,)
