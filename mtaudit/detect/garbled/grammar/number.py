"""Singular and plural: determiners and nouns, subjects and verbs that stand side by side and do not agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from mtaudit.core import Category, Hit, Segment, Severity
from mtaudit.detect.garbled.grammar.patterns import find, pattern
from mtaudit.detect.garbled.grammar.words import (
    ADJECTIVE,
    MASS,
    NO_PLURAL,
    ONE_THING,
    ONLY_NOUNS,
    PEOPLE,
    PHRASE_ENDS,
    PLURAL,
    SINGULAR,
    START,
    THIRD_PERSON,
    TIMES,
    either,
)
from mtaudit.detect.rule import Context, Example, Rule, rule

_ADJECTIVES = rf"(?P<between>(?:{ADJECTIVE} ){{0,2}})"
_SURE = either(ONLY_NOUNS)
_ANY = either(PLURAL)
_SURE_PLURALS = either(PLURAL[noun] for noun in ONLY_NOUNS if noun != "person")
_ANY_PLURALS = either(plural for plural in SINGULAR if plural != "people")
_NUMBER = (
    "(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|million|"
    "dozens of|hundreds of|thousands of|millions of|a number of|a couple of|a variety of|a lot of|lots of)"
)
# With a capital these begin a sentence; any other word with one may be the name of a thing ("Boeing 737 plane").
_BEFORE_NUMBERS = (
    "About|Some|Around|Over|Nearly|Almost|Only|At least|More than|The|These|In|After|For|Within|During|And|But"
)
_LABEL = (
    r"\b(?:number|no|chapter|part|phase|page|section|act|level|type|grade|channel|day|article|round|stage|step|season|"
    r"week|year|volume|book|game|line|episode|hour|leg|a|an|one|under|over) "
)


def _pluralise(match: regex.Match[str]) -> Sequence[str]:
    return (match["bad"][: -len(match["noun"])] + PLURAL[match["noun"]],)


def _singularise(match: regex.Match[str]) -> Sequence[str]:
    return (match["bad"][: -len(match["noun"])] + SINGULAR[match["noun"]],)


def _drop_article(match: regex.Match[str]) -> Sequence[str]:
    return (match["between"] + match["noun"], *_singularise(match))


_PLURAL_DUE = "“{bad}”: the noun should be plural after “{word}”"
_SINGULAR_DUE = "“{bad}”: a plural noun cannot follow “{word}”"
_UNCOUNTABLE = "“{bad}”: “{noun}” has no plural and takes neither “a” nor “many”"

_NOUN_PHRASES = (
    pattern(
        rf"{START}(?P<bad>(?P<word>(?i:these|those|several|many|various|numerous|countless)) "
        rf"{_ADJECTIVES}(?P<noun>{_SURE})){PHRASE_ENDS}",
        _PLURAL_DUE,
        _pluralise,
    ),
    pattern(
        rf"(?<=\b[\p{{Ll}}'’\-]+[:,;]? |^|^(?:{_BEFORE_NUMBERS}) )"
        rf"(?P<bad>(?P<word>(?i:{_NUMBER})|(?:[2-9]|[1-9]\d{{1,2}})) {_ADJECTIVES}"
        rf"(?P<noun>{_SURE})){PHRASE_ENDS}",
        _PLURAL_DUE,
        _pluralise,
        unless=_LABEL,
    ),
    pattern(
        rf"{START}(?:one|each|many|several|few|dozens|hundreds|thousands|millions|both) of "
        rf"(?P<bad>(?P<word>the|these|those|his|her|its|their|our) (?P<between>(?:(?:most|least) \p{{Ll}}+ |"
        rf"\p{{Ll}}+est |best |worst |first |last |{ADJECTIVE} ){{0,3}})(?P<noun>{_ANY})){PHRASE_ENDS}",
        "“{bad}” is one, and more are meant: the noun should be plural",
        _pluralise,
        unless=rf"{_LABEL}(?:one|each|many|several|few|both) of ",
    ),
    pattern(
        rf"{START}(?:in|from|to|of|with|and|for|by|at|among) (?P<bad>(?P<word>other) (?P<between>(?:{ADJECTIVE} )?)"
        rf"(?P<noun>{_SURE})){PHRASE_ENDS}",
        "“{bad}” needs “another”, or the noun should be plural",
        _pluralise,
        confidence=0.8,
    ),
    pattern(
        rf"(?<=[\p{{Ll}}:,] |^)(?P<bad>(?P<word>[Aa]n?) (?!few|dozen|hundred|thousand|many|great |good ){_ADJECTIVES}"
        rf"(?P<noun>{_ANY_PLURALS})){PHRASE_ENDS}",
        _SINGULAR_DUE,
        _drop_article,
    ),
    pattern(
        rf"{START}(?P<bad>(?P<word>[Ee]ach|[Ee]very|[Aa]nother) {_ADJECTIVES}(?P<noun>{_SURE_PLURALS})){PHRASE_ENDS}",
        _SINGULAR_DUE,
        _singularise,
        unless=r"\b(?:one|after|to|of|all|they|we|you|are|were|\d+) |[\d,] ",
    ),
    pattern(
        rf"(?:^|(?:in|on|at|during|for|from|by) )(?P<bad>(?P<word>[Tt]his) {_ADJECTIVES}"
        rf"(?P<noun>{_SURE_PLURALS})){PHRASE_ENDS}",
        _SINGULAR_DUE,
        lambda match: ("these" + match["bad"][4:], *_singularise(match)),
    ),
    pattern(
        rf"{START}(?P<bad>(?P<word>[Mm]uch) (?P<noun>people|{_SURE_PLURALS}))(?![\w'’\-])",
        "“{bad}”: things that can be counted are “many”",
        lambda match: ("many " + match["noun"],),
        unless=r"\b(?:pretty|very|so) |by ",
    ),
    pattern(
        rf"{START}(?P<bad>(?P<word>(?i:many|several|these|an?)) {_ADJECTIVES}(?P<noun>{either(MASS)}))"
        rf"{PHRASE_ENDS}",
        _UNCOUNTABLE,
        lambda match: (match["between"] + match["noun"],),
        confidence=0.85,
    ),
    pattern(
        rf"{START}(?P<bad>{either(NO_PLURAL)})(?![\w'’\-])",
        "“{bad}”: the word has no plural in English",
        lambda match: (NO_PLURAL[match["bad"]],),
    ),
)


@rule(
    code="GAR203",
    name="noun-number-clash",
    category=Category.GRAMMAR,
    severity=Severity.MINOR,
    examples=(
        Example("en", "He spoke about [[these country]] on Monday."),
        Example("en", "Police arrested [[two person]] in the village."),
        Example("en", "He met one of [[the most famous writer]] of Chile."),
        Example("en", "The army announced [[a new measures]] on Friday."),
        Example("en", "The same was seen in [[other country]]."),
        Example("en", "[[Every days]] in the camp are long, and [[much people]] leave."),
        Example("en", "They received [[many information]] about it and shot down two [[aircrafts]]."),
        Example(
            "en", "One of the city’s mayors met several village women and a ten-person team in these country houses."
        ),
        Example(
            "en",
            "It lasted a few days, then a hundred years and a good two weeks; many a man left day one of the week.",
        ),
        Example("en", "After this countries agreed, each men’s team had a sports car and two day tickets."),
        Example("en", "In one or other city a people lives by itself, one after another women left."),
        Example("en", "How much do people pay for one of the report authors, and how much evidence is there?"),
    ),
)
def noun_number_clash(segment: Segment, _: Context) -> Iterator[Hit]:
    """A noun stands in the singular where its determiner asks for the plural, or the other way round.

    Why it matters: engines take the number of a word from the source's form and the determiner from its sense; where
    they differ the reader cannot tell one from many.

    Silent on: nouns that another noun follows ("these country houses"), nouns that are also verbs except after an
    article, nouns outside a list of everyday words; headlines, captions and quotations; other languages than English.

    Source: Quirk et al. 1985, 5.10-5.25; figures in bench/grammar.py.
    """
    yield from find(segment, _NOUN_PHRASES)


# Where a subject may begin: the sentence, a clause after a comma, a subordinate clause.
_CLAUSE = r"(?:^[“\"]?|[,;:] |\b(?:because|when|while|where|but|although|since|whereas) )"
# The same without the comma, after which a list may go on ("the army, the police and the mayor have").
_CONJUNCTION = r"(?:^[“\"]?|\b(?:because|when|while|where|but|although|since|whereas) )"
_THAT = rf"(?:{_CONJUNCTION}|\b(?:that|if) )"
_IS = r"(?:is|was|has|does|isn['’]t|wasn['’]t|hasn['’]t|doesn['’]t)"
_ARE = r"(?:are|have|aren['’]t|haven['’]t|don['’]t|do not)"
_TO_PLURAL = {"is": "are", "was": "were", "has": "have", "does": "do"}
_TO_SINGULAR = {"are": "is", "were": "was", "have": "has", "do": "does", "am": "is"}


def _agree(match: regex.Match[str]) -> Sequence[str]:
    """The reported words with the verb in the other number."""
    verb = match["verb"]
    stem = regex.match(r"[a-z]+?(?=n['’]t|\b)", verb, regex.IGNORECASE)
    assert stem
    other = _TO_PLURAL.get(stem[0]) or _TO_SINGULAR.get(stem[0]) or THIRD_PERSON.get(stem[0], "")
    start = match.start("verb") - match.start("bad")
    return (match["bad"][:start] + other + verb[len(stem[0]) :],) if other else ()


_DISAGREE = "“{bad}”: subject and verb do not agree in number"
_NO_UNITS = either(PLURAL[noun] for noun in ONLY_NOUNS - TIMES if noun != "person")
_VERBS_S = either(THIRD_PERSON)

_SUBJECTS = (
    pattern(
        rf"{START}(?P<bad>(?:[Tt]hey|[Ww]e) (?P<verb>{_IS}|{_VERBS_S}))(?![\w'’\-])",
        _DISAGREE,
        _agree,
    ),
    pattern(rf"{_CLAUSE}(?P<bad>[Yy]ou (?P<verb>{_IS}))(?![\w'’\-])", _DISAGREE, _agree),
    pattern(
        rf"{_CLAUSE}(?P<bad>I (?P<verb>is|has|does|are|{_VERBS_S}))(?![\w'’\-])",
        _DISAGREE,
        unless=r"\p{Lu}\p{Ll}+ |and ",
    ),
    pattern(
        rf"{START}(?P<bad>(?:[Hh]e|[Ss]he) (?P<verb>are|am|aren['’]t))(?![\w'’\-])",
        _DISAGREE,
        _agree,
        unless=r"\b(?:and|or|nor|you|not) ",
    ),
    pattern(rf"{_CLAUSE}(?P<bad>(?:[Hh]e|[Ss]he|[Ii]t) (?P<verb>{_ARE}))(?![\w'’\-])", _DISAGREE, _agree),
    pattern(
        r"\b(?:that|what|until|whether|how|why) (?P<bad>it (?P<verb>are|aren['’]t))(?![\w'’\-])",
        _DISAGREE,
        _agree,
    ),
    pattern(
        rf"(?:{_CLAUSE}|\b(?:until|before|after|what|how|why) )"
        r"(?P<bad>(?i:he|she|it) (?P<verb>were|weren['’]t))(?![\w'’\-])",
        _DISAGREE,
        _agree,
        unless=r"\b(?i:if|though|as|wish\w*|suppos\w*|that|whether|unless|lest|imagin\w*|rather|than|were|only|like)\b"
        r".*",
    ),
    pattern(
        rf"{_CLAUSE}(?P<bad>(?:[Hh]e|[Ss]he|[Ii]t) (?P<verb>want|need|know|say|think|believe|become|take|give|include|"
        r"remain|happen|seem))(?= (?:to|that|a|an|the|in|on|of|not|his|her|its|it|very|all)\b|[.,])",
        "“{bad}”: the verb lacks its ending",
        lambda match: (match["bad"] + "s",),
    ),
    pattern(
        rf"{_CLAUSE}(?P<bad>[Tt]here (?P<verb>is|was|isn['’]t|wasn['’]t)) (?:many|several|few|these|those|"
        rf"numerous|various|both|{_NUMBER} (?:{ADJECTIVE} )?{_NO_UNITS})(?! an? )(?![\w'’\-])",
        _DISAGREE,
        _agree,
    ),
    pattern(
        rf"{_CLAUSE}(?P<bad>[Tt]here (?P<verb>are|were|aren['’]t|weren['’]t)) an? (?:{ADJECTIVE} )?{either(ONE_THING)}"
        rf"{PHRASE_ENDS}(?!.*\band\b)",
        _DISAGREE,
        _agree,
    ),
    pattern(
        rf"{START}(?P<bad>(?:people|those|{either(PLURAL[noun] for noun in PEOPLE)}) who (?P<verb>{_IS}))(?![\w'’\-])",
        _DISAGREE,
        _agree,
        unless=r"\b(?i:one|each|none|either|neither|any|group|number) (?:\w+ )?of (?:\w+ ){0,4}",
    ),
    pattern(
        rf"{START}(?i:an?|every|each) (?P<bad>{either(PEOPLE)} who (?P<verb>are|were|have|don['’]t))(?![\w'’\-])",
        _DISAGREE,
        _agree,
        unless=r"\b(?:and|or) (?:\w+ ){0,2}",
    ),
    pattern(
        rf"{_THAT}(?P<bad>(?i:these|those) (?P<verb>is|was|has|does))(?![\w'’\-])|"
        r"^(?P<bad>This (?P<verb>are|were|have))\b",
        _DISAGREE,
        _agree,
    ),
    pattern(
        rf"{_CLAUSE}(?P<bad>(?i:everyone|everybody|someone|somebody|nobody|no one|nothing|everything) "
        rf"(?P<verb>{_ARE}))(?![\w'’\-])",
        _DISAGREE,
        _agree,
    ),
    pattern(
        rf"{_THAT}(?P<bad>(?i:the|these|those|our|their|his) (?:{ADJECTIVE} )?"
        rf"{either(PLURAL[noun] for noun in ONLY_NOUNS - TIMES - {'person'})} (?P<verb>{_IS}))(?![\w'’\-])",
        _DISAGREE,
        _agree,
    ),
    pattern(
        rf"{_CLAUSE}(?P<bad>(?i:many|most|some|several|these|those) people (?P<verb>{_IS}))(?![\w'’\-])",
        _DISAGREE,
        _agree,
    ),
    pattern(
        rf"{_CONJUNCTION}(?P<bad>(?i:the|this|every|each|another|our|his|her) (?:{ADJECTIVE} )?{either(ONE_THING)} "
        rf"(?P<verb>{_ARE}|were|weren['’]t))(?![\w'’\-])",
        _DISAGREE,
        _agree,
    ),
)


@rule(
    code="GAR204",
    name="subject-verb-clash",
    category=Category.GRAMMAR,
    severity=Severity.MINOR,
    examples=(
        Example("en", "He said that [[they was]] ready to talk."),
        Example("en", "[[She have]] left the city, but [[it don't]] matter."),
        Example("en", "[[There is]] many people on the square."),
        Example("en", "He spoke to [[people who has]] lost their homes."),
        Example("en", "[[The soldiers was]] seen near the border."),
        Example("en", "[[The minister have]] signed the order, because [[he want]] to leave."),
        Example("en", "[[These is]] the first results, and they left while [[everybody are]] waiting."),
        Example("en", "If he were here, did he have a choice, and should it be said that he have it done?"),
        Example("en", "He and she are here; you and I are not; Edward I is dead, and World War I has ended."),
        Example("en", "One of those who was there said that the number of soldiers was small."),
        Example("en", "There is two-thirds of it left, there were a man and a woman, and there was 20 minutes to go."),
        Example("en", "A clash between the police and the protesters was filmed, and the committee have met."),
        Example("en", "Let everyone have a seat; may it have an end. The chemicals in it are useful."),
        Example("en", "“They was here,” he said. The Times is a paper."),
    ),
)
def subject_verb_clash(segment: Segment, _: Context) -> Iterator[Hit]:
    """A subject and the verb beside it do not agree in number or person ("they was", "the soldiers is").

    Why it matters: readers stop at it, and whether one or many did something may be the news.

    Silent on: questions ("did he have"), subjunctives ("if he were", "that he have"), coordinated subjects, groups that
    British English treats as plural ("the committee have"), subjects that do not stand beside their verb; headlines,
    captions and quotations, where people may speak as they do; other languages than English.

    Source: Quirk et al. 1985, 10.34-10.50; figures in bench/grammar.py.
    """
    yield from find(segment, _SUBJECTS)


RULES: tuple[Rule, ...] = (noun_number_clash, subject_verb_clash)
