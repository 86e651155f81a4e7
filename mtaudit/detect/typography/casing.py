"""Casing: a capital where the sentence goes on, a small letter where it starts."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from mtaudit.core import Category, Document, Hit, Part, Segment, Severity, Span
from mtaudit.detect.rule import Context, Example, Rule, rule

# Function words that are no name and no abbreviation by themselves. Left out: "Who" and "It" (WHO, IT, film), "His"
# (God), "Will", "May", "Can", "Us", "I"; German nouns ("das Aus", "das Für und Wider", "die Waren") and polite "Sie",
# "Ihr"; French "Est", Spanish "Este" (east), "Son" (music); Russian "Вы"; single Latin letters (numerals); and the
# articles of languages that capitalise only the first word of a title ("El hijo de Rambow").
FUNCTION_WORDS = {
    "en": "the a an there and but or nor when while because if that which were was is are has have had with without "
    "from into their they he she we her its these those this however therefore although where than then "
    "been would could should might must also not as at by to in on of for about between during since until "
    "through",
    "de": "und oder dass weil wenn während obwohl nicht auch sind wird werden wurde wurden hat haben hatte wir von "
    "bei nach wie als noch nur sehr sich",
    "fr": "et ou mais donc que qui dans pour avec sur sous sont était étaient ont été il elle ils elles nous ce "
    "cette ces leur leurs plus très lorsque quand parce alors aussi",
    "es": "pero porque que cuando mientras con para por en es fue eran había hay han ellos ella él estos muy también "
    "según desde hasta aunque donde como",
    "it": "ma perché che quando mentre con per nel nella sono era hanno anche non molto loro questo questa dove come",
    "pt": "mas porque que quando enquanto com para por em são foi eram havia há eles ela não muito também desde até "
    "embora onde como",
    "nl": "en maar omdat dat wanneer terwijl met voor in is zijn was werd heeft hebben er wij niet ook waar",
    "ru": "и но а что когда пока если потому который которая которые был была было были есть они он она мы это эти "
    "не также очень где как чтобы в на с к по о от до из у за для при",
    "uk": "і й та але що коли поки якщо тому який яка які був була було були є вони він вона ми це ці не також дуже "
    "де як щоб в у на з до по про від за для при",
    "pl": "oraz lub ale że który która które kiedy gdy podczas jeśli ponieważ był była było były jest są oni on ona "
    "my ten ta te nie także bardzo gdzie jak aby na do po od za dla przy",
}
_FUNCTION = {lang: frozenset(table.split()) for lang, table in FUNCTION_WORDS.items()}

_CAPITAL = regex.compile(
    r"(?<![\p{L}\p{N}.'’\-/@#&])(?P<before>\p{Ll}[\p{Ll}'’]*),? (?P<word>\p{Lu}\p{Ll}*)"
    r"(?= (?P<after>\p{Ll}[\p{Ll}'’\-]*|\d)|[,.]?$)"
)
_WORDS = regex.compile(r"\p{L}[\p{L}\p{M}'’]*")
_INITIAL_WORDS_TABLE = "the das ein eine kein keine im am dem word le mot un une el la palabra il parola o a"
_INITIAL_WORDS = frozenset(_INITIAL_WORDS_TABLE.split())


@rule(
    code="TYP103",
    name="capital-inside-sentence",
    category=Category.SPELLING,
    severity=Severity.MINOR,
    examples=(
        Example("en", "However, the talks took place while [[There]] was an ongoing attack."),
        Example("en", "The minister said that [[They]] would leave on Monday."),
        Example("en", "One of them has a broken leg, [[The]] race doctor said."),
        Example("de", "Er sagte gestern, dass wir gehen [[Und]] nicht bleiben."),
        Example("fr", "Il a dit hier que [[Nous]] devons partir avec lui."),
        Example("es", "El ministro dijo ayer que [[Ellos]] vendrán con él."),
        Example("ru", "Министр сказал вчера что [[Они]] уедут в понедельник."),
        Example("en", "He was born in The Hague and works for the US."),
        Example("en", "The film It opened; he read Gone With the Wind twice."),
        Example("en", "He said: There is no way back. “There is none,” she said."),
        Example("en", "What We Know About The Attack And The Reply"),
        Example("de", "Er schrieb für Die Zeit und bat, dass Sie kommen."),
        Example("de", "Die Menge der transportierten Waren stieg 1987 deutlich an."),
        Example("es", "Actuó en su película Guía del autoestopista galáctico y El hijo de Rambow."),
        Example("pl", "Narastał brak jedności w latach poprzedzających I wojnę światową."),
        Example("es", "Vive en La Paz y trabaja en el Este del país."),
        Example("fr", "Il écrit dans Le Monde et vit dans l’Est du pays."),
    ),
)
def capital_inside_sentence(segment: Segment, _: Context) -> Iterator[Hit]:
    """A function word is written with a capital in the middle of a sentence.

    Why it matters: engines that translate piece by piece start a sentence anew; the seam shows.

    Silent on: words beside another capital ("The Hague", "Gone With the Wind"), after a colon, dash, bullet or
    quotation mark, titles and headings, segments in which half of the words are capitalised, and words that are also
    names or nouns ("It", "Will", German "Aus").

    Source: closed word classes of ten languages; clean WMT22 news references.
    """
    function = _FUNCTION.get(segment.lang)
    if function is None or segment.part in (Part.TITLE, Part.HEADING) or _title_case(segment.text):
        return
    for match in _CAPITAL.finditer(segment.text, overlapped=True):
        word = match["word"]
        if word.lower() not in function or match["before"] in _INITIAL_WORDS or (word == "A" and segment.lang == "en"):
            continue
        if not match["after"] and len(word) < 4:
            continue
        span = Span(match.start("word"), match.end("word"))
        yield Hit(span, f"“{word}” has a capital inside the sentence", 0.9, suggestions=(word.lower(),))


def _title_case(text: str) -> bool:
    """True where half of the words or more start with a capital."""
    found = [match[0] for match in _WORDS.finditer(text)]
    return not found or sum(1 for word in found if word[0].isupper()) * 2 >= len(found)


# Small-letter starts that are right: particles of names, brands and terms are told by their form (a capital inside).
_PARTICLES_TABLE = (
    "van von vom zu de del della di da dos du la le al el bin ibn ben abu ter ten den af til d l t s n m k "
    "http https www com org"
)
PARTICLES = frozenset(_PARTICLES_TABLE.split())
# Abbreviations of five letters and more that end in a full stop and do not end a sentence.
_ABBREVIATIONS_TABLE = "approx aprox bspw beispw beziehungsw geogr figures trans transl misc assoc incorp"
ABBREVIATIONS = frozenset(_ABBREVIATIONS_TABLE.split())
_SEAM = regex.compile(
    r"(?<![\p{L}.])(?P<last>\p{L}\p{Ll}{4,})\.[ \N{NO-BREAK SPACE}]+(?P<word>\p{Ll}+)"
    r"(?=[ ,\N{NO-BREAK SPACE}])"
)
_LINE = regex.compile(r"(?m)^[^\n]*\S[^\n]*$")
_SMALL_LINE = regex.compile(r"(?P<word>\p{Ll}+) ")
SHORTEST_LINE = 5  # words: shorter lines that start small are fragments
LINE_END = 10  # code points that tell how a line ends
_FULL_LINE = regex.compile(r"\p{Ll}{4,}\.$")
CASED = (
    "en de fr es it pt nl ru uk pl cs sv da no fi el ro hu tr"  # languages in which a sentence starts with a capital
)


@rule(
    code="TYP104",
    name="sentence-starts-lower-case",
    category=Category.SPELLING,
    severity=Severity.MINOR,
    scope="document",
    examples=(
        Example("en", "The talks ended without result. [[they]] will go on tomorrow."),
        Example("en", "The talks ended without a result.\n[[they]] will go on tomorrow in Geneva."),
        Example("de", "Die Gespräche endeten ohne Ergebnis. [[sie]] gehen morgen weiter."),
        Example("fr", "Les discussions sont terminées. [[elles]] reprendront demain."),
        Example("ru", "Переговоры закончились безрезультатно. [[они]] продолжатся завтра."),
        Example("en", "The price has fallen sharply. iPhone sales rose. van Gogh was not sold."),
        Example("en", "See the report at the agency's website. www.example.org is down."),
        Example("en", "It costs approx. ten euros."),
        Example("en", "“Where are you going?” he asked. “Nowhere!” she said."),
        Example("en", "Follow us on Google News\nand be the first to know all the news"),
        Example("de", "Er kam um 3 Uhr, bzw. um 4 Uhr, usw. und ging."),
    ),
)
def sentence_starts_lower_case(document: Document, _: Context) -> Iterator[Hit]:
    """A sentence starts with a small letter after a full stop.

    Why it matters: it shows where an engine took one sentence for two, or lost the start of the second.

    Silent on: brands (iPhone), name particles (van Gogh), URLs, abbreviations, sentences after a question or
    exclamation mark or a quotation, and lines that continue the line before.

    Source: clean WMT22 news references and UD PUD.
    """
    if document.lang not in CASED.split():
        return
    message = "this sentence starts with a small letter"
    for match in _SEAM.finditer(document.text):
        if match["last"].lower() not in ABBREVIATIONS and match["word"] not in PARTICLES:
            span = Span(match.start("word"), match.end("word"))
            yield Hit(span, message, 0.85, suggestions=(match["word"].capitalize(),))
    ended = False
    for line in _LINE.finditer(document.text):
        small, finished = _SMALL_LINE.match(line[0]), bool(_FULL_LINE.search(line[0].rstrip()[-LINE_END:]))
        long_enough = line[0].count(" ") >= SHORTEST_LINE - 1
        if small and ended and finished and long_enough and small["word"] not in PARTICLES:
            start = line.start() + small.start("word")
            span = Span(start, start + len(small["word"]))
            yield Hit(span, message, 0.8, suggestions=(small["word"].capitalize(),))
        ended = finished


RULES: tuple[Rule, ...] = (capital_inside_sentence, sentence_starts_lower_case)
