"""Where a text leaves its own script: foreign fragments with exact spans. Why each is there, reasons.py says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from mtaudit.core import Span
from mtaudit.segment import sentences
from mtaudit.text import (
    ADDRESS,
    BRACKETS,
    ScriptRun,
    balanced,
    enclosing_bracket,
    has_foreign_script,
    lookalike_words,
    not_japanese,
    script_runs,
    scripts_of,
)

# Scripts that one language mixes within a word or sentence count as one.
_EAST_ASIAN = frozenset({"Hani", "Hira", "Kana", "Hang", "Bopo"})

_TRAILING_STOP = regex.compile(r"""[.!?…。！？؟।]+(?=["'”’»」』)\]]*(?:\s|$))""")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}'’ʼ\-\N{ZERO WIDTH NON-JOINER}]*")
_LOWER_WORD = regex.compile(r"(?<![\p{L}\p{N}@#])\p{Ll}[\p{L}\p{M}'’ʼ\-]*")
# A name or title in quotation marks or brackets, as foreign running text gives it.
_ASIDE = regex.compile(r"[(（][^()（）\n]{1,60}[)）]|[“\"«„《][^“”\"«»《》\n]{1,60}[”\"»“》]")
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
_LETTER = regex.compile(r"\p{L}")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A foreign stretch: `core` from its first to its last foreign letter, `span` with brackets and full stop.

    `bracketed`: brackets that wrap nothing else. `sentence`: it fills at least one whole sentence or the segment.
    """

    script: str
    core: Span
    span: Span
    bracketed: bool = False
    sentence: bool = False


def fragments(text: str, lang: str) -> tuple[Fragment, ...]:
    """The stretches of `text` whose script is not one of `lang`'s; for Latin see latin.py."""
    return _fragments(text, lang) if has_foreign_script(text, lang) else ()


@lru_cache(maxsize=64)
def _fragments(text: str, lang: str) -> tuple[Fragment, ...]:
    cores: list[tuple[str, Span]] = []
    for run in _foreign_runs(text, lang):
        if cores and _joins(text, cores[-1], (run.script, run.span)):
            script, span = cores[-1]
            cores[-1] = (script, Span(span.start, run.span.end))
        else:
            cores.append((run.script, run.span))
    found = [_widened(text, lang, Fragment(_dominant(text, core, script), core, core)) for script, core in cores]
    return tuple(one for one in found if not any(_within(one, other) for other in found))


def _within(one: Fragment, other: Fragment) -> bool:
    return other.sentence and len(other.span) > len(one.span) and other.span.covers(one.span)


def _foreign_runs(text: str, lang: str) -> list[ScriptRun]:
    """Runs of foreign letters. Words with look-alike letters count as what they were meant to be (ENC101)."""
    own = scripts_of(lang) | {"Latn"}
    alike = list(lookalike_words(text, lang))
    runs = [run for run in script_runs(text) if not any(word.span.covers(run.span) for word in alike)]
    runs += [ScriptRun(word.script, word.span) for word in alike]
    foreign = [run for run in runs if run.script not in own]
    if lang == "ja":  # which shares its script with Chinese, but not all of it
        foreign += [ScriptRun("Hani", Span(*match.span())) for match in not_japanese().finditer(text)]
    return sorted(foreign, key=lambda run: run.span)


def _dominant(text: str, core: Span, script: str) -> str:
    """Kana tell Japanese from Chinese wherever they stand in the stretch."""
    if script not in _EAST_ASIAN:
        return script
    scripts = {run.script for run in script_runs(core.of(text))}
    return next((kana for kana in ("Hira", "Kana", "Hang") if kana in scripts), script)


def _kin(script: str) -> str:
    return "East Asian" if script in _EAST_ASIAN else script


def _joins(text: str, left: tuple[str, Span], right: tuple[str, Span]) -> bool:
    """True where what stands between two foreign stretches belongs to them: no letters, or a name or two."""
    gap = text[left[1].end : right[1].start]
    if _kin(left[0]) != _kin(right[0]) or "\n" in gap:
        return False
    if not _LETTER.search(gap):
        return True
    bare = ADDRESS.sub(" ", _ASIDE.sub(" ", gap))
    if _LOWER_WORD.search(bare) or len(_WORD.findall(bare)) > 4 or not balanced(gap):
        return False
    attached = left[0] in _EAST_ASIAN and not gap[0].isspace() and not gap[-1].isspace()
    return attached or _runs_on(left[1].of(text)) or _runs_on(right[1].of(text + " ")[:40])


def _runs_on(foreign: str) -> bool:
    """True for running text rather than a name: a lower-case word, or four letters of a script without case."""
    if regex.search(r"[\p{Lu}\p{Ll}]", foreign):
        return any(len(word) > 1 for word in _LOWER_WORD.findall(foreign))
    return len(_LETTER.findall(foreign)) >= 4


def _widened(text: str, lang: str, fragment: Fragment) -> Fragment:
    bracket = enclosing_bracket(text, fragment.core)
    if bracket is not None and len(fragment.core) > 1 and _mostly(text, bracket, fragment.core):
        return _as_sentence(text, lang, replace(fragment, span=bracket, bracketed=True))
    return _as_sentence(text, lang, fragment)


def _mostly(text: str, bracket: Span, core: Span) -> bool:
    """True where the bracket holds nothing of the target's language beside the foreign text."""
    rest = text[bracket.start + 1 : core.start] + " " + text[core.end : bracket.end - 1]
    return not _LOWER_WORD.search(rest) and len(_LETTER.findall(rest)) <= len(_LETTER.findall(core.of(text))) * 0.4


def _as_sentence(text: str, lang: str, fragment: Fragment) -> Fragment:
    """Widen to the whole sentences that the fragment fills, or to the full stop that ends it."""
    fragment = replace(fragment, span=_with_opener(text, fragment.span))
    touched = [span for span in sentences(text, lang) if span.overlaps(fragment.core)]
    filled = [span for span in touched if _fills(text, span, fragment)]
    start, end = fragment.span.start, fragment.span.end
    if touched and touched[0] in filled:
        start = touched[0].start
    if touched and touched[-1] in filled:
        end = touched[-1].end
    elif not fragment.bracketed and is_phrase(fragment.core.of(text)):
        stop = _TRAILING_STOP.match(text, _past_closers(text, fragment.core))
        end = stop.end() if stop else end
    return replace(
        fragment, span=Span(min(start, fragment.span.start), max(end, fragment.span.end)), sentence=bool(filled)
    )


def _with_opener(text: str, span: Span) -> Span:
    """The span with the opening mark before it where its closing mark lies inside."""
    pairs = {**BRACKETS, "«": "»", "“": "”", "„": "“”", "「": "」", "『": "』"}
    opener, inside = text[max(0, span.start - 1) : span.start], span.of(text)
    closed = any(mark in inside for mark in pairs.get(opener, "")) and opener not in inside
    return Span(span.start - 1, span.end) if closed and not balanced_marks(inside) else span


def balanced_marks(text: str) -> bool:
    """True where brackets and angle quotation marks in `text` find their partners in it."""
    return balanced(text) and text.count("«") >= text.count("»") and text.count("“") >= text.count("”")


def _past_closers(text: str, core: Span) -> int:
    """The end of `core`, moved over digits and closing marks whose opening mark lies inside it."""
    end = core.end
    while end < len(text) and (text[end].isdigit() or text[end] in "%)]»”\"’' "):
        char = text[end]
        opened = {")": "(", "]": "[", "»": "«", "”": "“„", '"': '"“„'}.get(char, "")
        if not char.isdigit() and char not in " %" and not any(mark in core.of(text) for mark in opened):
            break
        end += 1
    return end


def _fills(text: str, sentence: Span, fragment: Fragment) -> bool:
    """True where the sentence has no other words than the fragment's, names and addresses aside."""
    inside = text[max(sentence.start, fragment.core.start) : min(sentence.end, fragment.core.end)]
    before = text[sentence.start : max(sentence.start, fragment.core.start)]
    after = text[min(sentence.end, fragment.core.end) : sentence.end]
    rest = ADDRESS.sub(" ", before + " " + after)
    if not is_text(inside):
        return False
    foreign, other = len(_LETTER.findall(inside)), len(_LETTER.findall(rest))
    return other == 0 or (not _LOWER_WORD.search(rest) and other <= 0.4 * foreign)


def is_phrase(foreign: str) -> bool:
    """True for two words or more, or four letters of a script that does not put spaces."""
    if _UNSPACED.search(foreign):
        return len(_LETTER.findall(foreign)) >= 4
    return len(_WORD.findall(foreign)) >= 2


def is_text(foreign: str) -> bool:
    """True for three words or more, or six letters of a script that does not put spaces."""
    if _UNSPACED.search(foreign):
        return len(_LETTER.findall(foreign)) >= 6
    return len(_WORD.findall(foreign)) >= 3
