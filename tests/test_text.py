"""Unicode facts: words, scripts, look-alikes, brackets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtaudit.core import Span
from mtaudit.text import (
    ADDRESS,
    balanced,
    count_words,
    enclosing_bracket,
    has_foreign_script,
    language_name,
    lookalike_words,
    script_runs,
    scripts_of,
    words,
)


@pytest.mark.parametrize(
    ("lang", "scripts"),
    [
        ("en", {"Latn"}),
        ("uk", {"Cyrl"}),
        ("el", {"Grek"}),
        ("ar", {"Arab"}),
        ("ja", {"Hani", "Hira", "Kana"}),
        ("ko", {"Hang", "Hani"}),
        ("sr", {"Cyrl", "Latn"}),
        ("hi", {"Deva"}),
        ("", set()),
        ("xx", set()),
    ],
)
def test_scripts_of(lang: str, scripts: set[str]) -> None:
    assert scripts_of(lang) == scripts


def test_script_runs_keep_marks_and_shared_letters() -> None:
    text = "ab Украї\N{COMBINING DIAERESIS}ні ラーメン मौसम β-blocker"
    found = [(run.script, run.span.of(text)) for run in script_runs(text)]
    assert found == [
        ("Latn", "ab"),
        ("Cyrl", "Украї\N{COMBINING DIAERESIS}ні"),
        ("Kana", "ラーメン"),
        ("Deva", "मौसम"),
        ("Grek", "β"),
        ("Latn", "blocker"),
    ]


@pytest.mark.parametrize(
    ("text", "lang", "foreign"),
    [
        ("Plain text.", "en", False),
        ("Zażółć gęślą jaźń – “tak”.", "pl", False),
        ("Слава", "en", True),
        ("Слава", "sr", False),
        ("Slava NATO", "uk", False),
        ("日本", "zh", False),
        ("にほん", "zh", True),
        ("5 µm, ½ and ™", "en", False),
        ("Слава", "xx", False),
    ],
)
def test_has_foreign_script(text: str, lang: str, foreign: bool) -> None:
    assert has_foreign_script(text, lang) is foreign


@pytest.mark.parametrize(
    ("text", "lang", "repaired"),
    [
        ("WНO said", "en", ["WHO"]),
        ("Wi-Fi cети", "ru", ["сети"]),
        ("+17°С.", "en", ["C"]),
        ("В. K. Arsenyev", "en", ["B"]),
        ("ΔT and kΩ and 3 μg", "en", []),
        ("VIPов, SMS-ки", "ru", []),
        ("Это С. Иванов", "ru", []),
        ("ΝATO", "el", ["NATO"]),
    ],
)
def test_lookalike_words(text: str, lang: str, repaired: list[str]) -> None:
    assert [word.repaired for word in lookalike_words(text, lang)] == repaired


def test_brackets() -> None:
    assert balanced("a (b [c]) d") and not balanced("a (b") and not balanced("a) b")
    text = "one (two [three] four) five"
    assert enclosing_bracket(text, Span(10, 15)) == Span(9, 16)
    assert enclosing_bracket(text, Span(5, 8)) == Span(4, 22)
    assert enclosing_bracket(text, Span(0, 3)) is None
    assert enclosing_bracket("(a\nb)", Span(3, 4)) is None


@pytest.mark.parametrize(
    "text",
    [
        "https://премияарсеньева.рф/",
        "www.skai.gr",
        "@Podolyak_M",
        "#новини",
        "Лента.ру",
        "a.b@c-d.org",
        "https: / / a.b / c",
    ],
)
def test_addresses(text: str) -> None:
    assert ADDRESS.fullmatch(text)


@pytest.mark.parametrize("text", ["Hello there", "said.But", "3.5", "U.S."])
def test_no_addresses(text: str) -> None:
    assert not ADDRESS.search(text)


def test_counts_and_names() -> None:
    assert count_words("Two words, 我不知道") == 2 + 2
    assert [span.of("It’s 3.5!") for span in words("It’s 3.5!")] == ["It’s", "3.5"]
    assert language_name("uk") == "Ukrainian" and language_name("tlh") == "tlh"


@given(st.text(), st.sampled_from(["en", "ru", "ja", "sr", "", "xx"]))
def test_any_text(text: str, lang: str) -> None:
    end = 0
    for run in script_runs(text):
        assert end <= run.span.start < run.span.end <= len(text)
        end = run.span.end
    for word in lookalike_words(text, lang):
        assert len(word.repaired) == len(word.span) and word.repaired != word.span.of(text)
