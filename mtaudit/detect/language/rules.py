"""The rules of language: text that was left in another language of the same script."""

from __future__ import annotations

from collections.abc import Iterator

from mtaudit.core import Category, Evidence, Hit, Segment, Severity
from mtaudit.detect.language.judgement import Judged, Kind, judge
from mtaudit.detect.language.source import source_language
from mtaudit.detect.rule import Context, Example, Rule, rule
from mtaudit.text import language_name


def _hits(segment: Segment, context: Context, kind: Kind, message: str) -> Iterator[Hit]:
    """Hits of one kind. `message` may name {language} ("German") and {target} ("English")."""
    identifier = context.models.language
    source_lang = source_language(context.document, identifier)
    for item in judge(segment.text, segment.lang, source_lang, identifier, segment.source):
        if item.kind is kind:
            language = language_name(item.lang)
            sentence = message.format(language=language, target=language_name(segment.lang))
            evidence = (Evidence("language", language, round(item.nats, 1)),)
            yield Hit(item.span, sentence, confidence=_confidence(item), evidence=evidence)


def _confidence(item: Judged) -> float:
    """From the nats in favour: 7 nats .8, 10 nats .9, 20 nats and more .99."""
    return round(min(0.99, 0.57 + 0.033 * item.nats), 2)


@rule(
    code="UNT201",
    name="wrong-language-sentence",
    category=Category.NON_TRANSLATION,
    needs=("language",),
    severity=Severity.CRITICAL,
    examples=(
        Example("en", "[[Doch ohne einen rechtlichen Rahmen bleiben die Firmen ratlos.]]"),
        Example("en", "The talks are over. [[Il presidente non ha ancora deciso che cosa fare.]]"),
        Example("de", "[[The minister said that the talks would go on next week.]]"),
        Example("uk", "[[Мелкие частицы начинают вибрировать сразу после появления ветра.]]"),
        Example("en", "The Süddeutsche Zeitung and Le Monde diplomatique reported on it."),
        Example("fr", "Le président n’a pas encore décidé ce qu’il va faire."),
    ),
)
def wrong_language_sentence(segment: Segment, context: Context) -> Iterator[Hit]:
    """A whole sentence was left in another language that shares the target's script.

    Why it matters: nothing of the sentence was translated; the article cannot go out like this.

    Silent on: names, titles and short quotations in another language.

    Source: "non-translation" of the MQM hierarchy, Freitag et al. 2021; word frequencies of wordfreq 3.1.
    """
    message = "A whole sentence was left in {language}; it needs a translation before the article goes out."
    yield from _hits(segment, context, Kind.SENTENCE, message)


@rule(
    code="UNT202",
    name="wrong-language-fragment",
    category=Category.UNTRANSLATED,
    needs=("language",),
    severity=Severity.MAJOR,
    examples=(
        Example("en", "I asked her afterwards [[ob sie verstand, warum die Leute]] voted for Trump."),
        Example("en", "That is what [[(isso que nos mantém)]] keeps us coming back for more."),
        Example("fr", "Le ministre a déclaré [[that the talks would go on]] la semaine prochaine."),
        Example("de", "Der Film „Andes de tipo andino“ läuft im Mai in den Kinos."),
        Example("en", "He wrote On a Wing and a Prayer and De la Terre à la Lune."),
        Example("en", "The vis-à-vis of the chargé d'affaires was a fait accompli."),
        Example("en", "Other diseases (e.g. diabetes, lipedema) were studied too."),
    ),
)
def wrong_language_fragment(segment: Segment, context: Context) -> Iterator[Hit]:
    """Four or more words of a sentence were left in another language that shares the target's script.

    Why it matters: the reader cannot read them, and the sentence has lost whatever they said.

    Silent on: names, titles, short quotations, loanwords that the target language lists.

    Source: word frequencies of wordfreq 3.1, thresholds in judgement.py.
    """
    message = "{language} text left untranslated inside the {target} sentence: readers cannot read what it says."
    yield from _hits(segment, context, Kind.FRAGMENT, message)


@rule(
    code="UNT203",
    name="wrong-language-words",
    category=Category.UNTRANSLATED,
    needs=("language",),
    severity=Severity.MAJOR,
    examples=(
        Example("en", "He said that six [[periodistas también]] were targeted by the police."),
        Example("en", "The city [[wurden zwischen]] the two rivers."),
        Example("en", "He ate sushi, bratwurst and tagliatelle in a pied-à-terre."),
        Example("de", "Das Smartphone und das Meeting sind im Trend."),
    ),
)
def wrong_language_words(segment: Segment, context: Context) -> Iterator[Hit]:
    """One to three words of another language stand in a sentence.

    Why it matters: a word that the translation skipped is often the one that carries the news.

    Silent on: words that the target language lists, names; single words unless the source's language is known.

    Source: word frequencies of wordfreq 3.1, thresholds in judgement.py.
    """
    message = "{language} left untranslated inside the {target} sentence: readers may not know it."
    yield from _hits(segment, context, Kind.WORDS, message)


@rule(
    code="UNT805",
    name="foreign-title-or-quotation",
    category=Category.OTHER,
    needs=("language",),
    severity=Severity.NEUTRAL,
    examples=(
        Example("de", "Die Anden gehören zu den sogenannten „[[Andes de tipo andino]]“, wie man sagt."),
        Example("en", "The talks are over, said the minister on Monday."),
    ),
)
def foreign_title_or_quotation(segment: Segment, context: Context) -> Iterator[Hit]:
    """A title or a short quotation in another language, marked as one by quotation marks or capitals.

    Why it matters: it does not; it is listed so that an editor can decide to gloss it.

    Silent on: running text of another language (UNT201, UNT202).

    Source: house rule.
    """
    yield from _hits(segment, context, Kind.TITLE, "A title or quotation in {language}: right as it stands.")


RULES: tuple[Rule, ...] = (
    wrong_language_sentence,
    wrong_language_fragment,
    wrong_language_words,
    foreign_title_or_quotation,
)
