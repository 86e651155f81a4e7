"""Marks that come in pairs: quotation marks and brackets that have lost their partner."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import regex

from mtaudit.core import Category, Document, Evidence, Hit, Severity, Span
from mtaudit.detect.rule import Context, Example, Rule, rule

# Which marks may close each other. Single marks are left out: they are apostrophes far more often.
QUOTES = {
    "\N{QUOTATION MARK}": "double",
    "\N{LEFT DOUBLE QUOTATION MARK}": "double",
    "\N{RIGHT DOUBLE QUOTATION MARK}": "double",
    "\N{DOUBLE LOW-9 QUOTATION MARK}": "double",
    "\N{DOUBLE HIGH-REVERSED-9 QUOTATION MARK}": "double",
    "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}": "angle",
    "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}": "angle",
    "\N{LEFT CORNER BRACKET}": "corner",
    "\N{RIGHT CORNER BRACKET}": "corner",
    "\N{LEFT WHITE CORNER BRACKET}": "white corner",
    "\N{RIGHT WHITE CORNER BRACKET}": "white corner",
}
ALWAYS_OPEN = "\N{DOUBLE LOW-9 QUOTATION MARK}\N{LEFT CORNER BRACKET}\N{LEFT WHITE CORNER BRACKET}"
ALWAYS_CLOSE = "\N{RIGHT CORNER BRACKET}\N{RIGHT WHITE CORNER BRACKET}"
# What a mark does where the spaces round it do not tell. Source: Unicode CLDR, delimiters, most languages.
USUALLY_OPEN = "\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}"
USUALLY_CLOSE = "\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"
# Closer to opener; wide and narrow ones may close each other, as they do in Chinese.
BRACKETS = {")": "(", "]": "[", "}": "{", "）": "(", "】": "【", "］": "["}
_NARROW = {"（": "(", "［": "["}

# Lines over which a quotation or a bracket may stay open: segments of one paragraph often stand on lines of their own.
OPEN_LINES = 4
NEXT_MARKS = 8  # marks after an opener among which the one that was opened too many is sought

WRAPPED_WIDTH = 100  # characters: the widest line that editors and mail programs wrap at

_LINE = regex.compile(r"(?m)^.*\S.*$")
_ENDED = regex.compile(r"[\p{Sentence_Terminal}:…]\P{L}*$")
_UNSPACED = ("zh", "ja", "th", "lo", "km", "my")
_OPENING_EDGE = regex.compile(r"[\s(\[{/\-–—¿¡（【]")
_CLOSING_EDGE = regex.compile(r"[\s)\]}/\-–—,.;:!?…，。；：！？、）】'’]")
_MARK = regex.compile(f"[{''.join(QUOTES)}]")
_MEASURE = regex.compile(r"\d[\d½¼¾]*\"")
_GERSHAYIM = regex.compile(r"\p{Hebrew}\"\p{Hebrew}")
_SMILEY = regex.compile(r"[:;=] ?[-o']?(?:[)\]]+|[(\[]+(?=\s|$))")
_LIST_MARK = regex.compile(r"(?:^|[\s,;:(])(?:\p{L}{1,2}|[ivxIVX]{1,4}|\d{1,3})$")
_BRACKET = regex.compile(f"[{regex.escape(''.join((*BRACKETS, *BRACKETS.values(), *_NARROW)))}]")
_CJK = r"[\p{Han}\p{Hiragana}\p{Katakana}]"
_WORD_AFTER = regex.compile(rf"\s?[^\s\p{{L}}\p{{N}}]{{0,3}}(?:{_CJK}{{1,2}}|[\p{{L}}\p{{M}}\p{{N}}]{{1,40}}+)")
_WORD_BEFORE = regex.compile(rf"(?:{_CJK}{{1,2}}|[\p{{L}}\p{{M}}\p{{N}}]{{1,40}})[^\s\p{{L}}\p{{N}}]{{0,3}}\s?$")
LONGEST_WORD = 50  # code points looked at before a closing mark for the word that it touches


@dataclass(frozen=True, slots=True)
class _Mark:
    at: int
    line: int
    kind: str
    opens: bool
    starts_line: bool


@dataclass(frozen=True, slots=True)
class _Loose:
    mark: _Mark
    reason: str
    earlier: _Mark | None = None


@rule(
    code="TYP101",
    name="unbalanced-quotation-mark",
    category=Category.PUNCTUATION,
    severity=Severity.MINOR,
    scope="document",
    examples=(
        Example("en", "He said: [[“Kharkiv]] has been hit.\nThe city is silent.\nNobody answered."),
        Example("en", "[[“It]] was hit by missiles.\nThe minister confirmed it.\n“Dozens died,” he said."),
        Example("en", "“It was hit by missiles. [[“Dozens]] died,” he said."),
        Example("en", "“I order the staff [[“to]] move,” he said."),
        Example("en", "It was [[over”]] for him."),
        Example("en", 'He called it [["a]] new era.'),
        Example("de", "Er sagte: [[„Wir]] kommen.\nDann ging er."),
        Example("fr", "Il a dit : [[« Nous]] arrivons.\nPuis il est parti."),
        Example("ru", "Он сказал: [[«Мы]] идём.\nПотом ушёл."),
        Example("ja", "彼は[[「行く]]と言った。"),
        Example("en", "“We will go,” he said. “We will not stay.”"),
        Example("en", "“We will go.\n“We will not stay,” he said."),
        Example("en", "“We will go.\nWe will not stay,” he said."),
        Example("en", "He is 6'2\" tall and back from the '90s; the 19\" screen is Hawai‘i’s best."),
        Example("en", "“He told me “no” twice,” she said."),
        Example("de", "„Wir kommen“, sagte er. »Gut«, sagte sie."),
        Example("fr", "« Nous arrivons », a-t-il dit, « l’eau d’“ici” est bonne »."),
        Example("sv", "”Vi kommer”, sade han."),
        Example("pl", "„Idziemy” – powiedział."),
        Example("ja", "彼は「行く」と言った。"),
        Example("en", "It was over” for him.", source="Всё было кончено» для него."),
    ),
)
def unbalanced_quotation_mark(document: Document, _: Context) -> Iterator[Hit]:
    """A quotation is opened and never closed, closed and never opened, or opened again while still open.

    Why it matters: the reader cannot tell where the quoted person stops and the newspaper begins to speak.
    A mark that closes what was never opened is neutral: printed news has one in 3,000 words, where a quotation begins
    without a mark in the Russian way or its first sentence was cut.

    Silent on: apostrophes and single marks, inches and minutes, quotations inside quotations, a new paragraph that
    opens again without closing the former one, a quotation that goes on over a few lines, and segments whose source
    is unbalanced too.

    Source: Unicode CLDR delimiters; the multi-paragraph convention as in the Chicago Manual of Style, 13.32.
    """
    marks = list(_quotes(document.text, document.lang))
    for loose in _loose(marks):
        if _source_loose(document, loose.mark.at, document.source_lang):
            continue
        evidence: tuple[Evidence, ...] = ()
        if loose.earlier:
            earlier = _with_word(document.text, loose.earlier.at, opens=True)
            evidence = (Evidence("opened", earlier.of(document.text)),)
        span = _with_word(document.text, loose.mark.at, opens=loose.mark.opens)
        severity = None if loose.mark.opens else Severity.NEUTRAL
        yield Hit(span, loose.reason, 0.9, severity, evidence=evidence)


def _source_loose(document: Document, at: int, lang: str) -> bool:
    """True where the source of the segment at `at` has a loose quotation mark of its own."""
    for segment in document.segments:
        if segment.span.start <= at < segment.span.end:
            return bool(segment.source) and bool(list(_loose(list(_quotes(segment.source, lang)))))
    return False


def paragraph_starts(text: str) -> list[int]:
    """Offsets at which paragraphs start: at every line, or after blank lines only where the text is wrapped."""
    lines = list(_LINE.finditer(text))
    ended = sum(1 for match in lines if _ENDED.search(match[0]))
    wrapped = len(lines) > 4 and ended * 2 < len(lines) and max(len(match[0]) for match in lines) <= WRAPPED_WIDTH
    starts = [0]
    for before, line in pairwise(lines):
        if not wrapped or text.count("\n", before.end(), line.start()) > 1:
            starts.append(line.start())
    return starts


def _quotes(text: str, lang: str) -> Iterator[_Mark]:
    """All double quotation marks of `text` with the direction that spaces, else custom, give them."""
    open_now: set[str] = set()
    measured = {match.end() - 1 for match in _MEASURE.finditer(text)} if '"' in text else set()
    starts = paragraph_starts(text)
    for match in _MARK.finditer(text):
        at, kind = match.start(), QUOTES[match[0]]
        line = bisect_right(starts, at)
        if (at in measured and kind not in open_now) or _GERSHAYIM.match(text, max(0, at - 1)):
            continue
        opens = _opens(text, at, lang, kind in open_now)
        (open_now.add if opens else open_now.discard)(kind)
        yield _Mark(at, line, kind, opens, not regex.search(r"[\p{L}\p{N}]", text[starts[line - 1] : at]))


def _opens(text: str, at: int, lang: str, already: bool) -> bool:
    mark = text[at]
    if mark in ALWAYS_OPEN or mark in ALWAYS_CLOSE:
        return mark in ALWAYS_OPEN
    if lang in _UNSPACED:
        return not already  # Chinese news writes ”so“ and ”so” as well as “so”
    before, after = text[at - 1 : at] or "\n", text[at + 1 : at + 2] or "\n"
    left = bool(_OPENING_EDGE.match(before)) or (before in QUOTES and before in USUALLY_OPEN + ALWAYS_OPEN)
    right = bool(_CLOSING_EDGE.match(after)) and not (left and text.startswith(("...", "…"), at + 1))
    if left and not right and not after.isspace():
        return True
    if right and not left:
        return False
    if mark in USUALLY_OPEN + USUALLY_CLOSE:
        return mark in USUALLY_OPEN
    return not already


def _loose(marks: list[_Mark]) -> Iterator[_Loose]:
    """Marks without a partner, in order of the text."""
    for kind in dict.fromkeys(mark.kind for mark in marks):
        yield from _loose_of([mark for mark in marks if mark.kind == kind])


def _loose_of(marks: list[_Mark]) -> Iterator[_Loose]:
    stack: list[_Mark] = []
    for index, mark in enumerate(marks):
        if mark.opens:
            last = stack[-1] if stack else None
            if last and mark.starts_line and last is marks[index - 1] and mark.line == last.line + 1:
                stack[-1] = mark  # a new paragraph of the same quotation opens again
                continue
            if last and (mark.line - last.line > OPEN_LINES or (mark.starts_line and mark.line > last.line)):
                yield from _unclosed(stack, marks)
                stack = []
            stack.append(mark)
        elif stack and mark.line - stack[-1].line <= OPEN_LINES:
            stack.pop()
        else:
            yield from _unclosed(stack, marks)
            stack = []
            yield _Loose(mark, "this quotation mark closes a quotation that was never opened")
    yield from _unclosed(stack, marks)


def _unclosed(stack: list[_Mark], marks: list[_Mark]) -> Iterator[_Loose]:
    """The openers left over. Where another opener follows in the line, that one is opened too many."""
    for mark in stack:
        later = bisect_right(marks, mark.at, key=lambda other: other.at)
        again = next((other for other in marks[later : later + NEXT_MARKS] if other.opens), None)
        if again and again.line == mark.line:
            yield _Loose(again, "a quotation opens here while the one before it is still open", mark)
        else:
            yield _Loose(mark, "this quotation is never closed")


def _with_word(text: str, at: int, *, opens: bool) -> Span:
    """The mark and the word that it touches."""
    if opens:
        match = _WORD_AFTER.match(text, at + 1)
        return Span(at, match.end() if match else at + 1)
    line = text[max(text.rfind("\n", 0, at) + 1, at - LONGEST_WORD) : at]
    match = _WORD_BEFORE.search(line)
    return Span(at - len(line) + match.start() if match else at, at + 1)


@rule(
    code="TYP102",
    name="unbalanced-bracket",
    category=Category.PUNCTUATION,
    severity=Severity.MINOR,
    scope="document",
    examples=(
        Example("en", "The party [[(founded]] in 1990 won again."),
        Example("en", "The party, founded in [[1990)]] won again."),
        Example("de", "Die Partei [[(gegründet]] 1990 gewann."),
        Example("fr", "Le parti, fondé en [[1990)]] a gagné."),
        Example("zh", "该党[[（成立]]于1990年。"),
        Example("en", "There are two reasons: a) money and b) time."),
        Example("en", "1) Money\n2) Time"),
        Example("en", "He laughed :) and she wept :-( in reply."),
        Example("en", "The party (founded in 1990 [sic]) won."),
        Example("en", "(The party was founded in 1990.\nIt won again.)"),
        Example("de", "Die Partei (gegründet 1990) gewann."),
        Example("zh", "该基金（Multi Strategy)成立于1990年。"),
    ),
)
def unbalanced_bracket(document: Document, _: Context) -> Iterator[Hit]:
    """A bracket is opened and never closed, or closed and never opened.

    Why it matters: it is what remains where a decoder dropped or invented part of an aside.

    Silent on: list marks ("a)", "1)"), smileys, brackets closed a few lines on, and segments whose source is
    unbalanced too.

    Source: Unicode Bidi_Paired_Bracket; checked on clean news.
    """
    for at, opens in _loose_brackets(document.text):
        segment = next((item for item in document.segments if item.span.start <= at < item.span.end), None)
        if segment and segment.source and next(_loose_brackets(segment.source), None):
            continue
        reason = "this bracket is never closed" if opens else "this bracket was never opened"
        yield Hit(_with_word(document.text, at, opens=opens), reason, 0.9)


def _loose_brackets(text: str) -> Iterator[tuple[int, bool]]:
    """(offset, opens) of the brackets without a partner."""
    smileys = {at for match in _SMILEY.finditer(text) for at in range(match.start(), match.end())}
    stack: list[tuple[int, int, str]] = []
    starts = paragraph_starts(text)
    for match in _BRACKET.finditer(text):
        at, character = match.start(), match[0]
        line = bisect_right(starts, at)
        if character not in BRACKETS:
            if at not in smileys:
                stack.append((at, line, _NARROW.get(character, character)))
        else:
            while stack and line - stack[-1][1] > OPEN_LINES:
                yield stack.pop()[0], True
            if stack and stack[-1][2] == BRACKETS[character]:
                stack.pop()
            elif at not in smileys and not _LIST_MARK.search(text[max(0, at - 6) : at]):
                yield at, False
    for at, _, _ in stack:
        yield at, True


RULES: tuple[Rule, ...] = (unbalanced_quotation_mark, unbalanced_bracket)
