"""Cuts a text into sentences and says what part of the article each one is. No character is ever changed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

import regex

from mtaudit.core import Part, Segment, Span

_LINE_END = regex.compile(r"\r\n|\n|\r")
_PARAGRAPH = regex.compile(r"[^\n\r\v\f\x1c-\x1e\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]+")

_STOPS = ".!?\N{HORIZONTAL ELLIPSIS}\N{DEVANAGARI DANDA}\N{DEVANAGARI DOUBLE DANDA}\N{ARABIC QUESTION MARK};"
_WIDE_STOPS = "\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH EXCLAMATION MARK}\N{FULLWIDTH QUESTION MARK}\N{FULLWIDTH FULL STOP}"
_OWN_STOPS = f"{_WIDE_STOPS}\N{DEVANAGARI DANDA}\N{DEVANAGARI DOUBLE DANDA}\N{ARABIC QUESTION MARK}"
_CLOSERS = "\"')\\]}»”’“\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}」』）】》〉"

# sentencex never cuts inside quotation marks, however long the quotation; with the marks out of sight it does.
# Double quotation marks of all kinds, and single ones that are no apostrophe inside a word.
_QUOTES = regex.compile(r"[\"“”„«»‹›「」『』]|(?<!\w)['‘’‚]|['‘’](?!\w)")
_CLOSED = regex.compile(rf"[{_STOPS}{_WIDE_STOPS}]\s?[{_CLOSERS}]+\s+(?=[^\p{{Ll}}\s])")
_CLOSING = regex.compile(rf"(?:\s?[»›](?=\s|$|\p{{P}})|[{_CLOSERS}](?!\w)|[」』）】》〉”])+")
_ENDS_WIDE = regex.compile(rf"[{_OWN_STOPS}][{_CLOSERS}]*$")
_ENDS_QUOTED = regex.compile(rf"[{_STOPS}]\s?[{_CLOSERS}]+$")
_GLUED = regex.compile(r"\p{Ll}{2}[.!?]+[»”\")\]]*$")
_WORD_AFTER = regex.compile(r"[“«„\"(]?\p{Lu}\p{Ll}*(?:\s|$)|[“«„]")
_LOWER_AFTER = regex.compile(r"[\s\p{Pd}]*\p{Ll}")
_NO_START = regex.compile(r"[,;:.!?%\N{HORIZONTAL ELLIPSIS})\]}」』）】》。！？、，]")
_LIST_MARK = regex.compile(r"(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})[.)]|[-*•–—·▪]|#{1,6})$")
_TWEET = regex.compile(r"(?:^|(?<=\s))\p{Pd}{1,2}\s?[^()\n]{1,60}\(@\w{1,20}\)[^\n]{0,40}$")
_BRACKET = regex.compile(r"\([^()]{1,80}\)|\[[^\[\]]{1,80}\]")
_JA_QUOTATIVE = regex.compile(r"[」』”]$")

_ABBREVIATED = regex.compile(r"(?:^|[\s(\[\"'“„«‘/\N{EM DASH}\N{EN DASH}-])([\p{L}\p{M}.\N{APOSTROPHE}’-]{1,12})\.$")
_INITIAL = regex.compile(r"(?:^|[\s.(\[“„«\"-])\p{Lu}\p{M}*\.$")
_ACRONYM = regex.compile(r"(?:^|[\s(\[“„«\"])(?:\p{L}\.){2,}$")
_NUMBER = regex.compile(r"(?:^|[\s(/\N{EN DASH}-])(?:\d{1,2}|[IVX]{1,5})\.$")

# Abbreviations that stand before the word they belong to, so that a full stop after them ends no sentence. Written by
# us from the style guides' common lists; sentencex 1.0 lacks these or splits after them before a capital letter.
_BEFORE_A_NAME = {
    "en": "dr mr mrs ms prof rev hon gen col capt lt sgt maj adm cmdr sen rep gov pres st fr jr sr no nos vs fig vol pp "
    "jan feb mar apr jun jul aug sept sep oct nov dec mt ft messrs mmes insp supt cpl pvt dist atty",
    "de": "dr prof hr fr frl dipl ing st nr bzw ca vgl sog inkl exkl evtl ggf mio mrd tel abs art str jh zzgl z u d i o",
    "fr": "m mm mme mmes mlle mlles dr pr me mgr st ste no art chap env av bd fig p j",
    "es": "sr sra sres srta d dña dr dra prof profa ing lic gral cnel art núm no pág av avda p ej ee st sto sta mons",
    "it": "dott dr sig sigg sigra prof avv ing on sen gen col art n nr pag cfr mons arch s ss p es",
    "pt": "sr sra srs dr dra prof profa eng art n nº pág av d dom exmo exma ilmo gen cel p ex st sto sta",
    "nl": "dhr mevr mw dr drs ir mr ing prof st nr bijv o.a d.w.z m.b.t i.v.m t.a.v z.g jl ca blz art o d",
    "pl": "dr prof mgr inż hab gen płk ppłk mjr kpt por ks św bp abp ul al pl nr np tzw tj m.in ok godz str art red im r "
    "p o tys mln mld zł dot wg",
    "cs": "dr prof ing mgr bc judr mudr phdr rndr doc gen plk sv např tzv tj tzn č čl str ul nám resp mj cca hl st p mil",
    "ru": "г гг ул д т п р им проф акад доц др руб коп тыс млн млрд см рис стр ст н св гр кв корп обл гор пос просп пр "
    "т.е т.к т.н т.д зам ген кап",
    "uk": "м вул буд кв проф акад доц ім р рр ст стор див рис грн коп тис млн млрд св гр обл пос просп пр т.зв т.д о ген",
    "el": "κ κκ κα δρ καθ αγ βλ π.χ δηλ αρ σελ τηλ λ.χ στρ αντ οδ λεωφ π.δ ν.δ μ.χ",
    "tr": "dr prof doç yrd av sn st no s bkz vb örn cad sok mah gen alb yb org tuğ",
    "ar": "د أ م ص ت ط ج",
    "hi": "डॉ प्रो श्री सु कु पं स्व ई रु",
}
_ABBREVIATIONS = {lang: frozenset(words.split()) for lang, words in _BEFORE_A_NAME.items()}
# These are also common ends of a sentence in their language: "in 2020 r. Było": only a lower-case word goes on.
_MAY_END = {"ru": frozenset("г гг руб др т.д".split()), "pl": frozenset("r tys mln mld zł".split())}
_MAY_END["uk"] = frozenset("р рр грн т.д".split())
_MAY_END["en"] = frozenset("jr sr no".split())

# Languages that write ordinals as number and full stop ("am 3. Mai", "5. místo"). Source: CLDR, ordinal patterns.
_ORDINAL_LANGUAGES = frozenset("de cs pl tr sk sl hr sr bs hu fi et lv da nb no nn is lb mk".split())

# Words that open an English sentence after an acronym: "in the U.S. The" against "the U.S. Senate".
_STARTERS = frozenset(
    "The A An He She It They We I You This That These Those But And Or So In On At For From With When While If As After "
    "Before Since There His Her Its Their Our My However Meanwhile Some Many Most No Not What Who Why How Then".split()
)

_LATIN_CLOSE = "\"'”’»)]"
_SENTENCE_END = regex.compile(rf"[{_STOPS}{_WIDE_STOPS}:,][\s{_CLOSERS}]*$")
_CAPTION = regex.compile(
    r"\(?(?:"
    r"(?:file |handout )?(?:photo|photograph|picture|image|illustration|pic)s?(?: (?:by|credit|courtesy)\b|\s*[:/©|])"
    r"|file (?:photo|picture|image)\b|(?:ap|afp|epa|reuters|getty|tass|dpa|ansa|efe)[ /](?:photo|images|\p{Lu})"
    r"|(?:symbol|archiv)?(?:foto|bild)s?\s*[:/©]|photo(?:graphie)?\s*:|foto(?:grafía|grafia|ğraf)?\s*:|imagen?\s*:|imagem\s*:"
    r"|zdjęcie\s*:|fot\.|фото\s*[:/]|фотографія\s*:|φωτογραφία\s*:|φωτο\s*:|fotoğraf\s*:|الصورة\s*:|صورة\s*:"
    r"|(?:图|图片|照片|圖片|写真|画像)\s*[:：／]|फोटो\s*:|तस्वीर\s*:|©\s*\S"
    r")",
    regex.IGNORECASE,
)
_BULLET = regex.compile(r"(?:[-*•–—·▪]|\(?\d{1,3}[.)])\s")
_BLANK_BETWEEN = regex.compile(r"(?:\r\n|\n|\r)[^\S\n\r]*(?:\r\n|\n|\r)")

# A headline or subheading runs to about a dozen words; 150 code points and 20 words bound the longest headlines.
TITLE_CHARACTERS, TITLE_WORDS, HEADING_CHARACTERS, HEADING_WORDS = 150, 20, 80, 10


def sentences(text: str, lang: str) -> list[Span]:
    """Spans of the sentences of `text`: white space trimmed off, none empty; a line break always ends a sentence.

    `lang` is an ISO 639-1 code; for an unknown one sentencex takes its default rules.
    """
    return [span for paragraph in _paragraphs(text) for span in _sentences_of(text, paragraph, lang)]


def segment(text: str, lang: str, *, title: str = "", line: int = 1) -> tuple[Segment, ...]:
    """The segments of a whole article, each with its part, its key ("s1", "s2", ...) and its line.

    `line` is the line of the input at which `text` begins; a line ends with "\\n", "\\r\\n" or "\\r".
    """
    paragraphs = list(_paragraphs(text))
    parts = _parts(text, paragraphs, title)
    line_ends = [match.end() for match in _LINE_END.finditer(text)]
    segments: list[Segment] = []
    for paragraph, part in zip(paragraphs, parts, strict=True):
        number = line + bisect_left(line_ends, paragraph.start + 1)
        whole = part in (Part.TITLE, Part.HEADING)
        for span in [paragraph] if whole else _sentences_of(text, paragraph, lang):
            key = f"s{len(segments) + 1}"
            segments.append(Segment(span.of(text), span, part, lang, line=number, key=key))
    return tuple(segments)


def _paragraphs(text: str) -> Iterator[Span]:
    """Spans of the lines of `text` that hold more than white space, trimmed."""
    for match in _PARAGRAPH.finditer(text):
        span = _trim(text, match.start(), match.end())
        if len(span):
            yield span


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _sentences_of(text: str, paragraph: Span, lang: str) -> list[Span]:
    line = paragraph.of(text)
    starts = [0, *_starts(line, lang), len(line)]
    return [_trim(text, paragraph.start + start, paragraph.start + end) for start, end in pairwise(starts)]


def _starts(line: str, lang: str) -> list[int]:
    """Where the second and every further sentence of one line begins, each at a character that is no white space."""
    signature = _TWEET.search(line)
    limit = signature.start() if signature else len(line)
    brackets = [Span(*match.span()) for match in _BRACKET.finditer(line)]
    found = {limit} if 0 < limit < len(line) else set()
    for proposed in {*_proposed(line, lang), *(match.end() for match in _CLOSED.finditer(line))}:
        start = _settle(line, proposed)
        inside = any(bracket.start < start < bracket.end for bracket in brackets)
        if 0 < start < limit and not inside and not _goes_on(line[:start], line[start:], lang):
            found.add(start)
    return sorted(found)


def _proposed(line: str, lang: str) -> Iterator[int]:
    """Offsets at which sentencex would begin a new sentence; counted by us from its texts, in code points."""
    from sentencex import get_sentence_boundaries

    masked = _QUOTES.sub(" ", line)
    masked = "".join("\N{REPLACEMENT CHARACTER}" if "\ud800" <= sign <= "\udfff" else sign for sign in masked)
    position = 0
    for boundary in get_sentence_boundaries(lang or "en", masked):
        position += len(boundary["text"])
        yield position


def _settle(line: str, start: int) -> int:
    """Move a proposed start past closing marks that belong to the sentence before, and past white space."""
    start = len(line[:start].rstrip())
    while start and _QUOTES.match(line[start - 1]) and _opens(line, start - 1):
        start = len(line[: start - 1].rstrip())
    closing = _CLOSING.match(line, start)
    if closing:
        start = closing.end()
    while start < len(line) and line[start].isspace():
        start += 1
    return start


def _opens(line: str, index: int) -> bool:
    """True where the quotation mark at `index` follows white space, so that it belongs to what comes after."""
    follows = line[index + 1 : index + 2]
    return index > 0 and line[index - 1].isspace() and bool(follows) and not follows.isspace()


def _goes_on(before: str, after: str, lang: str) -> bool:
    """True where the sentence of `before` goes on in `after`, whatever sentencex proposed."""
    spaced = before[-1].isspace()
    before = before.rstrip()
    if not after or _NO_START.match(after) or _LIST_MARK.fullmatch(before):
        return True
    if _ENDS_WIDE.search(before):
        return lang == "ja" and bool(_JA_QUOTATIVE.search(before)) and after[0] in "とっがなのでをはにも"
    if not spaced and not (_GLUED.search(before) and _WORD_AFTER.match(after)):
        return not regex.match(r"[\p{Han}\p{Hiragana}\p{Katakana}]", after)
    lower = bool(_LOWER_AFTER.match(after))
    if lower and (_ENDS_QUOTED.search(before) or before[-1] in "!?\N{HORIZONTAL ELLIPSIS}" or before.endswith("...")):
        return True
    return before.endswith(".") and _is_abbreviated(before, after, lang, lower=lower)


def _is_abbreviated(before: str, after: str, lang: str, *, lower: bool) -> bool:
    """True where the full stop that ends `before` marks an abbreviation, an initial or an ordinal."""
    if lang in _ORDINAL_LANGUAGES and _NUMBER.search(before):
        return True
    word = _ABBREVIATED.search(before)
    short = word[1].lower() if word else ""
    if short in _MAY_END.get(lang, ()):
        return lower or after[0].isdigit()
    if short in _ABBREVIATIONS.get(lang, ()):
        return True
    if _ACRONYM.search(before):
        return lower or (lang == "en" and after.split()[0] not in _STARTERS and after[0].isalpha() and "m." != before[-2:])
    return bool(_INITIAL.search(before)) and after[0].isalpha()


def _parts(text: str, paragraphs: list[Span], title: str) -> list[Part]:
    """The part that each paragraph is."""
    parts: list[Part] = []
    led = False
    for index, paragraph in enumerate(paragraphs):
        line = paragraph.of(text)
        following = paragraphs[index + 1] if index + 1 < len(paragraphs) else None
        if index == 0 and _is_title(text, paragraph, following, title):
            part = Part.TITLE
        elif _CAPTION.match(line):
            part = Part.CAPTION
        elif not led:
            part, led = Part.LEAD, True
        elif following and _is_heading(line, following.of(text)):
            part = Part.HEADING
        else:
            part = Part.BODY
        parts.append(part)
    return parts


def _is_title(text: str, paragraph: Span, following: Span | None, title: str) -> bool:
    line = paragraph.of(text)
    if title.strip():
        return line == title.strip()
    if following is None or not _BLANK_BETWEEN.search(text, paragraph.end, following.start):
        return False
    return _is_short(line, TITLE_CHARACTERS, TITLE_WORDS) and not _SENTENCE_END.search(line) and not _CAPTION.match(line)


def _is_heading(line: str, following: str) -> bool:
    """True for a short line without a stop that stands over a longer or a finished paragraph."""
    if _SENTENCE_END.search(line) or not _is_short(line, HEADING_CHARACTERS, HEADING_WORDS):
        return False
    if _BULLET.match(line) or _TWEET.search(line) or _LOWER_AFTER.match(line) or "://" in line:
        return False
    opens_paragraph = bool(_SENTENCE_END.search(following)) or not _is_short(following, HEADING_CHARACTERS, HEADING_WORDS)
    return opens_paragraph and not regex.match(r"\p{Ll}", following)


def _is_short(line: str, characters: int, words: int) -> bool:
    return len(line) <= characters and len(line.split()) <= words
