"""Damage below the level of words: look-alike letters, wrong decoding, lost and invisible characters, markup."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterator
from html.entities import html5

import ftfy
import ftfy.badness
import regex

from mtaudit.core import Category, Evidence, Hit, Segment, Severity, Span
from mtaudit.detect.rule import Context, Example, Rule, rule
from mtaudit.text import SCRIPT_NAMES, lookalike_words, scripts_of

_WORD = regex.compile(r"\S*[^\x00-\x7f\s]\S*")

# U+FFFD is what a decoder writes for bytes it cannot read; a translation system's tokenizer writes "⁇" or "<unk>".
_LOST = regex.compile(
    r"(?:[\p{L}\p{M}\p{N}'’\-]*\N{REPLACEMENT CHARACTER}+)+[\p{L}\p{M}\p{N}'’\-]*|\N{DOUBLE QUESTION MARK}+|<unk>"
)
_PLACEHOLDERS = ("\N{REPLACEMENT CHARACTER}", "\N{DOUBLE QUESTION MARK}", "<unk>")
_CONTROL = regex.compile(r"[[\p{Cc}\p{Co}]--[\t\n\r\v\f\x85]]+", regex.V1)

# Tags of HTML that a content system leaves in text, with the spaces that translation systems put into them.
_TAG_NAMES = (
    "a abbr article aside b big blockquote body br button caption center cite code col div em embed figcaption figure "
    "font footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input label li link meta nav noscript object "
    "ol option p picture pre q s script section select small source span strike strong style sub sup svg table tbody "
    "td textarea th thead title tr tt u ul video wbr"
)
_MARKUP = regex.compile(
    r"(?P<entity>& ?(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|(?P<name>[a-zA-Z][a-zA-Z0-9]{1,30})) ?;)"
    rf"|(?P<tag>< ?/? ?(?:{'|'.join(_TAG_NAMES.split())})(?:\s+[\w:\-]+ ?=[^<>]{{0,400}})? ?/? ?>)"
    r"|(?P<shortcode>\[/?(?:caption|embed|gallery|video|audio|playlist|vc_\w+|su_\w+)(?:\s[^\[\]]{0,400})?\])"
)

_INVISIBLE = regex.compile(r"[\N{ZERO WIDTH SPACE}-\u200f\u202a-\u202e\N{WORD JOINER}-\u2064\u2066-\u206f\ufeff]+")
_JOINERS = frozenset("\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}")
_RIGHT_TO_LEFT = regex.compile(r"[\p{L}&&[\p{Bidi_Class=R}\p{Bidi_Class=AL}]]", regex.V1)
# Scripts whose letters join or carry signs (Arabic, Indic and their kin), and emoji, which joiners build.
_JOINING = regex.compile(
    r"[\p{Arabic}\p{Syriac}\p{Mongolian}\p{Devanagari}\p{Bengali}\p{Gurmukhi}\p{Gujarati}\p{Oriya}\p{Tamil}\p{Telugu}"
    r"\p{Kannada}\p{Malayalam}\p{Sinhala}\p{Khmer}\p{Myanmar}\p{Tibetan}\p{Extended_Pictographic}\p{Emoji_Modifier}"
    r"\N{VARIATION SELECTOR-16}]"
)
# Scripts that are written without spaces mark word ends with U+200B.
_UNSPACED = regex.compile(r"[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}\p{Han}\p{Hiragana}\p{Katakana}]")

_WIDE = regex.compile(r"[\uff01-\uff5e]+(?:[\u3000 ]?[\uff01-\uff5e]+)*")
_WIDE_LETTER = regex.compile(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
_EAST_ASIAN = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]")
_WIDE_SCRIPTS = frozenset({"Hani", "Hang", "Hira"})


@rule(
    code="ENC101",
    name="lookalike-letter",
    category=Category.ENCODING,
    severity=Severity.MINOR,
    examples=(
        Example("en", "According to [[WНO]] data, 55 million people suffer."),
        Example("en", "The town of [[Маriupol]] fell in May."),
        Example("ru", "Пассажиры платят за доступ к [[cети]] на борту."),
        Example("en", "In the evening it was +17°[[С]] in the capital."),
        Example("en", "[[В]]. K. Arsenyev was held in Moscow."),
        Example("en", "The voltage was 5 kΩ and the mass 3 μg at ΔT of 2."),
        Example("ru", "IT-компания купила VIPов и SMS-ки."),
        Example("sr", "Beograd je glavni grad. Београд је главни град."),
    ),
)
def lookalike_letter(segment: Segment, _: Context) -> Iterator[Hit]:
    """A word holds a letter of another script that looks like the right one.

    Why it matters: the eye does not see it, but search, screen readers, spell checkers and filters do.

    Silent on: scripts parted by a hyphen, symbols and units, words that are mixed for any other reason.

    Source: look-alike letters of Unicode Technical Standard #39, "confusables".
    """
    own = scripts_of(segment.lang) | {"Latn"}
    for word in lookalike_words(segment.text, segment.lang):
        if word.script not in own:
            continue
        wrong = ", ".join(f"{char} ({unicodedata.name(char, 'unnamed')})" for char in word.wrong)
        script = SCRIPT_NAMES[word.script]
        message = f"A look-alike letter stands in a {script} word: search and screen readers will not know the word."
        yield Hit(word.span, message, suggestions=(word.repaired,), evidence=(Evidence("letter", wrong),))


@rule(
    code="ENC102",
    name="mojibake",
    category=Category.ENCODING,
    severity=Severity.MAJOR,
    examples=(
        Example("en", "He said he [[donâ€™t]] know."),
        Example("fr", "Le [[prÃ©sident]] a parlé."),
        Example("en", "The sign read [[ÐŸÑ€Ð¸Ð²ÐµÑ‚]] in large letters."),
        Example("fr", "Le président a parlé à l’Élysée."),
        Example("en", "He said he don’t know “the façade” in São Paulo."),
        Example("pt", "A ÚNICA AÇÃO NÃO É RUIM."),
    ),
)
def mojibake(segment: Segment, _: Context) -> Iterator[Hit]:
    """Characters were read in the wrong encoding ("Ã©" for "é").

    Why it matters: the word is unreadable, and the page looks broken.

    Silent on: accented letters, capitals and curly quotation marks as people write them.

    Source: ftfy 6, its table of improbable character sequences.
    """
    text = segment.text
    if text.isascii() or not ftfy.badness.is_bad(text):
        return
    for span in _misread(text):
        repaired = ftfy.fix_encoding(span.of(text))
        message = f"Characters read in the wrong encoding: “{repaired}” was meant."
        yield Hit(span, message, suggestions=(repaired,))


def _misread(text: str) -> Iterator[Span]:
    """Words that ftfy repairs; or, where it takes the line to see it, the stretch of the line that it changes."""
    found = False
    for match in _WORD.finditer(text):
        if ftfy.badness.is_bad(match[0]) and ftfy.fix_encoding(match[0]) != match[0]:
            found = True
            yield _bare(text, Span(*match.span()))
    if found:
        return
    for line in regex.finditer(r"[^\n]+", text):
        fixed = ftfy.fix_encoding(line[0])
        if fixed != line[0]:
            head = _common(line[0], fixed)
            tail = _common(line[0][head:][::-1], fixed[head:][::-1])
            yield Span(line.start() + head, line.end() - tail)


def _bare(text: str, span: Span) -> Span:
    """The word without the marks round it, where they are no part of the damage."""
    word = span.of(text)
    opening = regex.match(r"[\"'“‘«„(\[]+", word)
    closing = regex.search(r"[\"'”’»)\],.;:!?]+$", word)
    start = span.start + (opening.end() if opening else 0)
    end = span.end - (len(closing[0]) if closing else 0)
    inner = text[start:end]
    return Span(start, end) if end > start and ftfy.fix_encoding(inner) != inner else span


def _common(left: str, right: str) -> int:
    return next((i for i, (one, other) in enumerate(zip(left, right, strict=False)) if one != other), 0)


@rule(
    code="ENC103",
    name="lost-character",
    category=Category.ENCODING,
    severity=Severity.MAJOR,
    examples=(
        Example("en", "The [[caf\N{REPLACEMENT CHARACTER}]] was closed."),
        Example("de", "Die [[Stra\N{REPLACEMENT CHARACTER}e]] ist gesperrt."),
        Example("en", "The Revival of Ozeki [[\N{DOUBLE QUESTION MARK}]] Three Present."),
        Example("en", "He met [[<unk>]] in the park."),
        Example("en", "The café was closed. Really??"),
    ),
)
def lost_character(segment: Segment, _: Context) -> Iterator[Hit]:
    """A character was lost on the way and a placeholder stands in its place.

    Why it matters: the word cannot be read, and nobody but the source can tell what stood there.

    Silent on: question marks as people write them.

    Source: Unicode Standard, U+FFFD; U+2047 is what SentencePiece writes for an unknown token.
    """
    if not any(mark in segment.text for mark in _PLACEHOLDERS):
        return
    for match in _LOST.finditer(segment.text):
        yield Hit(Span(*match.span()), "A character was lost here: put it back from the source.")


@rule(
    code="ENC104",
    name="control-character",
    category=Category.ENCODING,
    severity=Severity.MINOR,
    examples=(
        Example("en", "The talks[[\x07]] go on."),
        Example("de", "Die Gespräche[[\x92]] dauern an."),
        Example("en", "The logo [[\ue000]] of the firm."),
        Example("en", "Name:\tvalue\nNext line."),
    ),
)
def control_character(segment: Segment, _: Context) -> Iterator[Hit]:
    """A control or private-use character stands in the text.

    Why it matters: it shows as a box or as nothing, and breaks feeds and XML.

    Silent on: tabs and line breaks.

    Source: general categories Cc and Co of the Unicode character database.
    """
    for match in _CONTROL.finditer(segment.text):
        codes = " ".join(f"U+{ord(char):04X}" for char in match[0])
        message = "A control character that no reader can see: delete it."
        if unicodedata.category(match[0][0]) == "Co":
            message = "A private-use character that shows as an empty box without one certain font: replace it."
        yield Hit(Span(*match.span()), message, evidence=(Evidence("character", codes),))


@rule(
    code="ENC105",
    name="leftover-markup",
    category=Category.ENCODING,
    severity=Severity.MINOR,
    examples=(
        Example("en", "Johnson [[&amp;]] Johnson denied it."),
        Example("ru", "Он сказал:[[&nbsp;]]да."),
        Example("en", "First line.[[<br>]]Second line."),
        Example("en", "He was [[< / b>]] arrested [[& quot ;]]today."),
        Example("en", "AT&T; and R&D; profits rose, 3 < 5 and 7 > 2."),
        Example("en", "If a<b and c>d, use <name> here."),
    ),
)
def leftover_markup(segment: Segment, _: Context) -> Iterator[Hit]:
    """An HTML entity, a tag or a shortcode of the content system stands in the text.

    Why it matters: readers see code, and formatting that was meant is gone.

    Silent on: ampersands and angle brackets as people write them; names that are no HTML.

    Source: HTML Living Standard, named character references and elements.
    """
    for match in _MARKUP.finditer(segment.text):
        if match["name"] and f"{match['name']};" not in html5:
            continue
        if match["entity"]:
            meant = html.unescape(match[0].replace(" ", ""))
            yield Hit(Span(*match.span()), "An HTML entity was left in the text.", suggestions=(meant,))
        else:
            yield Hit(Span(*match.span()), "Markup was left in the text: delete it.")


@rule(
    code="ENC106",
    name="invisible-character",
    category=Category.ENCODING,
    severity=Severity.MINOR,
    examples=(
        Example("en", "The [[gov\N{ZERO WIDTH SPACE}ernment]] fell."),
        Example("de", "Die [[Regierung\N{RIGHT-TO-LEFT MARK}]] tritt zurück."),
        Example("en", "He [[said\N{ZERO WIDTH NO-BREAK SPACE}]] no."),
        Example("fa", "او می\N{ZERO WIDTH NON-JOINER}رود."),
        Example("en", "A family \N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL} came."),
        Example("he", "הוא אמר \N{RIGHT-TO-LEFT MARK}(NATO)\N{LEFT-TO-RIGHT MARK}."),
    ),
)
def invisible_character(segment: Segment, _: Context) -> Iterator[Hit]:
    """A zero-width or direction mark stands where it has no business.

    Why it matters: search does not find the word, it may break at the wrong place or run backwards.

    Silent on: joiners in Persian, Indic scripts and emoji; direction marks in text that runs from right to left;
    zero-width spaces in scripts written without spaces; soft hyphens.

    Source: Unicode Standard, chapter 23, "Special Areas and Format Characters".
    """
    text = segment.text
    if text.isascii():
        return
    right_to_left = _RIGHT_TO_LEFT.search(text) is not None or bool({"Arab", "Hebr"} & scripts_of(segment.lang))
    for match in _INVISIBLE.finditer(text):
        near = text[max(0, match.start() - 2) : match.start()] + text[match.end() : match.end() + 1]
        if right_to_left or _UNSPACED.search(near) or (_JOINERS.issuperset(match[0]) and _JOINING.search(near)):
            continue
        span = _word_around(text, Span(*match.span()))
        names = ", ".join(unicodedata.name(char, f"U+{ord(char):04X}") for char in match[0])
        message = "An invisible character hides here: search and line breaks will go wrong. Delete it."
        bare = _INVISIBLE.sub("", span.of(text))
        yield Hit(span, message, suggestions=(bare,) if bare else (), evidence=(Evidence("character", names),))


def _word_around(text: str, span: Span) -> Span:
    before = regex.search(r"[\p{L}\p{M}\p{N}]*$", text[: span.start])
    after = regex.match(r"[\p{L}\p{M}\p{N}]*", text[span.end :])
    return Span(span.start - len(before[0]) if before else span.start, span.end + (len(after[0]) if after else 0))


@rule(
    code="ENC107",
    name="full-width-character",
    category=Category.ENCODING,
    severity=Severity.MINOR,
    examples=(
        Example("en", "The leaders of [[ＮＡＴＯ]] met in [[２０２２]]."),
        Example("de", "Er kam[[，]] sah und siegte."),
        Example("en", "Xishuangbanna（西双版納） is in the south."),
        Example("ja", "２０２２年にＮＡＴＯが会議を開いた。"),
    ),
)
def full_width_character(segment: Segment, _: Context) -> Iterator[Hit]:
    """Full-width letters, digits or marks of East Asian typesetting stand in a text of another script.

    Why it matters: they look spread out, and search does not find the word.

    Silent on: Chinese, Japanese and Korean; marks that touch East Asian letters; faces drawn with them.

    Source: Unicode Standard Annex #11, "East Asian Width".
    """
    if segment.text.isascii() or _WIDE_SCRIPTS & scripts_of(segment.lang):
        return
    for match in _WIDE.finditer(segment.text):
        before, after = segment.text[: match.start()][-1:], segment.text[match.end() :][:1]
        if _EAST_ASIAN.search(before + after):
            continue
        if not _WIDE_LETTER.search(match[0]) and (not before.isalnum() or _EAST_ASIAN.search(segment.text)):
            continue
        narrow = unicodedata.normalize("NFKC", match[0])
        yield Hit(Span(*match.span()), "Full-width characters of East Asian typesetting.", suggestions=(narrow,))


RULES: tuple[Rule, ...] = (
    lookalike_letter,
    mojibake,
    lost_character,
    control_character,
    leftover_markup,
    invisible_character,
    full_width_character,
)
