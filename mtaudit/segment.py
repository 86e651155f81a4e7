"""Cuts a text into sentences and says what part of the article each one is. No character is ever changed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

import regex  # type: ignore[import-untyped, unused-ignore]

from mtaudit.core import Part, Segment, Span

_LINE_END = regex.compile(r"\r\n|\n|\r")
_PARAGRAPH = regex.compile(r"[^\n\r\v\f\x1c-\x1e\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]+")

# Signs that end a sentence: everywhere, in Greek, and those that end one without white space after them.
_STOPS = ".!?\N{HORIZONTAL ELLIPSIS}"
_WIDE_STOPS = "。！？．｡\N{DEVANAGARI DANDA}\N{DEVANAGARI DOUBLE DANDA}\N{ARABIC QUESTION MARK}\N{ARABIC FULL STOP}"
_GREEK_STOPS = ";\N{GREEK QUESTION MARK}"
_ALL_STOPS = _STOPS + _WIDE_STOPS + _GREEK_STOPS
_CLOSERS = "\"')\\]}»”’“›」』）】》〉"
_WIDE_OPENERS = "「『（【《〈"

# sentencex never cuts inside quotation marks, however long the quotation; with the marks out of sight it does.
# Double quotation marks of all kinds, and single ones that are no apostrophe inside a word.
_QUOTES = regex.compile(r"[\"“”„«»‹›「」『』]|(?<!\w)['‘’‚]|['‘’](?!\w)")
_CLOSED = regex.compile(
    rf"[{_STOPS}{_WIDE_STOPS}]\s?[{_CLOSERS}]+\s+(?=[^\p{{Ll}}\s])|[{_WIDE_STOPS}][」』）】》〉”]*(?=\S)"
)
_CLOSING = regex.compile(rf"(?:\s?[»›](?=\s|$|\p{{P}})|[{_CLOSERS}](?!\w)|[」』）】》〉”])+")
_ENDS_WIDE = regex.compile(rf"[{_WIDE_STOPS}][{_CLOSERS}]*$")
_ENDS_QUOTED = regex.compile(rf"[{_ALL_STOPS}]\s?[{_CLOSERS}]+$")
_ENDS_ASKING = regex.compile(r"[!?][\"”’']+$")
_GLUED = regex.compile(r"\p{Ll}{2}[.!?]+[»”\")\]]*$")
_WORD_AFTER = regex.compile(r"[“«„\"(]?\p{Lu}\p{Ll}*(?:\s|$)|[“«„]")
_LOWER_AFTER = regex.compile(r"[\s\p{Pd}]*\p{Ll}")
_WIDE_LETTER = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}「『]")
_NO_START = regex.compile(r"[,;:.!?%)\]}」』）】》〉。！？、，\N{HORIZONTAL ELLIPSIS}]")
_LIST_MARK = regex.compile(r"(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})[.)]|[-*•–—·▪]|#{1,6})$")
_TWEET = regex.compile(r"(?:^|(?<=\s))\p{Pd}{1,2}\s?[^()]{1,60}\(@\w{1,20}\).{0,40}$")
_BRACKET = regex.compile(r"\([^()]{1,80}\)|\[[^\[\]]{1,80}\]")
# "I see," said the man: the particles with which Japanese goes on after a quotation.
_JA_QUOTATIVE = regex.compile(r"[とっがなのでをはにも]")
_EN_SPEAKER = regex.compile(r"(?:\p{Lu}\S*\s){1,4}(?:said|says|asked|asks|cried|wrote|added|replied|shouted|told)\b")

_ABBREVIATED = regex.compile(r"(?:^|[\s(\[\"'’“„«‘/\p{Pd}])([\p{L}\p{M}][\p{L}\p{M}.]{0,11})\.$")
_INITIAL = regex.compile(r"(?:^|[\s.(\[“„«\"\p{Pd}])\p{Lu}\p{M}*\.$")
_INITIAL_AFTER = regex.compile(r"\p{Lu}\.")
_ACRONYM = regex.compile(r"(?:^|[\s(\[“„«\"])(?:\p{L}\.){2,}$")
_NUMBER = regex.compile(r"(?:^|[\s(/\p{Pd}])(?:\d{1,2}|[IVX]{1,5})\.$")

# Abbreviations that stand before the word they belong to, so that a full stop after them ends no sentence. Written by
# us from the style guides' common lists; sentencex 1.0 lacks these or cuts after them before a capital letter.
_BEFORE_A_NAME = {
    "en": "dr mr mrs ms prof rev hon gen col capt lt sgt maj adm cmdr sen rep gov pres st fr vs jan feb aug sept sep "
    "oct nov dec mt ft messrs mmes insp supt cpl pvt dist atty",
    "de": "dr prof hl hr fr frl dipl ing st bzw ca vgl sog inkl exkl evtl ggf mio mrd tel str jh zzgl z u d i o",
    "fr": "m mm mme mmes mlle mlles dr pr me mgr st ste env av bd j",
    "es": "sr sra sres srta dña dr dra prof profa ing gral cnel av avda ej ee st sto sta mons",
    "it": "dott dr sig sigg prof avv ing on sen gen col cfr mons arch s ss",
    "pt": "sr sra srs dr dra prof profa eng av dom exmo exma ilmo gen cel st sto sta",
    "nl": "dhr mevr mw dr drs ir mr ing prof st bijv o.a d.w.z m.b.t i.v.m t.a.v jl ca",
    "pl": "dr prof mgr inż hab gen płk ppłk mjr kpt por ks św bp abp ul al pl np tzw tj m.in godz red im",
    "cs": "dr prof ing mgr bc judr mudr phdr rndr doc gen plk sv např tzv tj tzn ul nám resp mj cca hl",
    "ru": "ул проф акад доц тыс млн млрд см св кв корп обл гор пос просп т.е т.к т.н зам ген кап",
    "uk": "м вул буд кв проф акад доц ім див тис млн млрд св обл пос просп т.зв ген",
    "el": "κ κκ δρ καθ αγ βλ π.χ λ.χ δηλ τηλ αντ οδ λεωφ",
    "tr": "dr prof doç yrd av sn bkz örn cad sok mah gen alb yb org tuğ",
    "ar": "د أ م ص",
    "hi": "डॉ प्रो श्री सु कु पं स्व",
}
_ABBREVIATIONS = {lang: frozenset(words.split()) for lang, words in _BEFORE_A_NAME.items()}
# These are words or ends of sentences as well, and end none only where a number follows ("art. 5", "p. 12", "No. 10").
_NUMBERED = "art no nos nr n nº núm num fig p pp pag pág vol chap cap tab str стр рис ст с д αρ σελ ред č čl § s st"
_BEFORE_A_NUMBER = frozenset(_NUMBERED.split())

# "W 2011 r. Blunt została": a Polish year that opens its sentence does not end it.
_PL_YEAR = regex.compile(r"(?:^|[.!?]\s)(?:We?|Po|Od|Do|Na|Dnia|Podczas|\d{1,2})\s[^.!?]{0,60}\d{4}\sr\.$")

# Words that sentencex takes for abbreviations and that end sentences: of the 4,000 commonest words of each language
# (wordfreq 3) those after which sentencex 1.0.32 cuts nothing, without the ones that are mostly abbreviations.
_WORDS = {
    "en": "me no may miss ill art re",
    "de": "mich mag art la ok sa",
    "fr": "art vol ex",
    "es": "en no un con para sobre nos bien entre contra da ante tras mar ex in auto di post super sub art extra bis",
    "it": "di la in le si con ma al ha se mi lo ci su ad ed sia ai ne fa me mai no vi te via li va so ore sa tre ce "
    "fai tv post usa sai fin to app top file mica set ali bar re",
    "pt": "ex",
    "nl": "dat al me pas best hand top ver app it bel",
    "pl": "im red pol port",
    "cs": "co tu no pod mil ex",
    "ru": "муж тел",
    "uk": "їм вид под",
    "tr": "sen kan ver ok",
}
_WORD_ENDS = {
    lang: regex.compile(rf"(?<!\w)(?:{'|'.join(words.split())})\.\s+(?=[\p{{Lu}}“„«\"])")
    for lang, words in _WORDS.items()
}
# sentencex cuts before no number in German: only "setzen. 2010 begann", where no ordinal or abbreviation is near.
_WORD_ENDS["de"] = regex.compile(_WORD_ENDS["de"].pattern + r"|\p{Ll}{5}[.!?]\s+(?=\d{4}\b)")
_NEVER = regex.compile(r"(?!)")

# Languages that write ordinals as number and full stop ("am 3. Mai", "5. místo"). Source: CLDR, ordinal patterns.
_ORDINALS = "de cs pl tr sk sl hr sr bs hu fi et lv da nb no nn is lb mk"
_ORDINAL_LANGUAGES = frozenset(_ORDINALS.split())

# Words that open an English sentence after an acronym: "in the U.S. The" against "the U.S. Senate".
_OPENING = (
    "The A An He She It They We I You This That These Those But And Or So In On At For From With When While If As "
    "After Before Since There His Her Its Their Our My However Meanwhile Some Many Most No Not What Who Why How Then"
)
_STARTERS = frozenset(_OPENING.split())

_SENTENCE_END = regex.compile(rf"[{_ALL_STOPS}:,][\s{_CLOSERS}]*$")
_CAPTION = regex.compile(
    r"\(?(?:"
    r"(?:file |handout )?(?:photo|photograph|picture|image|illustration|pic)s?(?: (?:by|credit|courtesy)\b|\s*[:/©|])"
    r"|file (?:photo|picture|image)\b|(?:ap|afp|epa|reuters|getty|tass|dpa|ansa|efe)[ /](?:photo|images|\p{Lu})"
    r"|(?:symbol|archiv)?(?:foto|bild)s?\s*[:/©]|photo(?:graphie)?\s*:|foto(?:grafía|grafia|ğraf)?\s*:|imagen?\s*:|imagem\s*:"
    r"|zdjęcie\s*:|fot\.\s|фото\s*[:/]|фотографія\s*:|φωτογραφία\s*:|φωτο\s*:|fotoğraf\s*:|الصورة\s*:|صورة\s*:"
    r"|(?:图|图片|照片|圖片|写真|画像)\s*[:：／]|फोटो\s*:|तस्वीर\s*:|©\s*\S"
    r")",
    regex.IGNORECASE,
)
_BULLET = regex.compile(r"(?:[-*•–—·▪]|\(?\d{1,3}[.)])\s")
_BLANK_BETWEEN = regex.compile(r"(?:\r\n|\n|\r)[^\S\n\r]*(?:\r\n|\n|\r)")

# What decides about a place in a line stands this near to it; a line of a million characters stays cheap.
NEAR = 100

# sentencex needs time that grows with the square of a line; in pieces of so many characters it stays below 0.1 s.
PIECE = 20_000

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
    signature = _TWEET.search(line, max(0, len(line) - 2 * NEAR))
    limit = signature.start() if signature else len(line)
    inside = {place for match in _BRACKET.finditer(line) for place in range(match.start() + 1, match.end())}
    found = {limit} if 0 < limit < len(line) else set()
    ours = (match.end() for ends in (_CLOSED, _WORD_ENDS.get(lang, _NEVER)) for match in ends.finditer(line))
    for proposed in {*_proposed(line, lang), *ours}:
        start = _settle(line, proposed)
        if not 0 < start < limit or start in inside:
            continue
        if not _goes_on(line[max(0, start - NEAR) : start], line[start : start + NEAR], lang):
            found.add(start)
    return sorted(found)


def _proposed(line: str, lang: str) -> Iterator[int]:
    """Offsets at which sentencex would begin a new sentence; counted by us from its texts, in code points."""
    from sentencex import get_sentence_boundaries  # type: ignore[import-untyped, unused-ignore]

    masked = _QUOTES.sub(" ", line)
    masked = "".join("\N{REPLACEMENT CHARACTER}" if "\ud800" <= sign <= "\udfff" else sign for sign in masked)
    for piece in range(0, len(masked), PIECE - NEAR):
        position = piece
        for boundary in get_sentence_boundaries(lang or "en", masked[piece : piece + PIECE]):
            position += len(boundary["text"])
            if position < piece + PIECE:
                yield position


def _settle(line: str, start: int) -> int:
    """Move a proposed start past closing marks that belong to the sentence before, and past white space."""
    start = _trim(line, 0, start).end
    while start and _opens(line, start - 1):
        start = _trim(line, 0, start - 1).end
    closing = _CLOSING.match(line, start)
    start = closing.end() if closing else start
    while start < len(line) and line[start].isspace():
        start += 1
    return start


def _opens(line: str, index: int) -> bool:
    """True where the sign at `index` is a quotation mark that belongs to what comes after it."""
    mark = line[index]
    if mark in _WIDE_OPENERS:
        return True
    if index == 0 or not _QUOTES.match(line, index):
        return False
    before, after = line[index - 1], line[index + 1 : index + 2]
    if mark == "«" and before.isspace():
        return True
    return (before.isspace() or (mark in "“‘«„" and before in _ALL_STOPS)) and bool(after) and not after.isspace()


def _goes_on(before: str, after: str, lang: str) -> bool:
    """True where the sentence of `before` goes on in `after`, whatever sentencex proposed."""
    spaced = before[-1].isspace()
    before = before.rstrip()
    if not after or not before or _NO_START.match(after) or _LIST_MARK.fullmatch(before):
        return True
    if _ENDS_WIDE.search(before):
        return lang == "ja" and before[-1] in _CLOSERS and bool(_JA_QUOTATIVE.match(after))
    if not spaced and not (_GLUED.search(before) and _WORD_AFTER.match(after)):
        return not _WIDE_LETTER.match(after)
    lower = bool(_LOWER_AFTER.match(after))
    if lower and (_ENDS_QUOTED.search(before) or before[-1] in "!?\N{HORIZONTAL ELLIPSIS}" or before.endswith("...")):
        return True
    if lang == "en" and _ENDS_ASKING.search(before) and _EN_SPEAKER.match(after):
        return True
    return before.endswith(".") and _is_abbreviated(before, after, lang, lower=lower)


def _is_abbreviated(before: str, after: str, lang: str, *, lower: bool) -> bool:
    """True where the full stop that ends `before` marks an abbreviation, an initial or an ordinal."""
    if lang in _ORDINAL_LANGUAGES and _NUMBER.search(before):
        return True
    match = _ABBREVIATED.search(before)
    word = match[1].lower() if match else ""
    if word in _ABBREVIATIONS.get(lang, ()) or (word in _BEFORE_A_NUMBER and after[0].isdigit()):
        return True
    if lower or after[0].isdigit():
        return (len(word) == 1 and (lower or before[-2].islower())) or bool(_ACRONYM.search(before))
    if lang == "pl" and _PL_YEAR.search(before):
        return True
    opening = lang == "en" and after.split()[0].rstrip(",") in _STARTERS
    if _ACRONYM.search(before):
        # A time of day ends a sentence before a capital letter; so may any acronym in a language we have no list for.
        return lang == "en" and after[0].isalpha() and not opening and not word.endswith(".m")
    if len(word) == 1 and _INITIAL_AFTER.match(after):
        return True
    return bool(_INITIAL.search(before)) and after[0].isalpha() and not opening


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
    open_ended = not _SENTENCE_END.search(line) and not _CAPTION.match(line)
    return open_ended and _is_short(line, TITLE_CHARACTERS, TITLE_WORDS)


def _is_heading(line: str, following: str) -> bool:
    """True for a short line without a stop that stands over a longer or a finished paragraph."""
    if _SENTENCE_END.search(line) or not _is_short(line, HEADING_CHARACTERS, HEADING_WORDS):
        return False
    if _BULLET.match(line) or _TWEET.search(line) or _LOWER_AFTER.match(line) or "://" in line:
        return False
    paragraph = bool(_SENTENCE_END.search(following)) or not _is_short(following, HEADING_CHARACTERS, HEADING_WORDS)
    return paragraph and not _LOWER_AFTER.match(following)


def _is_short(line: str, characters: int, words: int) -> bool:
    return len(line) <= characters and len(line.split()) <= words
