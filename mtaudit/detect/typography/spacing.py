"""Spacing round punctuation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import regex

from mtaudit.core import Category, Document, Hit, Severity, Span
from mtaudit.detect.rule import Context, Example, Rule, rule

# French sets a space before these; Source: Imprimerie nationale, Lexique des règles typographiques.
FRENCH_SPACED = ";:!?"
_STRAY = regex.compile(
    r"(?<=[\p{L}\p{N}][\"”’)]?)[ \N{NO-BREAK SPACE}]+(?<mark>[,;:!?]|\.(?![\p{L}\d.]))(?![\p{P}\p{S}])"
)
_GLUED = regex.compile(
    r"(?<![\p{L}\p{M}\d.\-/@])(?P<left>\p{Ll}{3,})(?P<mark>[,;!?]|\.(?=\p{Lu}))(?P<right>\p{L}\p{Ll}{2,})(?![\p{L}\p{M}\d./@(])"
)
# Full stops of abbreviations ("St.", "p.m.") do not tell whether a text is tokenised.
_TIGHT = regex.compile(r"(?<=[\p{L}\p{N}\"”’)])[,;:!?](?=\s|$)|(?:\p{L}{4}|[\p{N}\"”’)])\.(?=\s|$)")
_LINE = regex.compile(r"[^\n]+")
_HOSTS_TABLE = "com org net gov edu co uk de fr ru gr ua info news tv js io ai"
_HOSTS = frozenset(_HOSTS_TABLE.split())
_UNSPACED_LANGUAGES = ("zh", "ja", "th", "lo", "km", "my", "bo")


@rule(
    code="TYP105",
    name="stray-or-missing-space",
    category=Category.PUNCTUATION,
    severity=Severity.MINOR,
    scope="document",
    examples=(
        Example("en", "The minister left[[ ,]] and the talks ended."),
        Example("en", "The minister [[left,and]] the talks ended."),
        Example("en", "The talks [[ended.The]] minister left."),
        Example("de", "Der Minister ging[[ ,]] und die Gespräche endeten."),
        Example("fr", "Le ministre est parti[[ ,]] et les discussions ont cessé."),
        Example("en", "The minister left , and the talks ended ."),
        Example("fr", "Est-il parti ? Oui : hier ; sûr !"),
        Example("en", "He reads Skai.gr, Booking.com and Node.js at 3,500.50 a time."),
        Example("zh", "部长离开了,会谈结束了."),
        Example("en", "He earns .5 per cent, costs are $ .99 and he wrote ... nothing."),
    ),
)
def stray_or_missing_space(document: Document, _: Context) -> Iterator[Hit]:
    """A space stands before a punctuation mark, or none after it.

    Why it matters: it looks careless, and search and line breaking suffer. One finding a line is enough.

    Silent on: tokenised text (most marks of a line stand free), the spaces that French sets before ; : ! ?,
    numbers, hosts and file names, ellipses, and languages without spaces.

    Source: Imprimerie nationale for French; clean WMT22 news references.
    """
    if document.lang in _UNSPACED_LANGUAGES:
        return
    for line in _LINE.finditer(document.text):
        hit = next(_stray(line[0], document.lang), None) or next(_glued(line[0]), None)
        if hit:
            yield replace(hit, span=hit.span.shift(line.start()))


def _stray(line: str, lang: str) -> Iterator[Hit]:
    """Spaces before a mark, unless most of the line's marks stand free, as in tokenised text."""
    marks = [match for match in _STRAY.finditer(line) if lang != "fr" or match["mark"] not in FRENCH_SPACED]
    if len(marks) <= len(_TIGHT.findall(line)):
        for match in marks:
            yield Hit(Span(*match.span()), f"a space before “{match['mark']}”", 0.85, suggestions=(match["mark"],))


def _glued(line: str) -> Iterator[Hit]:
    """Marks with no space after them."""
    for match in _GLUED.finditer(line):
        if match["right"].casefold() not in _HOSTS and match["left"].casefold() != "www":
            mended = f"{match['left']}{match['mark']} {match['right']}"
            yield Hit(Span(*match.span()), f"no space after “{match['mark']}”", 0.8, suggestions=(mended,))


RULES: tuple[Rule, ...] = (stray_or_missing_space,)
