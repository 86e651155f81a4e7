"""An incremental run equals a fresh one byte for byte, and audits only what changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mtaudit.engine.recall as recalling
import mtaudit.engine.run as engine
from mtaudit.config import Config, GarbledConfig, ModelsConfig, RulesConfig, ScoreConfig
from mtaudit.core import Document, Hit, Report, Span
from mtaudit.detect.registry import RULES
from mtaudit.engine import audit, versions
from mtaudit.engine.recall import Recall
from mtaudit.models import Models
from mtaudit.report import html, json
from mtaudit.store import Store
from tests.conftest import document_of, documents_of
from tests.test_engine import make, words_called

LIGHT = Config(rules=RulesConfig(ignore=("GAR",)))
SENTENCES = (
    "The talks ended late on Monday.",
    "He went to the the market.",
    "Ο υπουργός μίλησε στη Βουλή για τα μέτρα.",
    "The Chief of General Staff [των Ρωσικών Ενόπλων Δυνάμεων] resigned.",
    "Follow us on Facebook",
    'She said: "We will come back.',
    "Prices rose by 4.5 percent , the office said.",
    "",
    "Das Ministerium hat den Bericht gestern veröffentlicht.",
    "The caf\u00c3\u00a9 was closed \N{GRINNING FACE} for repairs.",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "s.sqlite")
    yield store
    store.close()


def rendered(report: Report) -> str:
    return json.render(report) + html.render(report)


def again(store: Store, documents: Sequence[Document], config: Config = LIGHT, **options: int) -> tuple[Report, Recall]:
    recall = Recall(store)
    return audit(documents, config, recall=recall, **options), recall


def counts(recall: Recall) -> tuple[int, int]:
    return recall.audited, recall.taken


@settings(max_examples=15)
@given(
    st.lists(
        st.lists(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6), min_size=1, max_size=4),
        min_size=1,
        max_size=3,
    )
)
def test_runs_over_changing_articles_equal_fresh_ones(rounds: list[list[list[str]]]) -> None:
    """Each round has articles of its own under the same ids: new, changed, moved, gone or the same."""
    with TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "s.sqlite")
        for articles in rounds:
            documents = [document_of("\n".join(lines), "en", id=f"a{n}") for n, lines in enumerate(articles)]
            kept, _ = again(store, documents)
            fresh = audit(documents, LIGHT)
            assert kept == fresh and json.render(kept) == json.render(fresh)
            repeated, recall = again(store, documents)
            assert repeated == kept and counts(recall) == (0, len(documents))
        assert rendered(repeated) == rendered(fresh)
        store.close()


def test_every_rule_s_examples_come_back_from_the_store_as_they_were(store: Store) -> None:
    documents = [
        replace(document, id=f"{rule.code}-{number}-{document.id}")
        for rule in RULES
        if "fluency" not in rule.needs
        for number, example in enumerate(rule.examples)
        for document in documents_of(example)[0]
    ]
    fresh = audit(documents, LIGHT)
    first, recall = again(store, documents)
    assert counts(recall) == (len(documents), 0)
    second, recall = again(store, documents)
    assert counts(recall) == (0, len(documents))
    assert fresh == first == second
    assert rendered(fresh) == rendered(second)
    assert len({finding.code for finding in second.findings}) > 30


def test_lone_surrogates_come_back_as_they_were(store: Store) -> None:
    config = Config(rules=RulesConfig(select=("ENC", "REP")))
    document = document_of("The caf\u00c3\u00a9 \ud83d\ude00 the the \ud83d \ud83d.", "en")
    first, _ = again(store, [document], config)
    second, recall = again(store, [document], config)
    assert first == second and first.findings and counts(recall) == (0, 1)


def test_only_what_changed_is_audited(store: Store) -> None:
    documents = [document_of(f"Paragraph {n} is here.\nHe went to the the market.", "en", id=f"a{n}") for n in range(9)]
    again(store, documents)
    documents[4] = document_of("Another text altogether.", "en", id="a4")
    report, recall = again(store, [*documents, document_of("A new one.", "en", id="new")])
    assert counts(recall) == (2, 8)
    assert len(report.findings) == 8


def test_workers_keep_and_take_too(store: Store) -> None:
    documents = [document_of(f"{SENTENCES[n % 10]}\nNumber {n}. {SENTENCES[1]}", "en", id=f"a{n}") for n in range(12)]
    again(store, documents[:6])
    report, recall = again(store, documents, jobs=2)
    assert counts(recall) == (6, 6)
    assert rendered(report) == rendered(audit(documents, LIGHT))
    assert counts(again(store, documents, jobs=2)[1]) == (0, 12)


@pytest.mark.parametrize(
    "change",
    [
        {"text": "He went to the the park.", "segments": ()},
        {"url": "https://example.org/x"},
        {"source_text": "Η πηγή."},
        {"source_lang": "el"},
        {"title": "A title"},
        {"meta": {"published": "2026-11-24"}},
        {"id": "other"},
        {"lang": "de"},
    ],
)
def test_whatever_a_rule_can_see_of_an_article_is_in_the_key(store: Store, change: dict[str, object]) -> None:
    document = document_of("He went to the the market.", "en", id="a")
    again(store, [document])
    assert counts(again(store, [replace(document, **change)])[1]) == (1, 0)  # type: ignore[arg-type]


def test_settings_that_no_rule_sees_change_nothing(store: Store) -> None:
    document = document_of("He went to the the market.", "en", id="a")
    again(store, [document])
    dearer = replace(LIGHT, score=ScoreConfig(minor=3.0))
    report, recall = again(store, [document], dearer)
    assert counts(recall) == (0, 1)
    assert rendered(report) == rendered(audit([document], dearer))
    assert counts(again(store, [document], replace(LIGHT, garbled=GarbledConfig(word=5.0)))[1]) == (1, 0)


def test_fewer_rules_take_all_and_more_rules_run_alone(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []

    def counted(code: str):
        find = words_called("bad")

        def run(*given: object) -> Iterator[Hit]:
            ran.append(code)
            yield from find(*given)  # type: ignore[arg-type]

        return make(code, run)

    rules = [counted("TST101"), counted("TST102")]
    document = document_of("A bad line.", "en")
    for chosen, expected in ((rules[:1], ["TST101"]), (rules, ["TST102"]), (rules[1:], [])):
        ran.clear()
        monkeypatch.setattr(engine, "selected", lambda _, chosen=chosen: tuple(chosen))
        report, _ = again(store, [document])
        assert ran == expected
        assert [found.code for found in report.findings] == [rule.code for rule in chosen]


def test_batch_rules_always_run(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def find(documents: Sequence[Document], _: object) -> Iterator[tuple[int, Hit]]:
        if len(documents) > 1:
            yield 0, Hit(Span(0, 1), "not alone")

    monkeypatch.setattr(engine, "selected", lambda _: (make("TST301", find, scope="batch"),))
    documents = [document_of("One.", "en", id="a"), document_of("Two.", "en", id="b")]
    assert not again(store, documents[:1])[0].findings
    assert len(again(store, documents)[0].findings) == 1
    assert not again(store, documents[:1])[0].findings


def test_a_rule_that_crashed_is_asked_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def find(*_: object) -> Iterator[Hit]:
        calls.append(1)
        if len(calls) == 1:
            raise ZeroDivisionError
        yield Hit(Span(0, 1), "found")

    monkeypatch.setattr(engine, "selected", lambda _: (make("TST101", find),))
    document = document_of("A text.", "en")
    assert again(store, [document])[0].documents[0].skips
    report, recall = again(store, [document])
    assert (len(report.findings), len(report.documents[0].skips), counts(recall)) == (1, 0, (1, 0))


def test_other_code_makes_all_records_void(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    document = document_of("He went to the the market.", "en")
    again(store, [document])
    monkeypatch.setattr(recalling, "code_version", lambda: "another")
    assert counts(again(store, [document])[1]) == (1, 0)


def test_what_no_rule_can_reach_is_called_by_its_name() -> None:
    package = Path(versions.__file__).parent.parent
    missing = [name for name in versions._BEYOND_RULES if not (package / name).exists()]
    assert set(missing) <= {"corpora"}, "it lies there in a built package only"


def test_a_rule_with_a_model_is_taken_only_with_the_same_model(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "selected", lambda _: (make("TST101", words_called("bad"), needs=("fluency",)),))
    monkeypatch.setattr("mtaudit.engine.examine.missing", lambda *_: "")
    document = document_of("A bad line.", "en")
    monkeypatch.setattr(recalling, "fluency_version", lambda *_: "tiny@1")
    models = Models(Config())
    models.note(frozenset({"tiny@1:fp32"}))
    first = audit([document], models=models, recall=Recall(store))
    for name, expected in (("tiny@1", (0, 1)), ("tiny@2", (1, 0)), ("", (1, 0)), ("", (1, 0))):
        monkeypatch.setattr(recalling, "fluency_version", lambda *_, name=name: name)
        report, recall = again(store, [document], Config())
        assert counts(recall) == expected
        if name == "tiny@1":  # the signature names the model that found it, though it was not loaded now
            assert report.signature == first.signature and "lm:tiny@1:fp32" in report.signature


def test_a_model_that_has_gone_is_told(store: Store) -> None:
    config = Config(rules=RulesConfig(select=("GAR101",)), models=ModelsConfig(fluency="no/such", offline=True))
    document = document_of("A bad line.", "en")
    first, recall = again(store, [document], config)
    assert first.documents[0].skips and counts(recall) == (1, 0)
    second, recall = again(store, [document], config)
    assert counts(recall) == (0, 1)
    assert rendered(second) == rendered(first)


@pytest.mark.parametrize(
    "record", ["", "{", "[]", '{"rules":{"TST101":["",[],[[0,99,"m",1,"minor",[],[]]]]},"skipped":[]}']
)
def test_a_record_that_cannot_be_read_is_made_again(
    store: Store, monkeypatch: pytest.MonkeyPatch, record: str, tmp_path: Path
) -> None:
    monkeypatch.setattr(engine, "selected", lambda _: (make("TST101", words_called("bad")),))
    document = document_of("A bad line.", "en")
    again(store, [document])
    with sqlite3.connect(tmp_path / "s.sqlite") as connection:
        connection.execute("UPDATE results SET record = ?", (record.encode(),))
    report, recall = again(store, [document])
    assert (len(report.findings), counts(recall)) == (1, (1, 0))
