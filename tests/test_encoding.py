"""Encoding rules: what they repair and what they leave alone."""

from __future__ import annotations

import pytest

from mtaudit.config import Config
from mtaudit.core import Document, Hit, Segment, Span
from mtaudit.detect import encoding
from mtaudit.detect.rule import Context
from mtaudit.models import Models

CONFIG = Config()
MODELS = Models(CONFIG)


def hits(text: str, lang: str = "en") -> dict[str, list[Hit]]:
    """Hits of all encoding rules, by code."""
    segment = Segment(text, Span(0, len(text)), lang=lang)
    context = Context(Document("d", text, lang=lang, segments=(segment,)), CONFIG, MODELS)
    found = {rule.code: list(rule.find(segment, context)) for rule in encoding.RULES}
    return {code: of_code for code, of_code in found.items() if of_code}


@pytest.mark.parametrize(
    ("text", "lang", "code", "quote", "repaired"),
    [
        ("According to WНO data", "en", "ENC101", "WНO", "WHO"),
        ("Он сказал oни придут", "ru", "ENC101", "oни", "они"),
        ("It’s â€œfineâ€\x9d, he said", "en", "ENC102", "â€œfineâ€\x9d", "“fine”"),
        ("Le prÃ©sident franÃ§ais", "fr", "ENC102", "prÃ©sident", "président"),
        ("Johnson &amp; Johnson", "en", "ENC105", "&amp;", "&"),
        ("He said&nbsp;no", "en", "ENC105", "&nbsp;", "\N{NO-BREAK SPACE}"),
        ("It&#8217;s fine", "en", "ENC105", "&#8217;", "’"),
        ("the gov\N{ZERO WIDTH SPACE}ernment", "en", "ENC106", "gov\N{ZERO WIDTH SPACE}ernment", "government"),
        ("the ＮＡＴＯ summit", "en", "ENC107", "ＮＡＴＯ", "NATO"),
    ],
)
def test_repairs(text: str, lang: str, code: str, quote: str, repaired: str) -> None:
    first = hits(text, lang)[code][0]
    assert first.span.of(text) == quote
    assert first.suggestions == (repaired,)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("“Curly” ‘quotes’ – and dashes — don’t count… 5 € £3 ½ © ™", "en"),
        ("Ça va? Über São Tomé, naïve façade, Łódź, Þór, Ñandú", "en"),
        ("R&D, AT&T, a<b, 3 < 5 > 2, x&y;", "en"),
        ("क्\N{ZERO WIDTH JOINER}ष", "hi"),
        ("می\N{ZERO WIDTH NON-JOINER}خواهم", "fa"),
        ("\N{HEAVY BLACK HEART}\N{VARIATION SELECTOR-16}\N{ZERO WIDTH JOINER}\N{FIRE}", "en"),
        ("ภาษา\N{ZERO WIDTH SPACE}ไทย", "th"),
        ("\N{RIGHT-TO-LEFT MARK}(NATO) שלום", "he"),
        ("２０２２年", "ja"),
        ("Xishuangbanna（西双版納）", "en"),
        ("Soft\N{SOFT HYPHEN}hyphen", "de"),
        ("", "en"),
    ],
)
def test_silent(text: str, lang: str) -> None:
    assert hits(text, lang) == {}


def test_lost_characters_name_the_word() -> None:
    text = "Die Stra\N{REPLACEMENT CHARACTER}e und \N{DOUBLE QUESTION MARK} nderungen <unk>"
    found = [hit.span.of(text) for hit in hits(text, "de")["ENC103"]]
    assert found == ["Stra\N{REPLACEMENT CHARACTER}e", "\N{DOUBLE QUESTION MARK}", "<unk>"]
