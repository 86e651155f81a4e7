"""The baselines of `mtaudit evaluate`: what each must flag and must not, its scores, offsets, reasons, determinism."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from mtaudit.config import Config, ModelsConfig
from mtaudit.core import Severity
from mtaudit.errors import MtauditError
from mtaudit.evaluate.baselines import BASELINES, load_baseline
from mtaudit.evaluate.gold import GoldSet, load_gold
from mtaudit.evaluate.prediction import Prediction, System
from tests.conftest import need
from tests.tiny_lm import save_tiny_lm

EN = "The government announced new measures on Monday after a long meeting in the capital."
DE = "Die Regierung hat am Montag nach einer langen Sitzung in der Hauptstadt neue Maßnahmen angekündigt."
FR = "La réunion du conseil municipal a été reportée à lundi prochain en raison de la grève."
EL = "Η κυβέρνηση ανακοίνωσε χθες νέα μέτρα για την οικονομία της χώρας."
RU = "Правительство объявило в понедельник о новых мерах после долгого заседания."
ZH = "政府星期一在首都举行长时间会议后宣布了新的措施。"
PICTURE = "\N{GRINNING FACE}"  # one code point, two UTF-16 units, four bytes of UTF-8

FLAGGING = ["langdetect", "eldc", "script-share", "lingua"]
SCORING = ["constant", "length", "chrf", "bleu", "ter"]


def record(mt: str, lang: str = "en", **fields: Any) -> dict[str, Any]:
    """A record of gold; `marked` puts an untranslated span over its whole text."""
    spans = [{"start": 0, "end": len(mt), "category": "untranslated", "severity": "major"}]
    marked = fields.pop("marked", False)
    return {"mt": mt, "tgt_lang": lang, "spans": spans if marked else [], **fields}


@pytest.fixture
def gold_of(tmp_path: Path) -> Any:
    """Makes a gold set of records; those with the same `doc` are one document."""

    def make(*records: dict[str, Any]) -> GoldSet:
        path = tmp_path / "gold.jsonl"
        path.write_text("\n".join(json.dumps(one) for one in records), encoding="utf-8")
        (gold,) = load_gold(path)
        assert not gold.errors
        return gold

    return make


def system(name: str) -> System:
    if name == "eldc":
        need("eldc")
    if name == "lingua":
        need("lingua")
    return load_baseline(name, Config())


def predict(system: System, gold: GoldSet) -> list[Prediction]:
    """Predictions, after checking that `advance` was called for each document."""
    steps: list[None] = []
    predictions = system.predict(gold.documents, lambda: steps.append(None))
    assert len(steps) == len(predictions) == len(gold.documents)
    return predictions


def quotes(system: System, gold: GoldSet) -> list[list[str]]:
    """The flagged pieces of every document."""
    return [
        [flag.span.of(document.document.text) for flag in prediction.flags]
        for document, prediction in zip(gold.documents, predict(system, gold), strict=True)
    ]


def test_every_baseline_carries_its_name_and_its_kind() -> None:
    assert [system.name for system in (BASELINES[name](Config()) for name in BASELINES)] == list(BASELINES)
    assert {name for name in BASELINES if BASELINES[name](Config()).flags} == set(FLAGGING)
    assert all(BASELINES[name](Config()).signature for name in BASELINES)


def test_an_unknown_name_suggests_the_nearest() -> None:
    with pytest.raises(MtauditError, match="no baseline is called 'langdetekt'") as near:
        load_baseline("langdetekt", Config())
    assert near.value.hint == "did you mean langdetect?"
    with pytest.raises(MtauditError) as far:
        load_baseline("xyzzy", Config())
    assert far.value.hint.startswith("baselines: constant, length, surprisal")


def test_constant_tells_nothing_apart(gold_of: Any) -> None:
    gold = gold_of(record("One two.", doc="a", seg=1), record("", doc="a", seg=2), record("Three", doc="a", seg=3))
    (prediction,) = predict(system("constant"), gold)
    assert len(set(prediction.scores)) == 1 and len(prediction.scores) == 3
    (risks,) = prediction.risks.values()
    assert [risk.span.of(gold.documents[0].document.text) for risk in risks] == ["One", "two.", "Three"]
    assert len({risk.probability for risk in risks}) == 1 and not prediction.calibrated and not prediction.flags


def test_length_prefers_the_shorter(gold_of: Any) -> None:
    english = (record(text, doc="a", seg=seg) for seg, text in enumerate(["One two three.", "One.", ""]))
    scores = [prediction.scores for prediction in predict(system("length"), gold_of(*english, record(ZH, "zh")))]
    assert scores == [(-3.0, -1.0, 0.0), (-14.0,)]  # 24 Han characters at 1.7 a word


@pytest.mark.parametrize("name", ["langdetect", "eldc"])
@pytest.mark.parametrize(("own", "lang", "other"), [(EN, "en", FR), (EN, "en", EL), (DE, "de", EN), (RU, "ru", EN)])
def test_sentences_of_another_language_are_flagged_whole(
    gold_of: Any, name: str, own: str, lang: str, other: str
) -> None:
    assert quotes(system(name), gold_of(record(f"{own} {other}", lang, marked=True))) == [[other]]
    assert quotes(system(name), gold_of(record(own, lang))) == [[]]


@pytest.mark.parametrize("name", ["langdetect", "eldc"])
def test_sentences_without_letters_are_left_alone(gold_of: Any, name: str) -> None:
    assert quotes(system(name), gold_of(record("1,234.50 — 20/11/2026!", marked=True))) == [[]]


@pytest.mark.parametrize(
    ("text", "lang", "flagged"),
    [
        (f"{EN} The Kathimerini (Καθημερινή) reported it. {EN}", "en", ["The Kathimerini (Καθημερινή) reported it."]),
        (f"{EN} {FR}", "en", []),  # the same script
        (f"{RU} {EN}", "ru", [EN]),
        (f"{ZH}新的措施从Monday开始。", "zh", ["新的措施从Monday开始。"]),
        ("首相はコーヒーを飲みました。", "ja", []),  # three scripts, one language
        ("Predsednik je rekao. Председник је рекао.", "sr", []),  # a press in two scripts
        ("5 µm wide, 12 °C.", "en", []),  # the micro sign belongs to no script
        ("12 345 — 6!", "en", []),
        (EL, "xx", []),  # of an unknown language the script is not known
    ],
)
def test_script_share_flags_any_sentence_with_a_foreign_letter(
    gold_of: Any, text: str, lang: str, flagged: list[str]
) -> None:
    assert quotes(system("script-share"), gold_of(record(text, lang))) == [flagged]


def test_lingua_cuts_runs_where_the_language_changes(gold_of: Any) -> None:
    text = f"{PICTURE} Naïve café owners disagreed with the mayor of the town. {EL} They left {PICTURE} early. {RU}"
    gold = gold_of(record(text, src_lang="el", marked=True), record(EN, src_lang="ru"))
    assert quotes(system("lingua"), gold) == [[EL, RU], []]


def test_lingua_chooses_among_the_languages_of_the_documents(gold_of: Any) -> None:
    german = gold_of(record(f"{DE} {FR}", "de", src_lang="fr", marked=True))
    assert quotes(system("lingua"), german) == [[FR]]
    unnamed = gold_of(record(f"{EN} {FR}", marked=True))  # no source is named: the usual ones
    assert any("réunion" in quote for quote in quotes(system("lingua"), unnamed)[0])
    unknown = gold_of(record(f"{EN} {FR}", "ne", src_lang="fr", marked=True))  # lingua knows no Nepali
    assert quotes(system("lingua"), unknown) == [[]]


def test_a_missing_package_is_the_reason(gold_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    gold = gold_of(record(FR, marked=True))
    lingua, eldc = load_baseline("lingua", Config()), load_baseline("eldc", Config())
    assert lingua.unfit(gold) == "needs lingua-language-detector: pip install 'mtaudit[baselines]'"
    assert eldc.unfit(gold).startswith("needs eldc: pip install eldc")


@pytest.mark.parametrize("name", FLAGGING)
def test_flags_lie_in_the_text_of_the_document(gold_of: Any, name: str) -> None:
    first = f"{PICTURE} Naïve café owners disagreed with the mayor of the town."
    gold = gold_of(
        record(first, doc="a", seg=1, src_lang="el"),
        record(f"{EN} {EL}", doc="a", seg=2, src_lang="el", marked=True),
    )
    (prediction,) = predict(system(name), gold)
    (flag,) = prediction.flags
    assert flag.span.start == len(first) + 1 + len(EN) + 1
    assert flag.span.of(gold.documents[0].document.text) == EL
    assert (flag.family, flag.severity, flag.code) == ("UNT", Severity.MAJOR, "")


@pytest.mark.parametrize("name", FLAGGING)
def test_flagging_needs_gold_that_judges_untranslated_text(gold_of: Any, name: str) -> None:
    judged = gold_of(record(FR, marked=True))
    scored = gold_of(record(EN, src=DE, score=0.5))
    clean = gold_of(record(EN))
    fit = system(name)
    assert fit.unfit(judged) == fit.unfit(clean) == ""
    assert fit.unfit(scored) == "the gold does not judge untranslated text by itself"


@pytest.mark.parametrize("name", ["constant", "length"])
def test_the_trivial_fit_everything(gold_of: Any, name: str) -> None:
    assert system(name).unfit(gold_of(record(EN, src=DE, score=0.5))) == ""


@pytest.mark.parametrize("name", ["chrf", "bleu", "ter"])
def test_nearer_the_reference_is_better(gold_of: Any, name: str) -> None:
    texts = [EN, EN.replace("measures", "means"), "A dog.", ""]
    gold = gold_of(*(record(text, doc="a", seg=seg, ref=EN) for seg, text in enumerate(texts)), record(EN))
    first, second = predict(system(name), gold)
    scores, (without,) = list(first.scores), second.scores
    assert scores == sorted(scores, reverse=True) and scores[0] > scores[1] > scores[2]
    assert math.isnan(without)
    assert system(name).unfit(gold) == ""


def test_scores_are_those_of_sacrebleu(gold_of: Any) -> None:
    import sacrebleu

    text = EN.replace("measures", "means")
    gold = gold_of(record(text, ref=EN))
    expected = {
        "chrf": sacrebleu.sentence_chrf(text, [EN]).score,
        "bleu": sacrebleu.sentence_bleu(text, [EN]).score,
        "ter": -100 / len(EN.split()),  # one word is replaced
    }
    for name, score in expected.items():
        assert predict(system(name), gold)[0].scores[0] == pytest.approx(score), name


@pytest.mark.parametrize("name", ["bleu", "ter"])
@pytest.mark.parametrize(("text", "lang"), [(ZH, "zh"), ("政府は月曜日に新しい対策を発表しました。", "ja")])
def test_text_without_spaces_is_compared_by_character(gold_of: Any, name: str, text: str, lang: str) -> None:
    changed = text[:4] + text[5:]
    (prediction,) = predict(system(name), gold_of(record(changed, lang, ref=text)))
    assert (prediction.scores[0] > 60) if name == "bleu" else (-20 < prediction.scores[0] < 0)


@pytest.mark.parametrize("name", ["chrf", "bleu", "ter"])
def test_most_records_must_have_a_reference(gold_of: Any, name: str) -> None:
    without = [record(EN), record(EN)]
    assert (
        system(name).unfit(gold_of(record(EN, ref=EN), *without)) == "fewer than half of the records have a reference"
    )
    assert system(name).unfit(gold_of(record(EN, ref=EN), record(EN, ref=EN), *without)) == ""
    assert f"{name}|" in system(name).signature and "version:" in system(name).signature


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Config:
    need("torch")
    folder = save_tiny_lm(tmp_path_factory.mktemp("lm") / "tiny")
    return Config(models=ModelsConfig(fluency=str(folder), precision="fp32"))


def test_surprisal_sums_over_words_and_averages_over_records(gold_of: Any, tiny: Config) -> None:
    texts = [f"{PICTURE} Naïve café owners.", "Das Wetter bleibt heute schön.", ""]
    gold = gold_of(*(record(text, "de", doc="a", seg=seg) for seg, text in enumerate(texts)))
    baseline = load_baseline("surprisal", tiny)
    assert baseline.unfit(gold) == ""
    (prediction,) = predict(baseline, gold)
    text = gold.documents[0].document.text
    assert [risk.span.of(text) for risk in prediction.risks["all"]] == " ".join(texts).split()
    assert not prediction.calibrated and math.isnan(prediction.scores[2])

    from mtaudit.models import Models, Unavailable

    model = Models(tiny).fluency("de")
    assert not isinstance(model, Unavailable)
    (reading,) = model.read(text)
    tokens = list(zip(reading.spans, (-float(nats) for nats in reading.logprob), strict=True))[1:]
    second = gold.documents[0].records[1].span
    nats = [value for span, value in tokens if second.overlaps(span)]
    assert prediction.scores[1] == pytest.approx(-sum(nats) / len(nats))
    words = [risk.probability for risk in prediction.risks["all"] if second.covers(risk.span)]
    assert sum(words) == pytest.approx(sum(nats))
    assert min(risk.probability for risk in prediction.risks["all"]) > 0


def test_surprisal_counts_the_overlap_of_windows_once(gold_of: Any, tiny: Config) -> None:
    text = "The talks went on, the minister said on Monday. " * 90
    gold = gold_of(record(text.strip()))
    baseline = load_baseline("surprisal", tiny)
    (prediction,) = predict(baseline, gold)
    risks = [risk.probability for risk in prediction.risks["all"]]
    assert len(risks) == len(text.split())
    from mtaudit.models import Models

    readings = list(Models(tiny).fluency("en").read(text.strip()))  # type: ignore[union-attr]
    assert len(readings) > 1
    fresh = sum(float(-reading.logprob[reading.fresh :].astype(float).sum()) for reading in readings)
    assert sum(risks) == pytest.approx(fresh, rel=1e-4)


def test_surprisal_of_a_language_without_a_model(gold_of: Any) -> None:
    baseline = load_baseline("surprisal", Config(models=ModelsConfig(offline=True)))
    gold = gold_of(record(DE, "de"))
    assert baseline.unfit(gold).startswith("no fluency model for de")
    (prediction,) = predict(baseline, gold)
    assert math.isnan(prediction.scores[0]) and not prediction.risks


def test_the_signature_of_surprisal_names_the_model(gold_of: Any, tiny: Config) -> None:
    baseline = load_baseline("surprisal", tiny)
    baseline.unfit(gold_of(record(EN)))
    assert baseline.signature == "surprisal|lm:tiny@local:fp32"


@pytest.mark.parametrize("name", [*SCORING, *FLAGGING, "surprisal"])
def test_the_same_input_gives_the_same_prediction(gold_of: Any, tiny: Config, name: str) -> None:
    texts = [f"{EN} {FR}", EL, "A la carte menu.", f"{PICTURE} {EN} {RU}", "", "\N{NO-BREAK SPACE}\t"]
    fields = {"ref": EN, "src_lang": "fr", "marked": True}
    gold = gold_of(*(record(text, doc=f"d{seg // 3}", seg=seg, **fields) for seg, text in enumerate(texts)))
    if name in ("eldc", "lingua"):
        need(name)
    first, second = (predict(load_baseline(name, tiny), gold) for _ in range(2))
    assert str(first) == str(second)  # as text, since nan is not equal to itself
    for document, prediction in zip(gold.documents, first, strict=True):
        assert all(flag.span.of(document.document.text).strip() for flag in prediction.flags)
