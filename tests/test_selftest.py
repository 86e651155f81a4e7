"""The self-test on our own articles: what it plants, what it counts, what it says it could not measure."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from mtaudit.cli import run as cli
from mtaudit.config import Config, RulesConfig
from mtaudit.core import Document
from mtaudit.evaluate.articles import few_of_each, own_articles
from mtaudit.evaluate.damage import PLANTERS, load_calques
from mtaudit.evaluate.figures import Figure
from mtaudit.evaluate.selftest import SOURCES, TARGETS, Selftest, selftest
from mtaudit.evaluate.selftest_tables import selftest_tables
from mtaudit.evaluate.tiers import tiers
from mtaudit.evaluate.trials import CONTROL, trials
from mtaudit.read.compose import Facts, from_text
from mtaudit.read.languages import Languages

LIGHT = Config(rules=RulesConfig(ignore=("GAR",)))
TEXTUAL = tuple(kind for kind in PLANTERS if kind not in ("calque", "scrambled"))


@pytest.fixture(scope="module")
def own() -> tuple[list[Document], dict[str, tuple[str, ...]]]:
    documents, donors = own_articles()
    return few_of_each(documents, 1), donors


@pytest.fixture(scope="module")
def result(own: tuple[list[Document], dict[str, tuple[str, ...]]]) -> Selftest:
    documents, donors = own
    return selftest(documents, donors, (), LIGHT, kinds=TEXTUAL, resamples=0)


def recall(result: Selftest, part: str, family: str = "all") -> Figure:
    return next(f for f in result.figures if (f.key.slice, f.key.family, f.key.measure) == (part, family, "recall"))


def test_our_articles_cover_every_pair_we_promise(own: tuple[list[Document], dict[str, tuple[str, ...]]]) -> None:
    documents, donors = own
    assert {document.lang for document in documents} >= set(TARGETS)
    assert set(donors) >= set(SOURCES)


def test_what_is_planted_is_found(result: Selftest) -> None:
    assert recall(result, "kind=untranslated-sentence").value > 0.9
    for pair in ("el-en", "uk-en", "ru-de", "zh-fr", "ar-en"):
        assert recall(result, f"kind=source-fragment, {pair}").value > 0.9, pair
    assert recall(result, "kind=homoglyph").value > 0.7
    assert recall(result, "kind=mojibake").value > 0.7
    assert recall(result, "kind=doubled-sentence").value > 0.8
    assert recall(result, "kind=source-fragment, el-en").support >= 6


def test_what_no_rule_looks_for_is_not_found(result: Selftest) -> None:
    assert recall(result, "kind=dropped-sentence").value < 0.2
    assert recall(result, "kind=number").value < 0.2


def test_clean_text_stays_silent(result: Selftest) -> None:
    alarms = {f.key.slice: f for f in result.figures if (f.key.family, f.key.measure) == ("all", "false alarms")}
    assert alarms[""].value <= 0.5
    assert {f"target={lang}" for lang in TARGETS} <= set(alarms)


def test_findings_lie_on_what_was_planted(result: Selftest) -> None:
    precision = next(figure for figure in result.figures if figure.key.measure == "precision")
    assert precision.value > 0.9
    assert precision.support > 300


def test_every_pair_has_a_number_or_is_called_unmeasured(result: Selftest) -> None:
    (pairs,) = [table for table in selftest_tables(result) if table.title.endswith("language pair")]
    assert pairs.header == ("source", *TARGETS)
    for row in pairs.rows:
        for target, cell in zip(TARGETS, row[1:], strict=True):
            assert cell.text == "" if row[0].text == target else cell.text not in ("", "unmeasured", "–")
    assert result.unmeasured == ()


def test_pairs_without_clean_text_are_called_unmeasured(own: tuple[list[Document], dict[str, tuple[str, ...]]]) -> None:
    documents, donors = own
    english = [document for document in documents if document.lang == "en"]
    result = selftest(english, donors, (), LIGHT, kinds=("source-fragment",), resamples=0)
    assert ("el", "de") in result.unmeasured and ("el", "en") not in result.unmeasured
    (pairs,) = [table for table in selftest_tables(result) if table.title.endswith("language pair")]
    assert pairs.rows[0][2].text == "unmeasured"


def test_the_same_seed_plants_the_same(own: tuple[list[Document], dict[str, tuple[str, ...]]]) -> None:
    documents, donors = own
    kinds = ("homoglyph", "number", "source-fragment")

    def texts(seed: int) -> list[str]:
        return [trial.document.text for trial in trials(documents[:2], donors, (), kinds, seed=seed)]

    assert texts(0) == texts(0) != texts(1)


def test_marks_lie_in_documents_with_ids_of_their_own(own: tuple[list[Document], dict[str, tuple[str, ...]]]) -> None:
    documents, donors = own
    planned = list(trials(documents, donors, load_calques("train")[:9], tuple(PLANTERS)))
    assert len({trial.document.id for trial in planned}) == len(planned)
    for trial in planned:
        for mark in trial.marks:
            assert mark.span.of(trial.document.text).strip()
        languages = {mark.source_lang for mark in trial.marks if mark.kind == "source-fragment"}
        assert len(languages) <= 1, "an article has one source language"


def test_every_calque_stands_once_beside_its_right_wording(
    own: tuple[list[Document], dict[str, tuple[str, ...]]],
) -> None:
    documents, donors = own
    calques = load_calques("train")[:10]
    planned = list(trials(documents, donors, calques, ("calque",)))
    marks = [(mark, trial) for trial in planned for mark in trial.marks if mark.variant == "carrier"]
    wrong = [mark.span.of(trial.document.text) for mark, trial in marks if mark.kind == "calque"]
    right = [mark.span.of(trial.document.text) for mark, trial in marks if mark.kind == CONTROL]
    assert sorted(wrong) == sorted(calque.wrong for calque in calques)
    assert sorted(right) == sorted(calque.right for calque in calques)
    assert all(trial.needs_model for _, trial in marks)


def test_a_finding_that_the_clean_text_has_counts_for_nothing() -> None:
    text = "A headline for the article\n\nHe went to the the market in the town. The minister spoke for an hour.\n"
    document = from_text(text, Facts("a", lang="en"), Languages(LIGHT.read), line_of=lambda line: line)
    result = selftest([document], {}, (), LIGHT, kinds=("homoglyph",), resamples=0)
    assert next(f for f in result.figures if f.key.measure == "false alarms" and f.key.family == "REP").value > 0
    found = recall(result, "kind=homoglyph")
    assert found.support >= 1 and found.value == 1.0
    precision = next(f for f in result.figures if f.key.measure == "precision")
    assert precision.value == 1.0, "each copy has the doubled word of the clean text too"


def test_it_can_be_stored_and_compared(result: Selftest) -> None:
    evaluation = result.as_evaluation()
    assert evaluation.sets[0].digest == result.digest
    known = {tier.code: tier for tier in tiers(evaluation, evaluation)}
    assert known["UNT101"].recall > 0.9 and known["UNT101"].kind
    assert math.isnan(next(iter(tiers(evaluation, None))).recall)


def test_a_rule_gates_by_precision_or_by_silence(result: Selftest) -> None:
    evaluation = result.as_evaluation()
    natural = replace(evaluation, sets=(replace(evaluation.sets[0], natural=True),))
    found = {tier.code: tier for tier in tiers(natural, evaluation)}
    assert found["UNT101"].ground == "silence on clean text"
    assert not found["GAR101"].gates, "it did not run"


def test_the_command_tells_what_it_planted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    article = tmp_path / "own.en.txt"
    article.write_text(
        "Harbour opens again\n\nThe harbour of the town opened again on Monday after a storm. Ships had waited for two "
        "days outside the breakwater.\n\nThe mayor said that repairs would cost 12 million euros. Work on the second "
        "pier begins in May.\n",
        encoding="utf-8",
    )
    figures, page = tmp_path / "self.json", tmp_path / "self.html"
    args = ["selftest", str(article), "--ignore", "GAR", "--kind", "homoglyph,number", "--resamples", "0"]
    assert cli([*args, "--json", str(figures), "--html", str(page)]) == 0
    output = capsys.readouterr().out
    assert output.index("False alarms") < output.index("Planted damage")
    assert "homoglyph" in output and "only beside the source" in output and "seed 0" in output
    assert json.loads(figures.read_text())["sets"][0]["name"] == "selftest"
    assert "Self-test" in page.read_text()
    assert cli(["selftest", "--kind", "homoglyf"]) == 2
    assert "did you mean homoglyph?" in capsys.readouterr().err
    assert cli(["selftest", str(tmp_path / "none.txt")]) == 2
    assert "no such file" in capsys.readouterr().err
