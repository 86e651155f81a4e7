"""A whole evaluation on small gold: what is counted, stored, compared and held against floors."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mtaudit.cli import run as cli
from mtaudit.config import Config, RulesConfig
from mtaudit.core import Severity, Span
from mtaudit.errors import MtauditError
from mtaudit.evaluate import run
from mtaudit.evaluate.baselines import load_baseline
from mtaudit.evaluate.cases import cases_of
from mtaudit.evaluate.compare import compare
from mtaudit.evaluate.figures import Figure, Key
from mtaudit.evaluate.floors import check, pin, read_floors, updated, write_floors
from mtaudit.evaluate.gold import GoldDocument, GoldSet, load_gold
from mtaudit.evaluate.markdown import sets_table, tiers_table, to_markdown
from mtaudit.evaluate.measure import observe
from mtaudit.evaluate.page import render
from mtaudit.evaluate.prediction import Advance, Flag, Prediction, WordRisk
from mtaudit.evaluate.run import Evaluation, Plan, evaluate, folded
from mtaudit.evaluate.store import from_json, to_json
from mtaudit.evaluate.tables import tables
from mtaudit.evaluate.tiers import tiers

LIGHT = Config(rules=RulesConfig(ignore=("GAR",)))
RUSSIAN = "правительства страны"


def planted(index: int) -> dict[str, Any]:
    mt = f"The ministers of {RUSSIAN} met again on day {index} of the talks in the capital."
    start = mt.index(RUSSIAN)
    marks = [{"start": start, "end": start + len(RUSSIAN), "category": "untranslated", "severity": "major"}]
    return {"id": f"p{index}", "src": f"источник {index}", "mt": mt, "spans": marks, "kind": "words"}


def clean(index: int) -> dict[str, Any]:
    mt = f"The ministers met again on day {index} of the talks in the capital."
    return {"id": f"c{index}", "src": f"источник {index}", "mt": mt, "spans": [], "kind": "clean"}


@pytest.fixture
def gold_file(tmp_path: Path) -> Path:
    records = [{**planted(i), "src_lang": "ru", "tgt_lang": "en"} for i in range(12)]
    records += [{**clean(i), "src_lang": "ru", "tgt_lang": "en"} for i in range(12)]
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(json.dumps(one) for one in records), encoding="utf-8")
    return path


def figures(evaluation: Evaluation, system: str = "mtaudit") -> dict[tuple[str, str, str], Figure]:
    return {(f.key.family, f.key.slice, f.key.measure): f for f in evaluation.figures if f.key.system == system}


def test_planted_fragments_are_counted(gold_file: Path) -> None:
    found = figures(evaluate(load_gold(gold_file), LIGHT))
    for measure in ("precision", "recall", "F1", "char precision", "char recall", "char F1"):
        assert found["UNT", "", measure].value == 1.0, measure
    assert found["UNT", "", "median words"].value == 2.0
    assert found["UNT", "kind=words", "recall"].support == 12
    assert found["UNT", "", "false alarms"].value == 0.0
    # 14 words a record, one window of two in thirteen is right, and its two neighbours overlap the span
    assert found["UNT", "", "chance"].value == pytest.approx(3 / 14, abs=0.02)
    assert found["UNT", "", "word MCC"].value == 1.0
    assert ("GAR", "", "precision") not in found, "nobody looked for garbled wording in this gold"


def test_baselines_are_measured_on_the_same_records(gold_file: Path) -> None:
    baselines = [load_baseline(name, LIGHT) for name in ("script-share", "constant")]
    evaluation = evaluate(load_gold(gold_file), LIGHT, baselines=baselines)
    own, peer = figures(evaluation), figures(evaluation, "script-share")
    assert peer["UNT", "", "recall"].support == own["UNT", "", "recall"].support == 12
    assert peer["UNT", "", "precision"].value == 0.0, "a whole sentence is more than 4 words longer than the span"
    assert 0 < peer["UNT", "", "char precision"].value < 0.5
    assert "script-share" in evaluation.systems
    assert "constant" not in evaluation.systems, "there are no scores to agree with"


class Fixed:
    """A system that says what the test wants."""

    name = "mtaudit"
    flags = True
    signature = "fixed"

    def __init__(self, *predictions: Prediction) -> None:
        self.predictions = list(predictions)

    def unfit(self, _: GoldSet) -> str:
        return ""

    def predict(self, documents: list[GoldDocument], _: Advance) -> list[Prediction]:
        return self.predictions[: len(documents)]


def judged(tmp_path: Path, *records: dict[str, Any]) -> GoldSet:
    path = tmp_path / "own.jsonl"
    path.write_text("\n".join(json.dumps({"tgt_lang": "en", "src": "s", **one}) for one in records), encoding="utf-8")
    return load_gold(path)[0]


def measured(gold: GoldSet, *predictions: Prediction) -> dict[tuple[str, str, str], Any]:
    observed = observe(gold, "mtaudit", cases_of(gold.documents, predictions), ("all", "GAR", "UNT"))
    return {(one.key.family, one.key.slice, one.key.measure): one for one in observed}


def test_neutral_findings_count_for_recall_only(tmp_path: Path) -> None:
    gold = judged(tmp_path, {"mt": "aa bb cc dd", "spans": [{"start": 3, "end": 5, "category": "untranslated"}]})
    flag = Flag(Span(3, 5), "UNT", Severity.NEUTRAL, code="UNT801")
    found = measured(gold, Prediction(flags=(flag,)))
    assert math.isnan(float(found["UNT", "", "precision"].value()))
    assert float(found["UNT", "", "recall"].value()) == 1.0
    clean_gold = judged(tmp_path, {"mt": "aa bb cc dd", "src": None})
    assert float(measured(clean_gold, Prediction(flags=(flag,)))["UNT", "", "false alarms"].value()) == 0.0


def test_word_figures_by_hand(tmp_path: Path) -> None:
    gold = judged(tmp_path, {"mt": "aa bb cc dd", "spans": [{"start": 4, "end": 7, "severity": "major"}]})
    risks = tuple(WordRisk(Span(3 * i, 3 * i + 2), p) for i, p in enumerate((0.1, 0.9, 0.2, 0.3)))
    flag = Flag(Span(3, 5), "GAR", Severity.MINOR, 0.95, "GAR101")
    found = measured(gold, Prediction(flags=(flag,), risks={"GAR": risks}, calibrated=True, scores=(50.0,)))
    # positives bb and cc; touched bb: tp 1, fp 0, fn 1, tn 2
    assert found["GAR", "", "word MCC"].values.tolist() == [[1.0, 0.0, 1.0, 2.0]]
    assert float(found["GAR", "", "word MCC"].value()) == pytest.approx((1 * 2) / math.sqrt(1 * 2 * 2 * 3))
    # the finding's .95 outdoes the risk of bb; of the four pairs positive-negative, three are in order
    assert found["GAR", "", "word AUC"].values.tolist() == [[0.1, 0.0], [0.95, 1.0], [0.2, 1.0], [0.3, 0.0]]
    assert float(found["GAR", "", "word AUC"].value()) == pytest.approx(3 / 4)
    assert float(found["GAR", "", "words marked"].value()) == 0.5
    assert found["GAR", "", "confidence calibration error"].values.tolist() == [[0.95, 1.0]]
    assert ("UNT", "", "word AUC") not in found


def test_what_did_not_run_is_not_measured(tmp_path: Path) -> None:
    gold = judged(tmp_path, {"mt": "aa bb", "spans": [{"start": 0, "end": 2, "severity": "major"}], "score": 1})
    light = measured(gold, Prediction(complete=False, scores=(100.0,)))
    assert not any(family in ("GAR", "all") for family, _, _ in light)
    assert not any(measure == "spearman" for _, _, measure in light)
    missing = measured(gold, Prediction(missing=frozenset({"GAR"}), scores=(100.0,)))
    assert not any(family == "GAR" for family, _, _ in missing)
    assert any(family == "all" for family, _, _ in missing)


def test_scores_against_human_scores(tmp_path: Path) -> None:
    records = [
        {"mt": f"word {i}", "src": f"s{i // 2}", "system": "AB"[i % 2], "doc": "d", "score": float(i)} for i in range(6)
    ]
    gold = judged(tmp_path, *records)
    assert len(gold.documents) == 2
    found = measured(gold, Prediction(scores=(1.0, 2.0, 3.0)), Prediction(scores=(1.5, 2.5, 2.6)))
    assert float(found["", "", "spearman"].value()) == pytest.approx(33 / 35)  # one swap of neighbours: 1 - 6·2/210
    assert float(found["", "", "pairwise accuracy, same source"].value()) == pytest.approx(2 / 3)
    assert float(found["", "", "pairwise accuracy, same article"].value()) == 1.0
    assert float(found["", "", "system accuracy"].value()) == 1.0


def test_labels_and_pairs(tmp_path: Path) -> None:
    gold = judged(tmp_path, {"mt": "a", "label": "clean"}, {"mt": "b", "label": "omission"})
    found = measured(gold, Prediction(scores=(90.0,)), Prediction(scores=(20.0,)))
    assert float(found["", "label=omission", "label AUC"].value()) == 1.0
    pairs = judged(tmp_path, {"mt": "The the talks.", "mt_good": "The talks.", "pert": "doubled", "label": "perturbed"})
    evaluation = evaluate([pairs], LIGHT)
    assert figures(evaluation)["", "", "better preferred"].value == 1.0
    assert figures(evaluation)["", "pert=doubled", "better preferred"].value == 1.0


def test_calibration_of_p_major(tmp_path: Path) -> None:
    gold = judged(
        tmp_path,
        {"mt": "aa", "spans": [{"start": 0, "end": 1, "severity": "major"}]},
        {"mt": "bb", "spans": [{"start": 0, "end": 1, "severity": "minor"}]},
    )
    found = measured(gold, Prediction(p_major=0.8), Prediction(p_major=0.3))
    assert found["", "", "p_major calibration error"].values.tolist() == [[0.8, 1.0], [0.3, 0.0]]


def test_json_round_trip_is_byte_equal(gold_file: Path, tmp_path: Path) -> None:
    evaluation = evaluate(load_gold(gold_file), LIGHT)
    text = to_json(evaluation)
    assert text == to_json(evaluate(load_gold(gold_file), LIGHT)), "the same input gives the same bytes"
    path = tmp_path / "run.json"
    path.write_text(text, encoding="utf-8")
    assert to_json(from_json(path)) == text
    assert RUSSIAN not in text, "figures travel; the text may be under embargo"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(MtauditError, match="is not an evaluation"):
        from_json(path)


def test_a_comparison_finds_what_a_rule_does(gold_file: Path) -> None:
    golds = load_gold(gold_file)
    before = evaluate(golds, Config(rules=RulesConfig(ignore=("GAR", "UNT102", "UNT101"))))
    after = evaluate(golds, LIGHT)
    changes = {(c.key.family, c.key.measure): c for c in compare(before, after).changes}
    recall = changes["UNT", "recall"]
    assert (recall.before, recall.after, recall.better, recall.significant) == (0.0, 1.0, True, True)
    same = compare(after, after)
    assert not any(change.significant for change in same.changes)
    assert all(change.before == change.after or math.isnan(change.before) for change in same.changes)


def test_different_gold_is_not_compared(gold_file: Path) -> None:
    evaluation = evaluate(load_gold(gold_file), LIGHT)
    other = replace(evaluation, sets=(replace(evaluation.sets[0], digest="0" * 16),))
    comparison = compare(evaluation, other)
    assert not comparison.changes
    assert "the gold differs" in comparison.notes[0]


def figure(value: float, low: float, high: float, measure: str = "recall", support: int = 100) -> Figure:
    formula = "per_thousand" if measure == "false alarms" else "ratio"
    return Figure(Key("s", "mtaudit", "UNT", "", measure), formula, value, low, high, support, 9)


def test_floors_hold_what_was_reached() -> None:
    floors = pin([figure(0.8, 0.7, 0.9), figure(2.0, 1.0, 3.0, "false alarms", 100_000)], {"s": "d"})
    digests = {"s": "d"}
    assert check([figure(0.71, 0.6, 0.8), figure(2.9, 2, 4, "false alarms")], digests, floors).passed
    low = check([figure(0.69, 0.6, 0.8), figure(2.9, 2, 4, "false alarms")], digests, floors)
    assert not low.passed and "s, recall of UNT: 0.690, was 0.800 (floor 0.700)" in low.fallen[0]
    many = check([figure(0.8, 0.7, 0.9), figure(3.1, 2, 4, "false alarms")], digests, floors)
    assert not many.passed and len(many.fallen) == 1
    gone = check([figure(0.8, 0.7, 0.9)], digests, floors)
    assert not gone.passed and "no longer measured" in gone.lost[0]
    assert check([], {}, floors).passed, "where the data is not present, nothing can be held"
    assert "not measured" in check([], {}, floors).notes[0]
    assert "not that of the floors" in check([], {"s": "other"}, floors).notes[0]
    assert not pin([figure(0.8, 0.7, 0.9, support=5)], digests), "too little to pin"


def test_a_floor_never_promises_more_than_the_data_can() -> None:
    """Draws that all agree have no width: Clopper-Pearson for 100 of 100, Poisson for 0 in 10,000 words."""
    (perfect,) = pin([figure(1.0, 1.0, 1.0)], {}).values()
    assert perfect.worst == pytest.approx(0.9638, abs=1e-4)
    (silent,) = pin([figure(0.0, 0.0, 0.0, "false alarms", 10_000)], {}).values()
    assert silent.worst == pytest.approx(0.3689, abs=1e-4)


def test_floors_rise_by_themselves_and_fall_only_when_told(tmp_path: Path) -> None:
    digests = {"s": "d"}
    old = pin([figure(0.8, 0.7, 0.9)], digests)
    better, kept = updated(old, pin([figure(0.9, 0.85, 0.95)], digests), may_fall=False)
    assert [round(floor.worst, 2) for floor in better.values()] == [0.82] and not kept
    worse = pin([figure(0.6, 0.5, 0.7)], digests)
    same, kept = updated(old, worse, may_fall=False)
    assert same == old and "stays 0.800; today 0.600" in kept[0]
    lowered, kept = updated(old, worse, may_fall=True)
    assert lowered == worse and not kept
    path = tmp_path / "floors.json"
    path.write_text(write_floors(old), encoding="utf-8")
    assert read_floors(path) == old
    with pytest.raises(MtauditError, match="floors"):
        path.write_text("[]", encoding="utf-8")
        read_floors(path)


def test_the_page_holds_every_figure_and_runs_nothing_foreign(gold_file: Path) -> None:
    evaluation = evaluate(load_gold(gold_file), LIGHT)
    hostile = replace(evaluation, notes=("<script>alert(1)</script>",))
    page = render(hostile)
    assert "<script>alert(1)" not in page
    assert "default-src &#39;none&#39;" in page
    assert not re.search(r"https?://", page)
    for table in tables(evaluation):
        assert table.title in page
        assert all(len(row) == len(table.header) for row in table.rows)
    assert next(table.title for table in tables(evaluation)) == "False alarms", "false alarms come first"


def test_ctrl_c_keeps_the_sets_that_are_done(gold_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (gold,) = load_gold(gold_file)
    real = run.observe

    def observe_once(own: GoldSet, *rest: Any) -> Any:
        if own.name == "second":
            raise KeyboardInterrupt
        return real(own, *rest)

    monkeypatch.setattr(run, "observe", observe_once)
    with pytest.raises(run.Interrupted) as stop:
        evaluate([gold, replace(gold, name="second")], LIGHT)
    assert [facts.name for facts in stop.value.evaluation.sets] == ["gold"]
    assert stop.value.evaluation.figures


def test_samples_are_stated(gold_file: Path) -> None:
    evaluation = evaluate(load_gold(gold_file), LIGHT, plan=Plan(words=30, light_words=60))
    (facts,) = evaluation.sets
    assert facts.documents < facts.of_documents == 24
    assert "seed 0" in evaluation.plan and "up to 60 words for" in evaluation.plan


def test_the_command_measures_compares_and_gates(
    gold_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, floors = str(tmp_path / "one.json"), str(tmp_path / "floors.json")
    page = tmp_path / "page.html"
    args = ["evaluate", str(gold_file), "--ignore", "GAR", "--json", one, "--html", str(page), "-b", "script-share"]
    assert cli([*args, "--floors", floors, "--update-floors"]) == 0
    output = capsys.readouterr().out
    assert output.index("False alarms") < output.index("Findings")
    assert "gold  digest" in output and "script-share" in output
    assert page.exists()
    assert cli(["evaluate", "--load", one, "--floors", floors]) == 0
    assert "gate passed: 0 of" in capsys.readouterr().out
    two = str(tmp_path / "two.json")
    assert cli(["evaluate", str(gold_file), "--ignore", "GAR,UNT101", "--json", two, "--floors", floors]) == 1
    assert "gate FAILED" in capsys.readouterr().out
    assert cli(["evaluate", "--compare", one, two]) == 0
    assert re.search(r"figures compared: \d+ better, [1-9]\d* worse", capsys.readouterr().out)


def test_the_command_names_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli(["evaluate", str(tmp_path / "none.jsonl")]) == 2
    assert "no such file" in capsys.readouterr().err
    assert cli(["evaluate"]) == 2
    assert "no gold named" in capsys.readouterr().err
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"tgt_lang": "en", "mt": "All is well."}) + "\nnonsense\n", encoding="utf-8")
    assert cli(["evaluate", str(path), "--ignore", "GAR"]) == 2, "a line was lost, and the others were measured"
    said = capsys.readouterr()
    assert "gold.jsonl:2: not valid JSON" in said.err
    assert "False alarms" in said.out
    assert cli(["evaluate", str(path), "-b", "chrff"]) == 2
    assert "did you mean chrf?" in capsys.readouterr().err


def test_markdown_holds_the_same_tables(gold_file: Path) -> None:
    evaluation = evaluate(load_gold(gold_file), LIGHT)
    text = to_markdown([*tables(evaluation), sets_table(evaluation.sets), tiers_table(tiers(evaluation, None))])
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert all(row.count(" | ") >= 2 for row in rows)
    assert "| gold | f" in text or f"| gold | {evaluation.sets[0].digest} |" in text
    assert "| GAR101 | garbled-wording | informs |" in text
    shown = to_markdown(tables(replace(evaluation, figures=(figure(0.8, 0.7, 0.9), figure(0.0, 0.0, 0.0, "F1")))))
    assert "| 0.800 (0.700–0.900) | 0.000 |" in shown, "an interval stands behind its figure, where there is one"


def test_notes_that_differ_in_a_word_are_told_once() -> None:
    notes = [f"{system} on {gold}: nothing to say" for gold in ("a", "b", "c") for system in ("eldc", "lingua")]
    assert folded([*notes, "a: other"]) == ("eldc, lingua on a, b, c: nothing to say", "a: other")
    assert folded([]) == ()
    assert folded(["x", "x"]) == ("x",)


def test_a_system_without_flags_has_no_findings_to_count(gold_file: Path) -> None:
    clean_text = gold_file.with_name("clean.jsonl")
    clean_text.write_text(json.dumps({"tgt_lang": "en", "mt": "All is well in the town."}), encoding="utf-8")
    evaluation = evaluate(load_gold(clean_text), LIGHT, baselines=[load_baseline("length", LIGHT)])
    assert not figures(evaluation, "length")
    assert figures(evaluation)["UNT", "", "false alarms"].value == 0.0


def test_the_worst_mistakes_are_told_and_only_their_places_stored(
    gold_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = Config(rules=RulesConfig(select=("UNT102", "REP")))
    evaluation = evaluate(load_gold(gold_file), config)
    missed = [one for one in evaluation.mistakes if one.what == "missed"]
    assert len(missed) == 10 < 12, "the worst ten"
    assert missed[0].text == RUSSIAN and missed[0].before.endswith("ministers of ")
    path = tmp_path / "run.json"
    path.write_text(to_json(evaluation), encoding="utf-8")
    assert RUSSIAN not in path.read_text(encoding="utf-8")
    assert from_json(path).mistakes[0] == replace(missed[0], before="", text="", after="")
    assert cli(["evaluate", str(gold_file), "--select", "UNT102", "--examples", "3"]) == 0
    output = capsys.readouterr().out
    assert output.count(RUSSIAN) == 3 and "gold: UNT missed" in output
    clean_text = tmp_path / "clean.jsonl"
    clean_text.write_text(json.dumps({"id": "c", "tgt_lang": "en", "mt": "He saw the the town."}), encoding="utf-8")
    (false,) = evaluate(load_gold(clean_text), LIGHT).mistakes
    assert (false.what, false.code, false.text) == ("false", "REP101", "the the")


def test_sources_can_be_hidden(gold_file: Path) -> None:
    (gold,) = load_gold(gold_file)
    assert any(segment.source for segment in gold.documents[0].document.segments)
    hidden = run.without_source(gold.documents[0])
    assert not any(segment.source for segment in hidden.document.segments) and not hidden.document.source_text
    assert hidden.document.source_lang == "ru"
    evaluation = evaluate([gold], LIGHT, plan=Plan(blind=True))
    assert "sources hidden" in evaluation.plan
    assert figures(evaluation)["UNT", "", "recall"].value == 1.0


def test_pairs_are_preferred_on_the_documents_that_everything_judged(tmp_path: Path) -> None:
    records = [
        {"mt": f"The the talks {i}.", "src": str(i), "mt_good": f"The talks {i}.", "label": "x"} for i in range(9)
    ]
    evaluation = evaluate([judged(tmp_path, *records)], LIGHT, plan=Plan(words=8, light_words=30))
    assert figures(evaluation)["", "", "better preferred"].support == 2
