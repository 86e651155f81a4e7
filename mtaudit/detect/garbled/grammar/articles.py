"""Articles and other determiners: the wrong form before a sound, two in a row, none of the words that must follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex
from wordfreq import zipf_frequency

from mtaudit.core import Category, Hit, Segment, Severity
from mtaudit.detect.garbled.grammar.patterns import find, pattern
from mtaudit.detect.rule import Context, Example, Rule, rule

# Letters and sounds part ways in these beginnings. Source: CMU Pronouncing Dictionary, words that begin so.
_CONSONANT_SOUND = (
    r"(?:eu|ew|on(?:e|ce)(?![a-z])|oneself|oui|u(?:rl|tf|tc|nix|sb|uid|ni(?:[aceflopqtv]|s[eo]|$)|nanim|s[aeu]|t[eio]|b[io]|k|fo|v|"
    r"r[aeiou]|(?![a-z])|-)|Eu|Ew|One|Once|Ou|Oa|U(?![lmn][a-hj-z]|nd|pp|rb|zb|gl))"
)
_SILENT_H = r"(?:hour|hono|honest|heir)"
# Stress decides, and usage differs.
_EITHER_H = r"(?:h(?:istor|abit|allu|e?reditary|ero|erb|otel|yst|yp[eno]|armon|orri[fb]|omag|omolog|ilar|e(?:br|llen)))"
# Abbreviations in small letters that are said letter by letter ("an led lamp"), and what follows a German "an".
_SPELLED = "led|sec|fbi|nfl|nba|los|les"
_GERMAN = "sich|der|die|den|dem|das|bis|Text"
_LINKS = r"(?:and|are|any|all|each|either|every|even|else|ever|also|only|once|until|under|upon|over|into|onto)\b"
_RAREST = 2.0  # Zipf frequency: below one in ten million words it may be no English at all


def _other_article(match: regex.Match[str]) -> Sequence[str]:
    article = match["article"]
    return (f"{article[0]}{'' if len(article) > 1 else 'n'}{match['rest']}",)


_ARTICLE_FORMS = (
    pattern(
        r"(?<![\w'’.\-/])(?P<bad>(?P<article>a)(?P<rest> (?P<word>"
        rf"(?!{_CONSONANT_SOUND}|{_LINKS})[aeiou][a-z]{{2,}}|{_SILENT_H}[a-z]*|(?!{_CONSONANT_SOUND})[AEIOU][a-z]{{2,}})))"
        r"(?![\w'’]|\.\w)",
        "“{bad}”: the word begins with a vowel sound, so the article is “an”",
        _other_article,
    ),
    pattern(
        rf"^\W*(?P<bad>(?P<article>A)(?P<rest> (?P<word>(?!{_CONSONANT_SOUND}|{_LINKS})[aeiou][a-z]{{2,}}|"
        rf"{_SILENT_H}[a-z]*)))"
        r"(?![\w'’]|\.\w)",
        "“{bad}”: the word begins with a vowel sound, so the article is “an”",
        _other_article,
    ),
    pattern(
        r"(?<![\w'’.\-/])(?P<bad>(?P<article>[Aa]n)(?P<rest> (?P<word>"
        rf"(?!{_SILENT_H}|{_EITHER_H}|(?:{_SPELLED}|{_GERMAN})\b)"
        r"[bcdfghjklmnpqrstvwyz](?=[a-z]?[aeiouy])[a-z]{2,}|(?![HXY])[B-Z&&[^EIOU]][aeiou][a-z]{2,}|"
        rf"(?!unid|u(?:rl|tf|tc|nix|sb|uid))(?={_CONSONANT_SOUND})[aeou][a-z]{{2,}}|European|Eurasian|Ukrainian|Ugandan|Union|"
        r"University)))(?![\w'’]|\.\w)",
        "“{bad}”: the word begins with a consonant sound, so the article is “a”",
        _other_article,
    ),
    pattern(
        r"(?<![\w'’.\-/])(?P<bad>(?P<article>a)(?P<rest> (?:8\d{0,2}(?:,\d{3})*|1[18](?:,\d{3})?)))(?![\d,:.])",
        "“{bad}”: the number begins with a vowel sound, so the article is “an”",
        _other_article,
    ),
    pattern(
        r"(?<![\w'’.\-/])(?P<bad>(?P<article>an)(?P<rest> (?!8|1[18])\d{1,3}))(?![\d,:.])",
        "“{bad}”: the number begins with a consonant sound, so the article is “a”",
        _other_article,
    ),
)


@rule(
    code="GAR201",
    name="wrong-article-form",
    category=Category.GRAMMAR,
    severity=Severity.MINOR,
    examples=(
        Example("en", "The mayor met [[a Israeli]] delegation."),
        Example("en", "They crossed the river after [[a hour]]."),
        Example("en", "It was [[an unique]] chance for [[an European]] company."),
        Example("en", "Police found [[an car]] near the bridge."),
        Example("en", "He was sentenced to [[a 11]]-year term, then to [[an 20]]-year one."),
        Example("en", "It took an hour and a half for a European union of a one-time rival and a unit of police."),
        Example("en", "An historic visit, an honest answer, an FBI agent, an X-ray, an MP and an NGO."),
        Example("en", "It is an uninhabited island with a Ukrainian flag, a US base and a UN office."),
        Example("en", "He got an A in school, then vitamin A and an 80-year lease of a 1,800-acre farm."),
        Example("en", "Meet Article 5 (a) and section a of the law."),
        Example("de", "Er sagte an jenem Tag nichts."),
    ),
)
def wrong_article_form(segment: Segment, _: Context) -> Iterator[Hit]:
    """ "a" stands before a vowel sound or "an" before a consonant sound.

    Why it matters: it shows where an engine changed the word and left its article.

    Silent on: words whose first sound speakers disagree on ("an historic"), abbreviations, letters that name a thing,
    words that no English list holds; headlines and captions; other languages than English.

    Source: CMU Pronouncing Dictionary for the beginnings whose letters mislead; figures in bench/grammar.py.
    """
    for hit in find(segment, _ARTICLE_FORMS, quoted=True):
        word = hit.span.of(segment.text).partition(" ")[2]
        if word[0].isdigit() or zipf_frequency(word, "en") >= _RAREST:
            yield hit


_ARTICLE = r"(?:the|a|an)"
_POSSESSIVE = r"(?:my|its|our|their|your)"
_DETERMINER = r"(?:the|a|an|my|his|its|our|their|your|these|those)"
_STOP = r"(?= ?[.,;:!?](?:\s|$))"

_LOST_NOUNS = (
    pattern(
        r"(?<![\w'’.\-/(])(?P<bad>(?:the|every|my|your|our|their))" + _STOP,
        "“{bad}” is followed by nothing: the words that it belongs to are missing",
        unless=r"\b(?:the|word|words|article) |[\"“‘'/] ?",
    ),
    pattern(
        r"(?<![\w'’.\-/(])(?P<bad>and|or|because|although|whereas)(?= ?[.!?](?!\.)\W*$)",
        "The sentence breaks off after “{bad}”: what should follow is missing",
        unless=r"\b(?:just|simply|why|and|or) (?:\w+ )?|[\"“‘'/(] ?",
    ),
    pattern(
        r"(?<![\w'’.\-/(])(?P<bad>(?:[Tt]he|[Ee]very|an|its|our|their|your)"
        r"(?= (?:of|is|was|are|were|has|which)(?![\w'’\-/]))|"
        r"(?:[Tt]he|[Ee]very|an)(?= (?:and|or|but)(?![\w'’\-/])))",
        "“{bad}” is followed by a word that belongs to no noun phrase: a noun is missing",
        unless=r"\b(?:and|or|not|the|word|words|article) |[\"“‘'/] ?",
    ),
)
_GLUED = regex.compile(r" ?[.,;:!?]\w")  # "the .Net framework"
_CLASHES = (
    pattern(
        rf"(?<![\w'’.\-/(])(?P<bad>(?P<first>[Tt]he|[Aa]n?|{_POSSESSIVE}|[Hh]is|[Tt]hese|[Tt]hose) "
        rf"(?!(?i:(?P=first))\b)(?P<second>{_DETERMINER}))(?= \p{{Ll}})",
        "“{bad}”: two determiners stand before one noun",
        lambda match: (match["second"], match["first"]),
        unless=r"\b(?:of|do|did|is|are|was|were|do|like|all|call\w*|giv\w+|gave|consider\w*|mak\w+|made|to|after|before|"
        r"[Dd]espite|with|from|by|for) |[\"“‘'/] ?",
    ),
)


@rule(
    code="GAR202",
    name="stranded-function-word",
    category=Category.GRAMMAR,
    severity=Severity.MAJOR,
    examples=(
        Example("en", "The council will decide by the end of [[the]]."),
        Example("en", "The best known festivals are music, film [[and]]."),
        Example("en", "Residents left [[their]], then came back."),
        Example("en", "He said [[the]] of the town was quiet."),
        Example("en", "They spoke about [[the our]] common goals."),
        Example("en", "It was an and/or question; the word “the” was all that your and our friends looked into."),
        Example("en", "The to-do list is longer than yours, and the choice is ours."),
        Example("en", "It will not happen again for a while."),
        Example("en", "Of these, three were theirs; was this a surprise?"),
    ),
)
def stranded_function_word(segment: Segment, _: Context) -> Iterator[Hit]:
    """An article or a conjunction stands where its noun or clause should follow and nothing does, or before another.

    Why it matters: words of the source got lost here; the reader sees a sentence with a hole.

    Silent on: words that are spoken about, stranded prepositions ("the house he looked into"), pairs that stand over a
    boundary ("because of this the"); headlines, captions and quotations; other languages than English.

    Source: Quirk et al. 1985, 5.10-5.15 (central determiners exclude each other); figures in bench/grammar.py.
    """
    for hit in find(segment, (*_LOST_NOUNS, *_CLASHES)):
        if not _GLUED.match(segment.text, hit.span.end):
            yield hit


RULES: tuple[Rule, ...] = (wrong_article_form, stranded_function_word)
