"""Reference: "it" for a person, "which" for people, a reflexive of another gender."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import regex

from mtaudit.core import Category, Document, Evidence, Hit, Segment, Severity, Span
from mtaudit.detect.garbled.grammar.patterns import find, finished_sentences, pattern
from mtaudit.detect.garbled.grammar.words import PEOPLE, PLURAL, START, either
from mtaudit.detect.rule import Context, Example, Rule, rule

_TITLES = (
    "president minister premier chancellor king queen prince pope general colonel commander senator governor mayor "
    "ambassador adviser advisor spokesman spokeswoman secretary leader chairman director chief professor doctor judge "
    "mr mrs ms dr sir"
)
_TITLE = rf"(?i:{either(_TITLES.split())})"
_NAME = r"\p{Lu}[\p{L}’'\-]+"
_ACTS = (
    "accused announced appointed apologised apologized arrived asked asserted awarded begged bought called "
    "claimed complained concluded congratulated criticised criticized declared denied demanded deployed described "
    "died dismissed emphasised emphasized explained fired flew fought gave graduated hailed held insisted invited "
    "joined killed launched left lied lived married met moved noted offered ordered played pleaded pledged "
    "praised prayed promised proposed refused rejected replied resigned returned said sent served signed spoke "
    "stated stressed studied sued swore talked taught thanked thought threatened told travelled traveled tweeted "
    "urged visited voted vowed walked warned went won worked wrote"
)
_OPENING = regex.compile(
    rf"^(?P<it>It) (?:(?:has|had) )?(?:(?:also|already|later|then|since|repeatedly|recently|previously) )?"
    rf"(?P<act>{either(_ACTS.split())}|(?:was|is) (?:born|married|divorced))(?![\w’'\-])"
)
_SAYING = r"(?:has|had|is|was|will|would|also|said|says|told|\p{Ll}{2,}ed|met|went|spoke|wrote|gave|made|took|left)"
# The subject of the sentence before: a pronoun, someone named by an office, or a name.
_PRONOUN_SUBJECT = regex.compile(rf"^(?P<who>He|She) {_SAYING}\b")
_OFFICE_SUBJECT = regex.compile(rf"^The (?:{_NAME} )?(?P<who>{_TITLE})(?: {_NAME}){{0,3}} {_SAYING}\b", regex.V1)
_NAME_SUBJECT = regex.compile(rf"^(?:{_NAME} |{_TITLE} ){{0,4}}(?P<who>{_NAME}) {_SAYING}\b", regex.V1)
# Anything else in that sentence that could be "it" and act: a body, a name that acts or is acted upon.
_BODY = regex.compile(
    r"\b(?:government|army|military|navy|company|party|court|country|state|ministry|agency|team|group|committee|council|"
    r"parliament|union|bank|club|police|office|service|organi[sz]ation|commission|administration|regime|force|network|"
    r"newspaper|channel|university|church|hospital|firm|alliance|federation|association|movement|foundation|delegation|"
    r"board|unit|regiment|brigade|crew|staff|side|republic|kingdom|city|nation|institute|centre|center|embassy)\b",
    regex.IGNORECASE,
)
_OTHER_NAME = regex.compile(
    rf"(?<!\b(?:in|of|from|at|near|on|the) )(?<!^){_NAME}|{_NAME} (?:has|had|was|is|will|would|could|\p{{Ll}}+ed)\b"
)
_HE = regex.compile(r"\b(?:he|his|him|himself)\b", regex.IGNORECASE)
_SHE = regex.compile(r"\b(?:she|her|hers|herself)\b", regex.IGNORECASE)


@rule(
    code="GAR211",
    name="it-for-a-person",
    category=Category.GRAMMAR,
    severity=Severity.MAJOR,
    scope="document",
    examples=(
        Example(
            "en",
            "The talks ended on Monday.\nPresident Ivo Marek said so at noon.\nMarek has told his neighbours to stay "
            "out. [[It]] ordered the border closed and sent troops there.",
        ),
        Example("en", "The talks ended on Monday.\nShe said that the talks were over. [[It]] was born in Lviv."),
        Example("en", "The talks ended on Monday.\nHe told his deputies about the plan. It covered five regions."),
        Example("en", "The talks ended on Monday.\nHe spoke about the army in his speech. It has deployed two units."),
        Example("en", "The talks ended on Monday.\nHe praised Hungary for his part. It sent two units."),
        Example("en", "The talks ended on Monday.\nFrance has told his envoy to leave. It ordered the border closed."),
    ),
)
def it_for_a_person(document: Document, _: Context) -> Iterator[Hit]:
    """A sentence opens with "It" and does what only a person does, right after a sentence about one person.

    Why it matters: Greek, Spanish, Polish and many others need no pronoun there; the engine guesses, and the reader
    looks for a thing that gave the order.

    Silent on: places where a country, a body or another name could be meant, names that no title in the article makes a
    person's; headlines, captions and quotations; other languages than English.

    Source: Quirk et al. 1985, 6.8 (gender of pronouns); no such pair in clean WMT22 news, see bench/grammar.py.
    """
    for before, after in pairwise(_sentences(document)):
        neighbours = not document.text[before.end : after.start].strip()
        opening = _OPENING.match(after.of(document.text)) if neighbours else None
        subject = _person(before.of(document.text), document.text) if opening else ""
        if opening and subject:
            it = Span(*opening.span("it")).shift(after.start)
            yield Hit(
                it,
                f"“It” does what only a person does (“{opening['act']}”); the sentence before is about {subject}",
                confidence=0.75,
                suggestions=_pronouns(before.of(document.text), after.of(document.text)),
                evidence=(Evidence("name", subject),),
            )


def _sentences(document: Document) -> Iterator[Span]:
    for segment in document.segments:
        yield from (span.shift(segment.span.start) for span in finished_sentences(segment))


def _person(sentence: str, article: str) -> str:
    """The one person that `sentence` is about; "" where there is none, or where something else could be "it"."""
    match = _PRONOUN_SUBJECT.match(sentence) or _OFFICE_SUBJECT.match(sentence) or _NAME_SUBJECT.match(sentence)
    if not match or _BODY.search(sentence, match.end("who")) or _OTHER_NAME.search(sentence, match.end("who")):
        return ""
    who = match["who"]
    named = match.re is _NAME_SUBJECT
    if named and not regex.search(rf"\b{_TITLE}\.? (?:{_NAME} ){{0,2}}{regex.escape(who)}\b", article):
        return ""
    return f"the {who.lower()}" if match.re is _OFFICE_SUBJECT else who


def _pronouns(before: str, after: str) -> tuple[str, ...]:
    """The pronouns that the neighbourhood allows: one where it names one gender only."""
    he, she = (bool(one.search(before) or one.search(after)) for one in (_HE, _SHE))
    return ("He",) if he and not she else ("She",) if she and not he else ("He", "She")


# Words for people that name no part of a machine or a body, as "driver" and "member" do.
_HUMANS = PEOPLE - frozenset(("driver", "manager", "client", "user", "member", "owner", "player", "worker", "director"))
_SELVES = {
    "he": "herself|itself|themselves|myself|ourselves",
    "she": "himself|itself|themselves|myself|ourselves",
    "they": "himself|herself|itself|myself|ourselves",
    "we": "himself|herself|itself|themselves|myself",
}
_OWN_SELF = {"he": "himself", "she": "herself", "they": "themselves", "we": "ourselves"}
_PRONOUNS = (
    *(
        pattern(
            rf"{START}(?i:{subject}) (?!\p{{Ll}}+ing )\p{{Ll}}+ed (?P<bad>{selves})(?![\w'’\-])",
            f"“{{bad}}” does not go back to “{subject}”",
            lambda _, own=_OWN_SELF[subject]: (own,),  # type: ignore[misc]
            unless=rf"\b(?:who|whom|that|which|\p{{L}}+s?|as) (?i:{subject}) \p{{Ll}}+ed ",
        )
        for subject, selves in _SELVES.items()
    ),
    pattern(
        rf"{START}(?P<bad>(?P<noun>{either({'people', *_HUMANS, *(PLURAL[noun] for noun in _HUMANS)})}) which)"
        r"(?= (?:is|are|was|were|has|have|had|will|would|can|could|do|did|\p{Ll}{2,}ed)\b)"
        r"(?! (?:is|was) (?:why|how|what|to say))",
        "“{bad}”: people are “who”",
        lambda match: (f"{match['noun']} who",),
        unless=r"\b(?:number|share|group|percentage|kind|type|lot|amount|rate) of (?:\w+ ){0,2}",
    ),
)


@rule(
    code="GAR212",
    name="pronoun-clash",
    category=Category.GRAMMAR,
    severity=Severity.MINOR,
    examples=(
        Example("en", "He spoke to [[soldiers which]] had left the front."),
        Example("en", "She introduced [[himself]] to the voters."),
        Example(
            "en", "The number of people which the law covers is small, and soldiers, which is rare, wrote letters."
        ),
        Example("en", "The woman he loved herself came; she herself said that he had hurt himself."),
        Example("en", "They left the man in which they trusted."),
    ),
)
def pronoun_clash(segment: Segment, _: Context) -> Iterator[Hit]:
    """A pronoun does not fit what it goes back to: "which" for people, "she ... himself".

    Why it matters: languages that tell their nouns by gender, or none at all, leave engines to guess; the reader takes
    it for another person.

    Silent on: "which" after a comma or a preposition, pronouns further away; headlines, captions and quotations; other
    languages than English.

    Source: Quirk et al. 1985, 6.23-6.25 and 17.13; figures in bench/grammar.py.
    """
    yield from find(segment, _PRONOUNS)


RULES: tuple[Rule, ...] = (it_for_a_person, pronoun_clash)
