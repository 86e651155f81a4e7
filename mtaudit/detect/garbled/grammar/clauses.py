"""Clauses: one without its subject, one without its verb, two connectives for one link, a wrong complement."""

from __future__ import annotations

from collections.abc import Iterator

from mtaudit.core import Category, Hit, Segment, Severity
from mtaudit.detect.garbled.grammar.patterns import find, pattern
from mtaudit.detect.garbled.grammar.words import BASES, END, PARTICIPLE, START, either
from mtaudit.detect.rule import Context, Example, Rule, rule

_FINITE = r"(?:is|was|are|were|has|have|had|will|would|can|could|did|does)"
_SUBJECT = (
    r"(?:he|she|it|they|we|I|you|there|this|that|these|those|the|a|an|his|her|their|its|our|my|\p{Lu}[\p{L}’'\-]+)"
)

_SUBJECTLESS = (
    pattern(
        rf"^(?P<bad>(?:Is|Was|Are|Were|Has been|Have been) (?:also |already |still |not )?"
        rf"(?:{PARTICIPLE}|known|born|necessary|possible|important|considered|able|available|obvious|clear))"
        r"(?= [^?]*\.\W*$)",
        "“{bad}”: the sentence has no subject",
    ),
    pattern(
        rf"^(?P<bad>Has (?:also |already |not )?{PARTICIPLE})(?= [^?]*\.\W*$)",
        "“{bad}”: the sentence has no subject",
    ),
    # ", while through rumours that the process had ended, was announced": a connective that has no clause to link.
    pattern(
        r"(?:^|, )(?P<bad>(?i:while|whereas|because) (?:through|by|to|into|onto|about|towards|via|due to|despite|"
        rf"according to)) [^,;:.!?]{{1,80}}, (?:not )?{_FINITE}{END}",
        "“{bad}”: no clause follows the conjunction",
        confidence=0.85,
    ),
    pattern(
        r"(?:^|\b(?:that|because|if|when|but) )(?P<bad>(?i:he|she|they) (?:a|an|the))"
        r"(?= \p{Ll}+ (?:of|in|from|at|for|with|who|which|and)\b)",
        "“{bad}”: a verb is missing between the subject and what is said of it",
        confidence=0.8,
    ),
)


@rule(
    code="GAR208",
    name="clause-without-subject-or-verb",
    category=Category.GRAMMAR,
    severity=Severity.MAJOR,
    examples=(
        Example("en", "[[Is considered]] one of the best hospitals of the region."),
        Example("en", "[[Has developed]] several collections of poems."),
        Example("en", "The break, [[while through]] leaks that the work had ended, was confirmed by the mayor."),
        Example("en", "He said that [[she a]] doctor from Lviv."),
        Example("en", "Is considered progress? Was he born in Kyiv? Are you sure."),
        Example("en", "The minister, while on a visit to Kyiv, was wounded, and, because of rain, had to stay."),
        Example("en", "Some left, while by noon, the mayor said, others came back."),
        Example("en", "“Has been fun,” he wrote; they the people of Ukraine know."),
    ),
)
def clause_without_subject_or_verb(segment: Segment, _: Context) -> Iterator[Hit]:
    """A sentence opens with its verb and has no subject, or a conjunction has no clause ("while through rumours, was").

    Why it matters: who did it is lost; engines leave out the subject where the source's verb ending carried it.

    Silent on: questions, commands, reduced clauses ("while on a visit"), sentences without any verb, which lists and
    headlines are full of; headlines, captions and quotations; other languages than English.

    Source: Quirk et al. 1985, 10.2-10.6 and 14.5-14.9; figures in bench/grammar.py.
    """
    yield from find(segment, _SUBJECTLESS)


_LINKS = (
    pattern(
        rf"^\W*(?i:although|though|even though|even if)\b[^,;:.!?]*, (?P<bad>but) {_SUBJECT}{END}",
        "“although” and “but” link the same two clauses: one of them is too many",
        confidence=0.85,
    ),
    pattern(
        rf"^\W*(?i:because)\b(?! of)[^,;:.!?]*, (?P<bad>so) (?!that\b|far\b|long\b){_SUBJECT}{END}",
        "“because” and “so” link the same two clauses: one of them is too many",
        confidence=0.85,
    ),
)


@rule(
    code="GAR209",
    name="doubled-connective",
    category=Category.GRAMMAR,
    severity=Severity.MINOR,
    examples=(
        Example("en", "Although the talks were long, [[but]] they ended without a result."),
        Example("en", "Because the bridge is closed, [[so]] the drivers take another road."),
        Example("en", "Although small, the town has a school, and the bridge is old, but it holds."),
        Example("en", "Because of the rain, so far nobody has come, although not many, but some, had said so."),
    ),
)
def doubled_connective(segment: Segment, _: Context) -> Iterator[Hit]:
    """Two clauses are linked twice: "although ..., but", "because ..., so".

    Why it matters: Chinese, Vietnamese and Persian link a pair of clauses twice, English once; the reader waits for a
    third clause that never comes.

    Silent on: "although" and "but" with no new subject ("although small, but strong"); headlines, captions and
    quotations; other languages than English.

    Source: Li and Thompson 1981, "Mandarin Chinese", ch. 23 (correlative connectives); figures in bench/grammar.py.
    """
    yield from find(segment, _LINKS)


_NOUNS_TOO = frozenset(("work", "call", "change", "support", "visit", "need", "talk", "lead"))
_VERB = rf"(?:\p{{Ll}}+ly )?{either(BASES - _NOUNS_TOO)}"

# Any word that may be an infinitive; "allow to cool" is how recipes are written.
_INFINITIVE = (
    rf"(?:\p{{Ll}}+ly )?(?!(?:the|an?|all|some|any|this|that|his|her|its|their|our|my|certain|cool|dry|stand|rest|set|"
    rf"simmer|settle|boil|date)\b)\p{{Ll}}{{2,}}{END}"
)
_NO_OBJECT = "“{bad}”: the one who is allowed or enabled must stand before “to”"
_COMPLEMENTS = (
    pattern(
        rf"\b(?:[Tt]his|[Ii]t|which|that|also|will|would|can|could) (?P<bad>(?P<word>allow|permit|enable)"
        rf"(?:s|ing)? to {_INFINITIVE})",
        _NO_OBJECT,
        unless=r"\b(?i:who|whom|what|than|as) (?:\S+ ){0,6}|\b(?:is|are|was|were) (?:\S+ ){0,2}(?:that|which) ",
        confidence=0.85,
    ),
    pattern(
        rf"(?<=\p{{L}},? )(?P<bad>(?P<word>allow|permit|enabl)(?:e?s|ing) to {_INFINITIVE})",
        _NO_OBJECT,
        unless=r"\b(?i:who|whom|what|than|as|which|that|is|are|was|were)\b.*",
        confidence=0.85,
    ),
    pattern(
        rf"{START}(?:(?:[Hh]e|[Ss]he|[Tt]hey|[Ww]e|I|[Ii]t) (?P<bad>(?:recommend|suggest)(?:s|ed)? to {_VERB})|"
        rf"(?P<bad>(?:avoid|enjoy|finish|deny)(?:s|ing)? to {_VERB})){END}",
        "“{bad}”: this verb takes no infinitive",
        unless=r"\b(?:what|which|whom|that|as) ",
    ),
    pattern(
        rf"{START}(?P<bad>look(?:s|ed|ing)? forward to (?:see|meet|hear|work|receive|welcome|have)){END}",
        "“{bad}”: after “forward to” the verb ends in -ing",
    ),
    pattern(rf"{START}(?P<bad>[Dd]espite of){END}", "“{bad}”: “despite” takes no “of”", lambda _: ("despite",)),
    pattern(
        rf"{START}(?P<bad>(?P<word>capable) to {_VERB}){END}",
        "“{bad}”: “capable” takes “of” and a verb in -ing",
    ),
    pattern(
        rf"{START}(?P<bad>(?P<word>(?:depend|consist)(?:s|ed|ing)?) from){END}",
        "“{bad}”: the preposition is wrong",
        lambda match: (match["word"] + (" on" if match["word"].startswith("depend") else " of"),),
    ),
    pattern(
        rf"{START}(?P<bad>(?P<word>(?:discuss|mention)(?:es|s|ed|ing)?) about){END}(?! (?:\d|an? |ten|twenty))",
        "“{bad}”: the verb takes its object without a preposition",
        lambda match: (match["word"],),
        unless=r"\b(?:is|are|was|were|be|been|being|\w+s|those|the|as|things?|points?|issues?|what) ",
    ),
    pattern(
        rf"{START}(?P<bad>(?P<word>one of) (?P<rest>most \p{{Ll}}+|best|worst|biggest|largest|greatest|oldest|main))"
        rf"(?= \p{{Ll}}+s{END})",
        "“{bad}”: “the” is missing",
        lambda match: (f"{match['word']} the {match['rest']}",),
    ),
    pattern(
        rf"{START}(?P<bad>(?P<word>(?i:most|some|many|several)) of (?P<rest>people|countries|citizens|soldiers|women|"
        rf"children|men|companies|cities)){END}",
        "“{bad}”: without “the” there is no “of”",
        lambda match: (f"{match['word']} {match['rest']}", f"{match['word']} of the {match['rest']}"),
    ),
    pattern(
        rf"{START}(?P<bad>responsible of){END}", "“{bad}”: the preposition is wrong", lambda _: ("responsible for",)
    ),
)


@rule(
    code="GAR210",
    name="wrong-complement",
    category=Category.GRAMMAR,
    severity=Severity.MINOR,
    examples=(
        Example("en", "The new law also [[allows to keep]] the ship in port."),
        Example("en", "We [[recommend to leave]] the city [[despite of]] the danger."),
        Example("en", "It [[depends from]] the weather, and it is [[one of most important]] questions."),
        Example("en", "They [[discussed about]] the war and [[look forward to see]] him."),
        Example("en", "He is a man whom the rules allow to stay; he is allowed to leave."),
        Example("en", "It is recommended to leave; what he avoided to this day was discussed about noon."),
        Example("en", "It consists of one of the most modern ships, and most of those people are capable of it."),
    ),
)
def wrong_complement(segment: Segment, _: Context) -> Iterator[Hit]:
    """A word is built up with the wrong preposition, infinitive or article ("allows to keep", "depends from").

    Why it matters: it is the frame of the source's verb, kept under an English one; every reader hears the accent.

    Silent on: passives ("is allowed to"), relative clauses ("whom they allow to stay"), frames that are not in the
    table; headlines, captions and quotations; other languages than English.

    Source: Quirk et al. 1985, 16.20-16.63 (complementation); figures in bench/grammar.py.
    """
    yield from find(segment, _COMPLEMENTS)


RULES: tuple[Rule, ...] = (clause_without_subject_or_verb, doubled_connective, wrong_complement)
