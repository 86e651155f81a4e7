"""Why a foreign fragment is there: the reason decides the code and the severity of the finding."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

import regex
from anyascii import anyascii

from mtaudit.core import Severity, Span
from mtaudit.detect.script.fragments import Fragment, fragments, is_text
from mtaudit.text import ADDRESS, QUOTES, enclosing_bracket

# A name and its Latin form agree in this share of their letters once the name is transliterated letter by letter
# ("Podolyak" : "Podoliak" .88, "Kathimerini" 1.0); unrelated words of news text stay below .5.
SAME_NAME = 0.62
# Hebrew and Arabic write few vowels, so consonants are compared, and with fewer letters chance agrees more often.
SAME_CONSONANTS = 0.72
RUNNING = 4  # lower-case words of running text; names and titles have fewer

_LETTER = regex.compile(r"\p{L}")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}'’ʼ\-\N{ZERO WIDTH NON-JOINER}]*")
_LATIN_WORD = regex.compile(r"[\p{Latin}\p{N}][\p{Latin}\p{M}\p{N}'’ʼ\-.]*")
_LOWER = regex.compile(r"\p{Ll}")
_LOWER_WORD = regex.compile(r"(?<![\p{L}\p{M}])\p{Ll}{2,}")
_LATIN_TAIL = regex.compile(rf"(?:[\p{{Latin}}\p{{N}}{QUOTES}][\p{{Latin}}\p{{M}}\p{{N}}{QUOTES}.\-]*[ ,]*){{1,6}}$")
_CASED = regex.compile(r"[\p{Lu}\p{Ll}]")
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
_HANDLE = regex.compile(r"[@＠]\w{2,}")
_OPENS_WITH_DASH = regex.compile(r"\s*[-‐‑‒–—―]+\s*$")
# "Source:", "Photo credit:", "By", and the same word in other languages of Europe's press.
_OPENS_WITH_LABEL = regex.compile(
    r"(?i)\s*[\"'“(\[]?(?:[\p{L}\p{M}]+(?:[ /][\p{L}\p{M}]+){0,2}\s?[:：|©]\s*"
    r"|(?:by|von|par|por|di|da|door|av|af|przez|text)\s+)$"
)


# A quotation in Latin letters a few words after a quoted original: “Слава Україні”, or “Glory to Ukraine”.
_QUOTED_NEAR = regex.compile(
    rf"[.!?…,]?[{QUOTES}][,.]?[^{QUOTES}.!?\n]{{1,20}}[{QUOTES}]([\p{{Latin}}][^{QUOTES}\n]+)[{QUOTES}]"
)


class Reason(StrEnum):
    """Why foreign script stands in a translation. The value is the code of the rule that reports it."""

    FRAGMENT = "UNT101"
    BRACKET = "UNT102"
    SENTENCE = "UNT103"
    SIGNATURE = "UNT104"
    ADDRESS = "UNT801"
    ORIGINAL = "UNT802"
    NAME = "UNT803"
    SYMBOL = "UNT804"


@dataclass(frozen=True, slots=True)
class Explained:
    """A fragment with its reason; `severity` None leaves it to the rule, `beside` is the Latin form found near it."""

    fragment: Fragment
    reason: Reason
    span: Span
    severity: Severity | None = None
    beside: str = ""


@lru_cache(maxsize=64)
def explain(text: str, lang: str, before: str = "", after: str = "") -> tuple[Explained, ...]:
    """Every foreign fragment of `text` with the reason why it is there, in offsets of `text`.

    `before` and `after` are the rest of its line, which may hold the translation or the handle of a name.
    """
    line, shift = before + text + after, len(before)
    return tuple(_moved(_explain(line, _shifted(one, shift)), -shift, len(text)) for one in fragments(text, lang))


def _shifted(fragment: Fragment, shift: int) -> Fragment:
    return replace(fragment, core=fragment.core.shift(shift), span=fragment.span.shift(shift))


def _moved(item: Explained, shift: int, size: int) -> Explained:
    """The same in the segment's offsets; a bracket that goes on beyond the segment is cut at its end."""
    start, end = max(0, item.span.start + shift), min(size, item.span.end + shift)
    return replace(item, fragment=_shifted(item.fragment, shift), span=Span(start, end))


def _explain(text: str, fragment: Fragment) -> Explained:
    if _in_address(text, fragment.core):
        return Explained(fragment, Reason.ADDRESS, fragment.core)
    if _is_symbol(text, fragment):
        return Explained(fragment, Reason.SYMBOL, fragment.core)
    return (
        _original(text, fragment)
        or _signature(text, fragment)
        or _named(text, fragment)
        or _untranslated(text, fragment)
    )


def _untranslated(text: str, fragment: Fragment) -> Explained:
    if fragment.sentence:
        return Explained(fragment, Reason.SENTENCE, fragment.span)
    if not fragment.bracketed:
        return Explained(fragment, Reason.FRAGMENT, fragment.span)
    gloss = len(_WORD.findall(fragment.core.of(text))) == 1 and text[fragment.span.start] == "("
    return Explained(fragment, Reason.BRACKET, fragment.span, Severity.MINOR if gloss else None)


def _in_address(text: str, core: Span) -> bool:
    if _UNSPACED.search(core.of(text)) and len(core) > 8:  # a sentence after "#", which no space ends
        return any(Span(*match.span()).covers(core) and "/" in match[0] for match in ADDRESS.finditer(text))
    return any(Span(*match.span()).covers(core) for match in ADDRESS.finditer(text))


def _is_symbol(text: str, fragment: Fragment) -> bool:
    """One letter that stands for a quantity, a unit, a variable or a multiplication sign, or draws a face."""
    letters = fragment.core.of(text)
    before, after = text[max(0, fragment.core.start - 1) : fragment.core.start], text[fragment.core.end :][:1]
    if fragment.script == "Grek":
        return all(len(word) == 1 for word in _WORD.findall(regex.sub(r"[\d\-]", " ", letters)))
    if regex.fullmatch(r"[хХ](?:\d+[хХ])*", letters):
        return before.isdigit() or after.isdigit()
    return len(letters) == 1 and _draws(before) and _draws(after) and (before + after).strip("()") != ""


def _draws(char: str) -> bool:
    return bool(regex.fullmatch(r"[\p{S}\p{Pc}()\\/ಠ｡・•ヮωдДヘ´`;°*]", char))


def is_name(foreign: str) -> bool:
    """True where the words look like a name: all capitalised but small ones; without case, short and no sentence."""
    found = _WORD.findall(foreign)
    if _UNSPACED.search(foreign):
        return len(_LETTER.findall(foreign)) <= 8 and not regex.search(r"[をがはにでへも]|[，。、！？]", foreign)
    if _CASED.search(foreign):
        words = [word for word in found if _LETTER.search(word)]
        small = [word for word in words if _LOWER.match(word)]
        return 1 <= len(words) <= 5 and not _LOWER.match(words[0]) and all(len(word) <= 3 for word in small)
    return 1 <= len(found) <= 4


def _line(text: str, span: Span) -> Span:
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    return Span(start, end if end >= 0 else len(text))


def _signature(text: str, fragment: Fragment) -> Explained | None:
    """A signature, byline or credit: the line opens with a dash or label, then the name, then no running text."""
    line, core = _line(text, fragment.span), fragment.core
    before, after = text[line.start : core.start], text[core.end : line.end]
    name = core.of(text)
    if not is_name(name):
        return None
    opened = _OPENS_WITH_DASH.match(before) or _OPENS_WITH_LABEL.match(before)
    alone = not _is_quoted(text, core) and not _WORD.search(before + after) and bool(_CASED.search(name))
    running = len(regex.findall(r"(?<![@#\w])\p{Ll}{2,}", ADDRESS.sub(" ", after)))
    if not (alone or (opened and running <= 2)):
        return None
    known = _HANDLE.search(after) or _HANDLE.search(before)
    beside = known[0] if known else _latin_form(text, core, fragment.script)
    return Explained(fragment, Reason.SIGNATURE, core, Severity.MINOR if beside else Severity.MAJOR, beside)


def _original(text: str, fragment: Fragment) -> Explained | None:
    """The original beside its translation: a bracket after or before it, holding a name, title or quotation."""
    foreign = fragment.core.of(text)
    quoted = _is_quoted(text, fragment.core)
    near = _QUOTED_NEAR.search(text, pos=fragment.core.end) if quoted else None
    if near and near.start() == fragment.core.end:
        return Explained(fragment, Reason.ORIGINAL, fragment.span, None, near[1])
    if not quoted and len(_LOWER_WORD.findall(foreign)) >= RUNNING:
        return None
    beside = _latin_beside(text, fragment)
    if not beside:
        return None
    if quoted and regex.search(rf"[{QUOTES}]", beside):
        return Explained(fragment, Reason.ORIGINAL, fragment.span, None, beside.strip(QUOTES + " "))
    latin_form = _latin_form(text, fragment.core, fragment.script)
    if latin_form:
        return Explained(fragment, Reason.NAME, fragment.span, None, latin_form)
    if text[fragment.span.start] == "[" and not quoted:  # square brackets hold what an editor or a system put in
        return None
    title = is_name(foreign) or (quoted and not _LOWER.match(foreign)) or _is_title(foreign)
    if title and regex.search(rf"[\p{{Lu}}\p{{N}}{QUOTES}]", beside[:1] + beside.split()[-1][:1]):
        return Explained(fragment, Reason.ORIGINAL, fragment.span, None, beside.strip(QUOTES + " "))
    return None


def _is_title(foreign: str) -> bool:
    return bool(regex.match(r"\p{Lu}", foreign)) and len(_WORD.findall(foreign)) <= 6


def _latin_beside(text: str, fragment: Fragment) -> str:
    """The Latin words that a bracket ties to the fragment: before it, or in the bracket that follows it."""
    bracket = enclosing_bracket(text, fragment.core)
    if bracket is not None:
        before = text[max(0, bracket.start - 80) : bracket.start]
        found = _LATIN_TAIL.search(before)
        return _tail(found[0]) if found else ""
    after = text[fragment.core.end : fragment.core.end + 80]
    found = regex.match(rf"[{QUOTES}]?\s*[(（\[]\s*([{QUOTES}]?\p{{Latin}}[^()（）\[\]]*)[)）\]]", after)
    return str(found[1]).strip() if found else ""


def _tail(words: str) -> str:
    """The quoted passage, or the run of capitalised words, or else the one word at the end of `words`."""
    words = words.rstrip(" ,")
    quoted = regex.search(rf"[{QUOTES}][^{QUOTES}]+[{QUOTES}]$", words)
    if quoted:
        return str(quoted[0])
    run = regex.search(r"(?:\b\p{Lu}[\p{L}\p{M}'’.\-]*[ ]?(?:\p{Ll}{1,3} )?)+$", words)
    return str(run[0]) if run else "".join(words.split()[-1:])


def _is_quoted(text: str, core: Span) -> bool:
    before = text[max(0, core.start - 2) : core.start].rstrip()
    after = text[core.end : core.end + 3].lstrip(".!?…, ")
    return before[-1:] in QUOTES and after[:1] in QUOTES and bool(before) and bool(after)


def _named(text: str, fragment: Fragment) -> Explained | None:
    """A name in its own script directly beside its Latin form, without brackets."""
    foreign = fragment.core.of(text)
    if (fragment.sentence and is_text(foreign)) or not is_name(foreign):
        return None
    beside = _latin_form(text, fragment.core, fragment.script)
    return Explained(fragment, Reason.NAME, fragment.span, None, beside) if beside else None


def _latin_form(text: str, core: Span, script: str) -> str:
    """The Latin words next to `core` that spell the same name; "" where none do."""
    foreign = core.of(text)
    if len(foreign) > 60 or len(_LETTER.findall(foreign)) < 2:
        return ""
    sound = _sounds(foreign, script)
    size = max(1, len(_WORD.findall(foreign)))
    before = _LATIN_WORD.findall(text[max(0, core.start - 60) : core.start])[-size - 3 :]
    after = _LATIN_WORD.findall(text[core.end : core.end + 60])[: size + 3]
    threshold = SAME_CONSONANTS if script in ("Hebr", "Arab") else SAME_NAME
    for near in (before, after):
        for length in range(len(near), 0, -1):
            for start in range(len(near) - length + 1):
                words = " ".join(near[start : start + length])
                other = _sounds(words, script)
                if len(other) >= 3 and SequenceMatcher(None, sound, other, autojunk=False).ratio() >= threshold:
                    return words
    return ""


def _sounds(name: str, script: str) -> str:
    """The name in plain Latin letters, for comparing; consonants only where the script writes few vowels."""
    plain = regex.sub(r"[^a-z]", "", anyascii(name).lower())
    return str(regex.sub(r"[aeiouwy]", "", plain) if script in ("Hebr", "Arab") else plain)
