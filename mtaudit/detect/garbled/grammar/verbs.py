"""Verb phrases: a form that its auxiliary does not take, a tense that the time excludes; and doubled comparatives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from mtaudit.core import Category, Hit, Segment, Severity
from mtaudit.detect.garbled.grammar.patterns import find, pattern
from mtaudit.detect.garbled.grammar.words import (
    BASE_OF,
    BASES,
    END,
    ONLY_NOUNS,
    OVER_REGULAR,
    PARTICIPLE,
    PARTICIPLE_OF,
    PAST_ONLY,
    REGULAR,
    START,
    THIRD_PERSON,
    either,
    past_of,
)
from mtaudit.detect.rule import Context, Example, Rule, rule

_REGULAR_PASTS = {past_of(base): base for base in REGULAR}
_FINITE = {"is": "be", "are": "be", "was": "be", "were": "be", "has": "have", "does": "do"}
_NO_NAME = "(?:His|Her|Its|Their|Our|My|Your|The|This|That|An?|Whose|No|Any|Free|Good|Political|If|Where|God)"
_BASE_FORMS = BASE_OF | _REGULAR_PASTS | THIRD_PERSON | _FINITE
_NO_BASES = either(_BASE_FORMS.keys() - BASES)
# Any past in -ed; the base forms that end so ("exceed", "embed") and words that are no verbs are left out.
_PAST_IN_ED = r"(?:(?!embed|hundred|sacred|naked)\p{Ll}{2,}[b-df-z]ed)"
_WRONG = rf"(?:{_NO_BASES}|{_PAST_IN_ED})"
_ADVERB = r"(?:(?:not|also|never|always|soon|still|now|then|just|only|even|\p{Ll}+ly) )?"
_PRONOUN = r"(?:[Hh]e|[Ss]he|[Ii]t|[Tt]hey|[Ww]e|I|[Yy]ou|[Tt]here)"


def _base(match: regex.Match[str]) -> Sequence[str]:
    start, base = match.start("verb") - match.start("bad"), _BASE_FORMS.get(match["verb"])
    return (match["bad"][:start] + base,) if base else ()


def _participle(match: regex.Match[str]) -> Sequence[str]:
    start = match.start("verb") - match.start("bad")
    return (match["bad"][:start] + PARTICIPLE_OF[match["verb"]],)


_AFTER_AUXILIARY = "“{bad}”: after “{aux}” the verb takes its base form"
_FORMS = (
    pattern(
        rf"{START}(?P<bad>(?P<aux>would|should|cannot|couldn['’]t|wouldn['’]t|shouldn['’]t|can['’]t|won['’]t|shall) "
        rf"{_ADVERB}(?P<verb>{_NO_BASES})){END}",
        _AFTER_AUXILIARY,
        _base,
        unless=r"\b(?:what|who|as|than|all|best|whatever) (?:\w+ ){0,2}",
    ),
    pattern(
        rf"(?:{START}(?:{_PRONOUN}|\p{{Ll}}{{3,}}s)|^(?!{_NO_NAME}\b)\p{{Lu}}\p{{Ll}}+) "
        rf"(?P<bad>(?P<aux>will|would|can|could|must|may|might|should) {_ADVERB}(?P<verb>{_WRONG})){END}",
        _AFTER_AUXILIARY,
        _base,
        unless=r"(?i:what|who|which|that|as|than|all|best|whatever|political|divine|good|free|public) (?:\w+ )?",
    ),
    pattern(
        rf"{START}(?:{either(ONLY_NOUNS)}|(?!{_NO_NAME}\b)\p{{Lu}}\p{{Ll}}+) (?P<bad>(?P<aux>will|can|must|may|could) "
        rf"{_ADVERB}(?P<verb>{either(PAST_ONLY)})){END}",
        _AFTER_AUXILIARY,
        _base,
        unless=r"(?i:what|who|as|than|all|best|whatever) (?:\w+ ){0,3}",
    ),
    pattern(
        rf"{START}(?P<bad>(?P<aux>did|does|do)(?:n['’]t| not) (?:(?:always|even|also|really|yet) )?"
        rf"(?P<verb>{_WRONG})){END}",
        _AFTER_AUXILIARY,
        _base,
    ),
    pattern(
        rf"(?:^|\b(?:[Ww]hy|[Ww]hen|[Ww]here|[Hh]ow) )(?P<bad>(?P<aux>[Dd]id|[Dd]oes) (?:he|she|it|they|we|you|I) "
        rf"(?P<verb>{either({*BASE_OF, *THIRD_PERSON} - BASES)})){END}",
        _AFTER_AUXILIARY,
        _base,
    ),
    pattern(
        rf"{START}(?:wants?|wanted|tr(?:y|ies|ied|ying)|decided?|plans?|planned|able|going|refused?|failed|intends?|"
        rf"began|begun|continued?|tried|hopes?|hoped|promised|managed|ready|unable) (?P<bad>(?P<aux>to) "
        rf"(?P<verb>{either(PAST_ONLY | {'has', 'is', 'was', 'were', 'does'})})){END}",
        _AFTER_AUXILIARY,
        _base,
    ),
    pattern(
        rf"{START}(?P<bad>(?P<aux>has|have|haven['’]t|hasn['’]t|hadn['’]t) (?:not |already |also |never |just |now )?"
        rf"(?P<verb>{either(PAST_ONLY)})){END}",
        "“{bad}”: after “{aux}” the verb takes its participle",
        _participle,
        unless=r"(?:\b(?:what|all|that|as|than|everything|which|who|whom|those) (?:\w+ ){0,2}|"
        r"\p{L}+s? (?:he|she|it|they|we|you|I) )",
    ),
    pattern(
        rf"{START}(?P<bad>(?P<aux>is|are|was|were|been|being) (?:not |also |already )?"
        rf"(?P<verb>{either(PAST_ONLY - {'broke', 'did', 'became', 'came'})})){END}",
        "“{bad}”: after “{aux}” the verb takes its participle",
        _participle,
        unless=r"(?i:what|where|how|as|than) (?:\w+ ){0,2}|\w+ (?:it|he|she|they|things) ",
    ),
    pattern(
        rf"{START}(?P<bad>{either(OVER_REGULAR)}){END}",
        "“{bad}”: the verb is irregular",
        lambda match: (OVER_REGULAR[match["bad"]],),
    ),
)


@rule(
    code="GAR205",
    name="wrong-verb-form",
    category=Category.GRAMMAR,
    severity=Severity.MINOR,
    examples=(
        Example("en", "The ministers [[did not went]] to the talks."),
        Example("en", "He [[has wrote]] a letter, and she [[will signed]] it."),
        Example("en", "The army [[should stopped]] the attack."),
        Example("en", "They wanted [[to took]] the city, which [[was gave]] up."),
        Example("en", "Why [[did he went]] there, and who [[shooted]] at him?"),
        Example("en", "His will was clear; a can opened by hand; the money they have went to him."),
        Example("en", "Those who could fled; all he could was wait; he did not need it and did not succeed."),
        Example("en", "The man I spoke to was ill, and what it was became clear."),
        Example("en", "They did as they should, was the answer; the place he went to has changed."),
    ),
)
def wrong_verb_form(segment: Segment, _: Context) -> Iterator[Hit]:
    """A verb stands in a form that it has not, or that its auxiliary does not take ("shooted", "did not went").

    Why it matters: tense and certainty of what is reported hang on it, and every reader hears it.

    Silent on: forms that are also base forms ("cut", "found"), nouns such as "will" and "can", elliptic clauses
    ("those who could fled"), stranded prepositions ("the man he spoke to was"); headlines, captions and quotations;
    other languages than English.

    Source: Quirk et al. 1985, 3.21-3.40 and 3.56; figures in bench/grammar.py.
    """
    yield from find(segment, _FORMS)


_COMPARATIVES = (
    "better worse easier bigger larger smaller higher lower faster stronger cheaper older younger longer shorter "
    "harder weaker richer poorer safer simpler closer clearer earlier later warmer colder happier heavier busier "
    "wider deeper"
)
_COMPARATIVE = either(_COMPARATIVES.split())
_SUPERLATIVE = either({*(word[:-1] + "st" for word in _COMPARATIVES.split()[2:]), "best", "worst"})
_NOTHING_COMPARED = r"(?=\s?(?:[.,;:!?)]|$)|\s(?:than|to|for|if|when|because|in|on|at|with|by|that)\b)"

_DEGREES = (
    pattern(
        rf"{START}(?P<bad>[Mm]ore (?P<degree>{_COMPARATIVE})){_NOTHING_COMPARED}",
        "“{bad}”: the comparative stands twice",
        lambda match: (match["degree"],),
        unless=r"\b(?:no|any|one) ",
    ),
    pattern(
        rf"{START}(?P<bad>[Mm]ost (?P<degree>{_SUPERLATIVE})){END}",
        "“{bad}”: the superlative stands twice",
        lambda match: (match["degree"],),
        unless=r"\b(?:at|for) (?:the )?",
    ),
    pattern(
        rf"{START}(?P<bad>(?P<word>[Vv]ery|[Aa]s) (?P<degree>{_COMPARATIVE}))(?=\sthan\b)|"
        rf"{START}(?P<bad>(?P<word>[Vv]ery) (?P<degree>{_COMPARATIVE})){_NOTHING_COMPARED}",
        "“{bad}”: a comparative cannot follow “{word}”",
        lambda match: (f"much {match['degree']}",) if match["word"] in ("very", "Very") else (),
    ),
)


@rule(
    code="GAR206",
    name="double-comparative",
    category=Category.GRAMMAR,
    severity=Severity.MINOR,
    examples=(
        Example("en", "The new bridge is [[more stronger]] than the old one."),
        Example("en", "It was the [[most worst]] attack since May."),
        Example("en", "Prices are [[very higher]] than last year."),
        Example("en", "There were more smaller firms, more higher-paid jobs, no more better ones."),
        Example("en", "The most important and best known is as early as the latest."),
    ),
)
def double_comparative(segment: Segment, _: Context) -> Iterator[Hit]:
    """A comparative or superlative is marked twice ("more stronger", "most biggest").

    Why it matters: it is plain bad English, and it comes from sources that compare with a word of their own.

    Silent on: comparatives that belong to a noun ("more smaller firms"); headlines, captions and quotations; other
    languages than English.

    Source: Quirk et al. 1985, 7.74-7.84; figures in bench/grammar.py.
    """
    yield from find(segment, _DEGREES)


_COUNT = r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|several|few|many|\d+)"
_PAST_TIME = (
    r"(?:yesterday|last (?:night|week|month|year|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
    rf"|{_COUNT} (?:minutes?|hours?|days?|weeks?|months?|years?) ago)(?!['’]|\s?-)"
)
# Where, with whom: what may stand between a verb and its time without opening a new clause or a noun's own time.
_PLACE = r"(?: (?:in|at|to|from|by|on) (?:the )?(?:\p{Lu}[\p{L}’'\-]+|capital|city|region|country|border))?"

# A subject without a clause of its own.
_SHORT_SUBJECT = r"(?:the )?(?:(?!that\b|who\b|which\b|when\b|\p{Ll}+ed\b|sa[iy])\p{L}[\p{L}’'\-]* ){1,4}?"
_TENSES = (
    pattern(
        rf"{START}(?P<bad>(?P<aux>has|have) (?:(?:also|already|just|not|now|\p{{Ll}}+ly) )?(?:been )?"
        rf"(?P<verb>{PARTICIPLE})(?: (?:him|her|them|it|us|there|here|home|back))?{_PLACE} (?:only )?"
        rf"(?P<time>{_PAST_TIME}))",
        "“{bad}”: the present perfect cannot stand with “{time}”; the simple past is due",
        confidence=0.85,
    ),
    pattern(
        rf"{START}(?P<bad>(?P<aux>has|have) (?:been )?(?P<verb>{PARTICIPLE}){_PLACE} in (?P<time>1[5-9]\d\d|200\d))"
        r"(?![\w\-–/]|\.\d)",
        "“{bad}”: the present perfect cannot stand with {time}; the simple past is due",
        unless=r"\b(?:since|as|than|what|which|that|those) (?:\w+ ){0,6}",
        confidence=0.8,
    ),
    pattern(
        rf"{START}(?P<bad>will (?:not |also )?(?:be )?(?P<verb>\p{{Ll}}{{2,}}){_PLACE} (?P<time>{_PAST_TIME}))",
        "“{bad}”: “will” looks ahead and “{time}” back",
        confidence=0.85,
        unless=r"\b(?:said|says|that|who|which|what) (?:\w+ ){0,4}(?:in|about) ",
    ),
    pattern(
        rf"^(?P<bad>(?P<time>Yesterday|Last (?:night|week|month|year)),? {_SHORT_SUBJECT}(?P<verb>will(?= \p{{Ll}})))",
        "“{time}” looks back and “will” ahead",
        confidence=0.8,
    ),
    pattern(
        rf"{START}(?P<bad>(?:was|were) (?!due|set|to|expected|scheduled|planned|supposed|meant|going|coming|leaving|"
        rf"\p{{Ll}}+ing)(?P<verb>{PARTICIPLE}){_PLACE} (?P<time>tomorrow|next (?:week|month|year)))(?!['’])",
        "“{bad}”: the verb looks back and “{time}” ahead",
        confidence=0.85,
        unless=r"\b(?:if|as if|wish\w*|though|that|what) (?:\w+ ){0,4}",
    ),
    pattern(
        rf"^(?P<bad>(?P<time>Tomorrow|Next (?:week|month|year)),? {_SHORT_SUBJECT}"
        rf"(?P<verb>(?:was|were|had|did)|{either(_REGULAR_PASTS)}))(?= )"
        r"(?!.*\b(?:will|is|are|has|can|may|must|should)\b)",
        "“{time}” looks ahead and “{verb}” back",
        confidence=0.8,
    ),
)


@rule(
    code="GAR207",
    name="tense-clash",
    category=Category.GRAMMAR,
    severity=Severity.MINOR,
    examples=(
        Example("en", "The delegation [[has arrived in Geneva yesterday]]."),
        Example("en", "The two men [[have been arrested three days ago]]."),
        Example("en", "The bridge [[has been built in 1998]]."),
        Example("en", "The talks [[will be held yesterday]]."),
        Example("en", "[[Tomorrow the minister visited]] the region."),
        Example("en", "He has been in office since two years ago, and it has grown compared with last year."),
        Example("en", "They have read yesterday’s papers; the president will explain what happened last week."),
        Example("en", "It was due tomorrow; tomorrow was another day, and next week is better."),
        Example("en", "It has changed since the law was passed in 1998."),
    ),
)
def tense_clash(segment: Segment, _: Context) -> Iterator[Hit]:
    """The tense of a verb and the time beside it exclude each other ("has arrived yesterday", "will ... yesterday").

    Why it matters: the reader is left to guess whether it has happened; many languages use their perfect for
    a finished past, and engines keep the form.

    Silent on: a time that belongs to a noun or to another clause ("has read yesterday's papers"), plans ("was due
    tomorrow"), years since 2010, which may be the article's own; headlines, captions and quotations; other languages
    than English.

    Source: Quirk et al. 1985, 4.20-4.23 (the present perfect and adverbials of past time); figures in bench/grammar.py.
    """
    yield from find(segment, _TENSES)


RULES: tuple[Rule, ...] = (wrong_verb_form, double_comparative, tense_clash)
