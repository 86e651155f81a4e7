"""The engine locates hits, contains crashes and says what did not run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

import mtaudit.engine as engine
from mtaudit.config import Config, ModelsConfig
from mtaudit.core import Category, Document, Hit, Segment, Severity, Span
from mtaudit.detect.rule import Context, Example, Rule, rule
from mtaudit.errors import RuleError
from mtaudit.models import Models

EXAMPLES = (Example("en", "[[bad]]"), Example("en", "good"))


def make(code: str, find: object, scope: str = "segment", needs: Sequence[str] = ()) -> Rule:
    doc = "Finds.\n\n    Why it matters: x.\n\n    Silent on: x.\n\n    Source: x.\n"
    find.__doc__ = doc  # type: ignore[attr-defined]
    made = rule(
        code=code,
        name="test-rule",
        category=Category.OTHER,
        severity=Severity.MINOR,
        examples=EXAMPLES,
        scope=scope,  # type: ignore[arg-type]
        needs=needs,  # type: ignore[arg-type]
    )
    return made(find)  # type: ignore[arg-type]


def words_called(target: str):  # noqa: ANN201 - a generator function for make()
    def find(segment: Segment, context: Context) -> Iterator[Hit]:
        start = segment.text.find(target)
        if start >= 0:
            yield Hit(Span(start, start + len(target)), f"{target} is here")

    return find


def two_lines(id: str = "a") -> Document:
    text = "A good line.\nA bad line."
    return Document(
        id, text, lang="en", segments=(Segment(text[:12], Span(0, 12)), Segment(text[13:], Span(13, len(text))))
    )


def run(monkeypatch: pytest.MonkeyPatch, rules: Sequence[Rule], *documents: Document):  # noqa: ANN201
    monkeypatch.setattr(engine, "selected", lambda config: tuple(rules))
    return engine.audit(documents, Config())


def test_a_segment_hit_is_located_in_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    report = run(monkeypatch, [make("TST101", words_called("bad"))], two_lines())
    (found,) = report.findings
    assert (found.quote, found.span, found.segment) == ("bad", Span(15, 18), 1)
    assert report.documents[0].segment_scores[1].penalty == 1
    assert report.documents[0].segment_scores[0].value == 100


def test_a_crash_is_a_skip_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(segment: Segment, context: Context) -> Iterator[Hit]:
        raise ZeroDivisionError("oops")
        yield

    report = run(monkeypatch, [make("TST101", crash), make("TST102", words_called("bad"))], two_lines())
    assert [found.code for found in report.findings] == ["TST102"]
    (skip,) = report.documents[0].skips
    assert skip.code == "TST101"
    assert "ZeroDivisionError: oops" in skip.reason


def test_a_hit_outside_its_text_is_a_crash_of_the_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    def beyond(segment: Segment, context: Context) -> Iterator[Hit]:
        yield Hit(Span(0, len(segment.text) + 1), "too long")

    report = run(monkeypatch, [make("TST101", beyond)], two_lines())
    assert not report.findings
    assert "outside its segment" in report.documents[0].skips[0].reason


def test_what_a_rule_needs_and_lacks_is_a_skip(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = [
        make("TST101", words_called("bad"), needs=("source",)),
        make("TST102", words_called("bad"), needs=("language",)),
        make("TST103", words_called("bad"), needs=("fluency",)),
    ]
    report = run(monkeypatch, rules, replace(two_lines(), lang=""))
    reasons = {skip.code: skip.reason for skip in report.documents[0].skips}
    assert reasons["TST101"] == "no source text"
    assert reasons["TST102"] == "target language unknown"
    assert "no fluency model" in reasons["TST103"]


def test_batch_rules_see_all_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    def repeated(documents: Sequence[Document], context: Context) -> Iterator[tuple[int, Hit]]:
        for index in range(1, len(documents)):
            yield index, Hit(Span(0, 6), "again")

    report = run(monkeypatch, [make("TST101", repeated, scope="batch")], two_lines("a"), two_lines("b"))
    assert [(found.document_id, found.quote) for found in report.findings] == [("b", "A good")]


def test_the_surer_family_wins_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = [make("GAR199", words_called("bad")), make("UNT199", words_called("bad line"))]
    report = run(monkeypatch, rules, two_lines())
    assert [found.code for found in report.findings] == ["UNT199"]


def test_fingerprints_survive_edits_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = [make("TST101", words_called("bad"))]
    text = "Something quite new.\nA bad line."
    edited = Document("a", text, lang="en", segments=(Segment(text[21:], Span(21, len(text))),))
    (before,) = run(monkeypatch, rules, two_lines()).findings
    (after,) = run(monkeypatch, rules, edited).findings
    assert before.fingerprint == after.fingerprint
    assert before.span != after.span


def test_no_documents_is_an_empty_report(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, [make("TST101", words_called("bad"))]).documents == ()


def test_progress_is_told_of_every_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "selected", lambda config: ())
    seen: list[str] = []
    engine.audit([two_lines("a"), two_lines("b")], Config(), progress=lambda document: seen.append(document.id))
    assert seen == ["a", "b"]


def test_an_unknown_rule_declaration_is_refused() -> None:
    with pytest.raises(RuleError, match="lacks"):
        rule(code="TST101", name="x", category=Category.OTHER, severity=Severity.MINOR, examples=EXAMPLES)(
            lambda segment, context: iter(())
        )
    with pytest.raises(RuleError, match="three letters"):
        rule(code="T1", name="x", category=Category.OTHER, severity=Severity.MINOR, examples=EXAMPLES)
    with pytest.raises(RuleError, match="at least one example"):
        rule(code="TST101", name="x", category=Category.OTHER, severity=Severity.MINOR, examples=EXAMPLES[:1])


def test_models_are_loaded_once() -> None:
    models = Models(Config(models=ModelsConfig(offline=True)))
    assert models.fluency("de") is models.fluency("de")
    assert models.language is models.language
