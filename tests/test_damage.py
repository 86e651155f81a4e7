"""The damage generator: offsets, equal shares, the same damage for the same seed, and nothing that is no damage."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import ftfy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtaudit.core import Document, Span
from mtaudit.evaluate.damage import (
    PLANTERS,
    CleanArticle,
    Damaged,
    Edit,
    candidates,
    clean_article,
    damaged_copies,
    donor_sentences,
    fluent_sentence,
    load_calques,
    plant,
)
from mtaudit.evaluate.damage.fragments import LENGTHS
from mtaudit.evaluate.damage.numbers import VARIANTS
from mtaudit.evaluate.damage.tokens import vocabulary, words_of
from mtaudit.read import read
from mtaudit.segment import segment
from mtaudit.text import lookalike_words, scripts_of
from tests.strategies import languages, texts

CORPORA = Path(__file__).parents[1] / "corpora"
LANGUAGES = ("en", "de", "fr", "es", "ru", "uk", "el", "tr", "ar", "zh", "ja")

JAPANESE = """港の拡張工事、来春に着工へ

県は3日、港の拡張工事を来年4月に始めると発表した。総工費は1200万円で、三年かけて完成させる。

知事は「地元の漁業者の声を聞きながら進めたい」と話した。反対する住民も約30%いるという。

新しい岸壁は長さ900メートルになる。工事には地元の三社が参加する。来週の火曜日に説明会が開かれる。
"""

TABLE = """lang\tsource\twrong\tright\tsentence\treason\tsplit
de\taktuell\tactual\tcurrent\tThe {} figures will be out on Monday.\tfalse friend\ttrain
de\tsensibel\tsensible\tsensitive\tThe talks are {} and held in private.\tfalse friend\ttest
fr\tassister\tassisted at\tattended\tThe minister {} the ceremony.\tfalse friend\ttrain
ru\tв торопях\tin hurrying\thurriedly\t{} the guards left the gate.\tword for word\ttrain
"""


def _article(name: str, text: str, lang: str) -> CleanArticle:
    document = Document(name, text, lang, segments=segment(text, lang))
    return clean_article(document, donors())


@lru_cache(maxsize=1)
def donors() -> dict[str, tuple[str, ...]]:
    return donor_sentences(read([CORPORA]).documents)


@lru_cache(maxsize=1)
def articles() -> tuple[CleanArticle, ...]:
    """The clean translations, the references and the sources of corpora/, and a Japanese text of our own."""
    found = [_article("harbour", JAPANESE, "ja")]
    for document in read([CORPORA]).documents:
        if "clean" in document.path:
            found.append(clean_article(document, donors()))
        if document.reference_text:
            found.append(_article(f"{document.id} reference", document.reference_text, document.lang))
        found.append(_article(f"{document.id} source", document.source_text, document.source_lang))
    return tuple(found)


def in_language(lang: str) -> list[CleanArticle]:
    return [article for article in articles() if article.lang == lang]


def edits_of(kind: str, lang: str, seed: int = 1) -> Iterator[tuple[CleanArticle, Edit]]:
    for article in in_language(lang):
        for edit in candidates(article, kind, random.Random(seed)):
            yield article, edit


def restored(damaged: Damaged, article: CleanArticle, edits: list[Edit]) -> str:
    """The clean text, from the damaged one and the edits, last to first."""
    text, shift = damaged.text, 0
    places = []
    for edit in sorted(edits, key=lambda edit: edit.span):
        places.append((edit.span.start + shift, edit))
        shift += len(edit.new) - len(edit.span)
    for start, edit in reversed(places):
        assert text[start : start + len(edit.new)] == edit.new
        text = text[:start] + edit.span.of(article.text) + text[start + len(edit.new) :]
    return text


# Offsets


@st.composite
def edited(draw: st.DrawFn) -> tuple[CleanArticle, list[Edit]]:
    """A text with edits that lie apart."""
    text = draw(st.text(min_size=1, max_size=60))
    places = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    edits = []
    for start, end in zip(places[::2], places[1::2], strict=False):
        new = draw(st.text(min_size=1, max_size=8).filter(lambda new, old=text[start : end - 1]: new != old))
        begin = draw(st.integers(0, len(new) - 1))
        mark = Span(begin, draw(st.integers(begin + 1, len(new))))
        edits.append(Edit(Span(start, max(start, end - 1)), new, mark, "test"))
    return CleanArticle("a", text, "en", ()), draw(st.permutations(edits))


@given(edited())
def test_edits_can_be_taken_back(given_: tuple[CleanArticle, list[Edit]]) -> None:
    article, edits = given_
    damaged = plant(article, edits)
    ordered = sorted(edits, key=lambda edit: edit.span)
    assert [mark.span.of(damaged.text) for mark in damaged.marks] == [edit.mark.of(edit.new) for edit in ordered]
    assert [mark.was for mark in damaged.marks] == [edit.span.of(article.text) for edit in ordered]
    assert restored(damaged, article, edits) == article.text


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(sorted(PLANTERS)), st.integers(0, 100))
def test_every_edit_can_be_taken_back(seed: int, kind: str, which: int) -> None:
    article = articles()[which % len(articles())]
    for edit in candidates(article, kind, random.Random(seed)):
        damaged = plant(article, [edit])
        assert damaged.text != article.text
        assert damaged.marks[0].span.of(damaged.text) == edit.mark.of(edit.new)
        assert restored(damaged, article, [edit]) == article.text


@settings(max_examples=60, deadline=None)
@given(texts, languages, st.sampled_from(sorted(PLANTERS)), st.integers(0, 9))
def test_any_text_can_be_damaged(text: str, lang: str, kind: str, seed: int) -> None:
    article = _article("any", text, lang)
    for edit in candidates(article, kind, random.Random(seed)):
        assert restored(plant(article, [edit]), article, [edit]) == text


def test_edits_that_touch_are_refused() -> None:
    article = CleanArticle("a", "one two three", "en", ())
    first = Edit(Span(0, 3), "1", Span(0, 1), "number")
    with pytest.raises(ValueError, match="touch"):
        plant(article, [first, Edit(Span(3, 3), "!", Span(0, 1), "number")])
    with pytest.raises(ValueError, match="touch"):
        plant(article, [Edit(Span(2, 5), "x", Span(0, 1), "number"), first])
    with pytest.raises(ValueError, match="changes nothing"):
        plant(article, [Edit(Span(0, 3), "one", Span(0, 3), "number")])
    with pytest.raises(ValueError, match="beyond"):
        plant(article, [Edit(Span(9, 99), "x", Span(0, 1), "number")])
    with pytest.raises(ValueError, match="mark"):
        Edit(Span(0, 3), "1", Span(0, 0), "number")


# Seeds and shares


@pytest.mark.parametrize("kind", PLANTERS)
def test_the_same_seed_gives_the_same_edits(kind: str) -> None:
    for lang in ("en", "ru", "zh"):
        once = [edit for _, edit in edits_of(kind, lang)]
        assert once == [edit for _, edit in edits_of(kind, lang)]
        if len(once) > 12:
            assert once != [edit for _, edit in edits_of(kind, lang, seed=2)]


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(ValueError, match="scrambled"):
        next(candidates(articles()[0], "scramble", random.Random(1)))


def test_copies_hold_every_cell_in_equal_shares() -> None:
    article = in_language("en")[1]
    kinds = tuple(PLANTERS)
    copies = list(damaged_copies(article, kinds, seed=7, per_copy=3, per_cell=2))
    assert copies == list(damaged_copies(article, kinds, seed=7, per_copy=3, per_cell=2))
    assert copies != list(damaged_copies(article, kinds, seed=8, per_copy=3, per_cell=2))
    cells = Counter((mark.kind, mark.variant, mark.source_lang) for copy in copies for mark in copy.marks)
    assert max(cells.values()) == 2
    possible = Counter(
        (kind, edit.variant, edit.source_lang) for kind in kinds for edit in candidates(article, kind, random.Random(1))
    )
    exact = {
        cell: min(2, count) for cell, count in possible.items() if cell[0] in ("number", "lost-quote", "scrambled")
    }
    assert exact == {cell: count for cell, count in cells.items() if cell[0] in ("number", "lost-quote", "scrambled")}
    for copy in copies:
        assert 1 <= len(copy.marks) <= 3
        assert copy.text != article.text


def test_damage_of_one_kind_does_not_hang_on_the_others() -> None:
    article = in_language("en")[0]

    def numbers(kinds: tuple[str, ...]) -> Counter[tuple[str, str]]:
        copies = damaged_copies(article, kinds, seed=3)
        return Counter((mark.variant, mark.was) for copy in copies for mark in copy.marks if mark.kind == "number")

    assert numbers(("number",)) == numbers(("homoglyph", "number", "scrambled"))


def test_damage_does_not_hang_on_where_the_article_lies() -> None:
    article = in_language("en")[0]
    elsewhere = replace(article, id=f"/elsewhere/{article.id}")
    assert list(damaged_copies(article, tuple(PLANTERS), seed=1)) == list(
        damaged_copies(elsewhere, tuple(PLANTERS), seed=1)
    )


@pytest.mark.parametrize("seed", range(5))
def test_between_damage_lies_a_whole_clean_sentence(seed: int) -> None:
    article = in_language("en")[0]
    clean = [span.of(article.text) for span in article.sentences]
    for copy in damaged_copies(article, ("repeated-phrase", "homoglyph", "scrambled"), seed=seed):
        for left, right in pairwise(copy.marks):
            between = copy.text[left.span.end : right.span.start]
            assert any(sentence in between for sentence in clean)


# Kinds


def test_every_kind_has_a_docstring_and_stays_silent_on_nothing() -> None:
    empty = CleanArticle("empty", "", "en", ())
    for kind, planter in PLANTERS.items():
        assert planter.__doc__
        assert not list(candidates(empty, kind, random.Random(1)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_fragments_are_foreign_and_new_to_the_article(lang: str) -> None:
    variants = Counter()
    for article, edit in edits_of("source-fragment", lang):
        form, script, length = edit.variant.split("/")
        variants[form, length] += 1
        fragment = edit.mark.of(edit.new).strip("[]()（）［］")
        assert (form == "bracketed") == (fragment != edit.new) == (not len(edit.span))
        words = words_of(fragment, Span(0, len(fragment)))
        least, most = LENGTHS[length]
        assert least <= len(words) <= most
        assert edit.source_lang != lang
        assert (script == "same") == bool(scripts_of(lang) & scripts_of(edit.source_lang))
        if edit.source_lang not in ("zh", "ja"):
            assert not vocabulary(fragment) & vocabulary(article.text)
            first = words[0].of(fragment)
            assert first == first.lower() and not any(char.isdigit() for char in fragment)
    assert set(variants) == {(form, length) for form in ("bare", "bracketed") for length in LENGTHS}


def test_a_word_of_both_languages_is_no_fragment() -> None:
    article = replace(_article("a", "The mayor said on Monday that the bridge would stay shut for weeks.", "en"))
    article = replace(article, donors={"fr": ("nation information village",), "de": ("Berlin 2024 Bonn",)})
    assert not list(candidates(article, "source-fragment", random.Random(1)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whole_sentences_are_replaced(lang: str) -> None:
    found = list(edits_of("untranslated-sentence", lang))
    assert {edit.source_lang for _, edit in found} == set(donors()) - {lang}
    for article, edit in found:
        assert edit.span in article.sentences
        assert edit.new in donors()[edit.source_lang]


@pytest.mark.parametrize("lang", ["en", "de", "fr", "es", "ru", "uk", "el", "tr"])
def test_homoglyphs_only_look_alike(lang: str) -> None:
    found = list(edits_of("homoglyph", lang))
    assert found
    for article, edit in found:
        was = edit.span.of(article.text)
        assert len(was) >= 4 and len(was) == len(edit.new)
        assert 1 <= sum(left != right for left, right in zip(was, edit.new, strict=True)) <= 2
    mixed = [edit for _, edit in found if next(lookalike_words(edit.new, lang), None)]
    assert len(mixed) > 0.8 * len(found)  # the rest holds a Greek nu, which our detector does not know


@pytest.mark.parametrize("lang", LANGUAGES)
def test_mojibake_can_be_repaired(lang: str) -> None:
    found = list(edits_of("mojibake", lang))
    assert {edit.variant for _, edit in found} >= {"windows-1252", "latin-1"}
    for article, edit in found:
        assert ftfy.fix_encoding(edit.new) == edit.span.of(article.text) != edit.new
    if lang in ("ru", "uk"):
        assert "windows-1251" in {edit.variant for _, edit in found}


def number_damage(text: str, lang: str) -> dict[str, set[tuple[str, str]]]:
    article = _article("a", text, lang)
    damage: dict[str, set[tuple[str, str]]] = {variant: set() for variant in VARIANTS}
    for seed in range(12):
        for edit in candidates(article, "number", random.Random(seed)):
            damage[edit.variant].add((edit.span.of(text), edit.new))
            assert not edit.visible
    return damage


EVERYTHING = {
    "en": "On 12 May three firms paid $1,200 for 3.5 million shares, or 50 % of the 20 km line.",
    "de": "Am 12. Mai zahlten drei Firmen 1.200 Euro für 3,5 Millionen Aktien, also 50 Prozent der 20 km langen Linie.",
    "fr": "Le 12 mai, trois firmes ont payé 1 200 euros pour 3,5 millions d’actions, 50 % de la ligne de 20 km.",
    "es": "El 12 de mayo tres firmas pagaron 1.200 euros por 3,5 millones de acciones, el 50 % de la línea de 20 km.",
    "ru": "12 мая три фирмы заплатили 1 200 рублей за 3,5 миллиона акций, это 50 % линии длиной 20 км.",
    "uk": "12 травня три фірми заплатили 1 200 гривень за 3,5 мільйона акцій, це 50 % лінії завдовжки 20 км.",
    "el": "Στις 12 Μαΐου τρεις εταιρείες πλήρωσαν 1.200 ευρώ για 3,5 εκατομμύρια μετοχές, το 50 % σε 20 χιλιόμετρα.",
    "tr": "12 Mayıs günü üç firma, 20 km uzunluğundaki hattın yüzde 50 payı olan 3,5 milyon hisseye 1.200 lira ödedi.",
    "ar": "في 12 مايو دفعت ثلاث شركات 1,200 دولار مقابل 3.5 مليون سهم، أي 50% من خط طوله 20 كيلومترا.",
    "zh": "5月12日，三家公司支付了1,200元，购买3.5万股，占全长20公里线路的50%。",
    "ja": "5月12日、三社が3.5万株に1,200円を支払い、全長20キロメートルの路線の50%を得た。",
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_variant_in_every_language(lang: str) -> None:
    damage = number_damage(EVERYTHING[lang], lang)
    assert [variant for variant in VARIANTS if not damage[variant]] == []


def test_what_number_damage_looks_like() -> None:
    damage = number_damage(EVERYTHING["en"], "en")
    assert ("1,200", "1.200") in damage["separator"] and ("3.5", "35") in damage["separator"]
    assert damage["percent"] == {("50", "5"), ("50 %", "50")}
    assert damage["currency"] <= {("$", "€"), ("$", "£")}
    assert damage["unit"] == {("km", "miles")}
    assert {was for was, _ in damage["date"]} <= {"12", "May"}
    assert {was for was, _ in damage["magnitude"]} == {"million"}
    assert {was for was, _ in damage["digit"]} <= {"1,200", "3.5", "20"}
    assert {was for was, _ in damage["number-word"]} == {"three"}


@pytest.mark.parametrize(
    "text", ["The mayor and her deputies met the press.", "Call G7, write to @mayor_12 or see v2.0.1b."]
)
def test_no_numbers_no_number_damage(text: str) -> None:
    assert not list(candidates(_article("a", text, "en"), "number", random.Random(1)))


def test_unknown_languages_have_digits_alone() -> None:
    damage = number_damage("Saioan 12 lagun izan ziren, 1,200 euro.", "eu")
    assert [variant for variant in VARIANTS if damage[variant]] == ["digit"]


NAMES = {
    "en": "The talks between Fatima Sharapova and Viktor Lindner failed. Later, Sharapova left.",
    "de": "Gestern hat Viktor Schapowalow den Vertrag gelesen. Danach ging Schapowalow nach Hause.",
    "fr": "Les discussions entre Viktor Charapov et Anna Lindner ont échoué. Hier, Charapov est parti.",
    "ru": "Вчера адвокат Виктор Хабаров встретился с журналистами. Потом Хабаров уехал.",
    "el": "Χθες ο δικηγόρος Γιώργος Ντεμίρης μίλησε. Αργότερα ο Ντεμίρης έφυγε.",
    "tr": "Dün avukat Şükrü Yıldızoğlu konuştu. Sonra da Yıldızoğlu gitti.",
}


@pytest.mark.parametrize("lang", NAMES)
def test_names_are_damaged_in_three_ways(lang: str) -> None:
    found = {}
    for seed in range(8):
        for edit in candidates(_article("a", NAMES[lang], lang), "name", random.Random(seed)):
            was = edit.span.of(NAMES[lang])
            found.setdefault(edit.variant, []).append((was, edit.new))
            assert edit.visible == (edit.variant != "other-person" and NAMES[lang].count(was) > 1)
            assert edit.new not in NAMES[lang] or edit.variant == "other-person"
    assert set(found) == {"one-letter", "transliteration", "other-person"}


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Gestern kam der Minister mit dem Zug nach Hause. Die Regierung sah die Verluste der Firma.", "de"),
        ("Am Montag zahlte man 20 Millionen Pfund. Nur 5 Prozent Rabatt, sagte er Ende Mai.", "de"),
        ("Meine Wähler sind klug. Diplomatische Beziehungen gab es auch über Diplomatische Beziehungen.", "de"),
        ("On Monday the Mayor met the President. In May it rained.", "en"),
        ("云岭大学团队发现四亿多年前鱼类化石。", "zh"),
        ("وقال رئيس الهيئة المهندس نادر البشتاوي إن الأشغال ستنطلق.", "ar"),
    ],
)
def test_what_is_no_name(text: str, lang: str) -> None:
    found = [edit.span.of(text) for edit in candidates(_article("a", text, lang), "name", random.Random(1))]
    assert not found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences_are_dropped_and_doubled(lang: str) -> None:
    for article, edit in edits_of("dropped-sentence", lang):
        assert not edit.visible
        damaged = plant(article, [edit])
        gone = edit.span.of(article.text).removeprefix(edit.new).strip()
        assert gone in [sentence.of(article.text) for sentence in article.sentences]
        assert damaged.text.count(gone) == article.text.count(gone) - 1
        assert "\n" not in edit.span.of(article.text)
    doubled = list(edits_of("doubled-sentence", lang))
    assert doubled
    for article, edit in doubled:
        copy = edit.mark.of(edit.new)
        assert plant(article, [edit]).text.count(copy) == article.text.count(copy) + 1
        assert article.text[: edit.span.start].endswith(copy)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_phrases_are_repeated_and_scrambled(lang: str) -> None:
    repeated = list(edits_of("repeated-phrase", lang))
    assert {edit.variant for _, edit in repeated} == {"2", "3", "4", "5"}
    for article, edit in repeated:
        was = edit.span.of(article.text)
        assert edit.new in (f"{was} {was}", was * 2)
    scrambled = list(edits_of("scrambled", lang))
    assert scrambled
    for article, edit in scrambled:
        was = edit.span.of(article.text)
        assert edit.new != was and sorted(edit.new) == sorted(was)
        assert 5 <= int(edit.variant) <= 9


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_quote_is_lost(lang: str) -> None:
    found = list(edits_of("lost-quote", lang))
    assert {edit.variant for _, edit in found} == {"closing", "opening"}
    for article, edit in found:
        was, mark = edit.span.of(article.text), edit.mark.of(edit.new)
        assert edit.new in was and len(edit.new) < len(was)
        kept = was[0] if edit.variant == "closing" else was[-1]
        assert mark.startswith(kept) if edit.variant == "closing" else mark.endswith(kept)
        assert any(char.isalnum() for char in mark)
    assert not list(candidates(_article("a", "Nobody said “a word.", "en"), "lost-quote", random.Random(1)))


# Calques


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "calques.tsv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_calques_are_read_by_split(table: Path) -> None:
    train, test = load_calques("train", table), load_calques("test", table)
    assert [calque.wrong for calque in train] == ["actual", "assisted at", "in hurrying"]
    assert [calque.right for calque in test] == ["sensitive"]
    assert fluent_sentence(train[0]) == "The current figures will be out on Monday."
    assert fluent_sentence(train[2]) == "Hurriedly the guards left the gate."


def test_a_wrong_row_is_named(table: Path) -> None:
    for old, new in (("{} figures", "figures"), ("\ttest\n", "\tdev\n"), ("\tactual\t", "\tcurrent\t")):
        table.write_text(TABLE.replace(old, new), encoding="utf-8")
        with pytest.raises(ValueError, match=r"calques\.tsv:[23]"):
            load_calques("train", table)


def test_calques_are_planted_in_place_and_in_sentences(table: Path) -> None:
    text = "Officials attended the opening. The current plan was drawn up in May. He read Current Affairs."
    calques = load_calques("train", table)
    article = replace(_article("a", text, "en"), calques=calques)
    found = list(candidates(article, "calque", random.Random(1)))
    in_place = {(edit.span.of(text), edit.new) for edit in found if edit.variant == "in-place"}
    assert in_place == {("current", "actual"), ("attended", "assisted at")}
    carriers = [edit for edit in found if edit.variant == "carrier"]
    assert {edit.source_lang for edit in carriers} == {"de", "fr", "ru"}
    wrong = {calque.wrong for calque in calques}
    assert all(edit.mark.of(edit.new).lower() in wrong for edit in carriers)
    assert not list(candidates(replace(article, lang="de"), "calque", random.Random(1)))
    assert not list(candidates(replace(article, calques=()), "calque", random.Random(1)))
