"""The engine locates hits, contains crashes and says what did not run."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mtaudit.engine.run as engine
from mtaudit.config import Config, ModelsConfig
from mtaudit.core import AuditedDocument, Category, Document, Finding, Hit, Segment, Severity, Span
from mtaudit.detect.rule import Context, Example, Rule, rule
from mtaudit.engine.locate import YIELDS_TO, owners_of, settle
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


def words_called(target: str):
    def find(segment: Segment, _: Context) -> Iterator[Hit]:
        start = segment.text.find(target)
        if start >= 0:
            yield Hit(Span(start, start + len(target)), f"{target} is here")

    return find


def two_lines(id: str = "a") -> Document:
    text = "A good line.\nA bad line."
    return Document(
        id, text, lang="en", segments=(Segment(text[:12], Span(0, 12)), Segment(text[13:], Span(13, len(text))))
    )


def run(monkeypatch: pytest.MonkeyPatch, rules: Sequence[Rule], *documents: Document):
    monkeypatch.setattr(engine, "selected", lambda _: tuple(rules))
    return engine.audit(documents, Config())


def test_a_segment_hit_is_located_in_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    report = run(monkeypatch, [make("TST101", words_called("bad"))], two_lines())
    (found,) = report.findings
    assert (found.quote, found.span, found.segment) == ("bad", Span(15, 18), 1)
    assert report.documents[0].segment_scores[1].penalty == 1
    assert report.documents[0].segment_scores[0].value == 100


def test_a_crash_is_a_skip_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> Iterator[Hit]:
        raise ZeroDivisionError("oops")
        yield

    report = run(monkeypatch, [make("TST101", crash), make("TST102", words_called("bad"))], two_lines())
    assert [found.code for found in report.findings] == ["TST102"]
    (skip,) = report.documents[0].skips
    assert skip.code == "TST101"
    assert "ZeroDivisionError: oops" in skip.reason


def test_a_hit_outside_its_text_is_a_crash_of_the_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    def beyond(segment: Segment, _: Context) -> Iterator[Hit]:
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
    assert reasons["TST103"] == "target language unknown"


def test_batch_rules_see_all_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    def repeated(documents: Sequence[Document], _: Context) -> Iterator[tuple[int, Hit]]:
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
    monkeypatch.setattr(engine, "selected", lambda _: ())
    seen: list[str] = []
    engine.audit([two_lines("a"), two_lines("b")], Config(), progress=lambda audited: seen.append(audited.document.id))
    assert seen == ["a", "b"]


def test_an_unknown_rule_declaration_is_refused() -> None:
    with pytest.raises(RuleError, match="lacks"):
        rule(code="TST101", name="x", category=Category.OTHER, severity=Severity.MINOR, examples=EXAMPLES)(
            lambda *_: iter(())
        )
    with pytest.raises(RuleError, match="three letters"):
        rule(code="T1", name="x", category=Category.OTHER, severity=Severity.MINOR, examples=EXAMPLES)
    with pytest.raises(RuleError, match="at least one example"):
        rule(code="TST101", name="x", category=Category.OTHER, severity=Severity.MINOR, examples=EXAMPLES[:1])


def test_models_are_loaded_once() -> None:
    models = Models(Config(models=ModelsConfig(offline=True)))
    assert models.fluency("de") is models.fluency("de")
    assert models.language is models.language


def finding(code: str, start: int, end: int, severity: Severity = Severity.MINOR) -> Finding:
    return Finding(code, Category.OTHER, severity, "a", 0, Span(start, end), "", "", 1.0)


def settled_slowly(findings: Sequence[Finding]) -> list[Finding]:
    """What `settle` must give, by comparing each with each."""
    ordered = sorted(findings, key=lambda found: (found.span, -found.severity.rank, found.code))
    return [
        found
        for found in ordered
        if not any(
            other.code[:3] in YIELDS_TO.get(found.code[:3], ()) and other.span.overlaps(found.span) for other in ordered
        )
    ]


spans = st.tuples(st.integers(0, 40), st.integers(0, 12)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))
located = st.builds(
    lambda code, span, severity: finding(code, span.start, span.end, severity),
    st.sampled_from(["GAR101", "UNT101", "ENC101", "BOI101", "REP101", "TYP101", "NUM101"]),
    spans,
    st.sampled_from(list(Severity)),
)


@given(st.lists(located, max_size=30))
def test_settling_compares_each_with_each(findings: list[Finding]) -> None:
    assert list(settle(findings)) == settled_slowly(findings)


@given(st.lists(spans, max_size=12))
def test_the_first_segment_owns_a_place(spans: list[Span]) -> None:
    text = "x" * 60
    owners = owners_of([Segment(span.of(text), span) for span in spans], len(text))
    for place in range(len(text)):
        expected = next((i for i, span in enumerate(spans) if span.start <= place < span.end), -1)
        assert owners[place] == expected


def test_many_findings_are_settled_at_once() -> None:
    codes = ("GAR101", "UNT101", "REP101", "TYP101")
    many = [finding(codes[number % 4], number * 3, number * 3 + 7) for number in range(20_000)]
    began = time.perf_counter()
    assert len(list(settle(many))) < len(many)
    assert time.perf_counter() - began < 1


def test_many_hits_are_located_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def every_word(document: Document, _: Context) -> Iterator[Hit]:
        for start in range(0, len(document.text), 4):
            yield Hit(Span(start, start + 3), "bad")

    text = "bad " * 20_000
    pieces = tuple(Segment(text[start : start + 40], Span(start, start + 40)) for start in range(0, len(text), 40))
    began = time.perf_counter()
    report = run(monkeypatch, [make("TST101", every_word, scope="document")], Document("a", text, segments=pieces))
    assert len(report.findings) == 20_000
    assert report.findings[-1].segment == len(pieces) - 1
    assert time.perf_counter() - began < 10


def stopping(after: int):
    """A progress callback that is interrupted."""
    seen: list[str] = []

    def progress(audited: AuditedDocument) -> None:
        seen.append(audited.document.id)
        if len(seen) == after:
            raise KeyboardInterrupt

    return progress


def test_an_interruption_keeps_what_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "selected", lambda _: (make("TST101", words_called("bad")),))
    documents = [two_lines(name) for name in "abcdef"]
    with pytest.raises(engine.Interrupted) as caught:
        engine.audit(documents, Config(), progress=stopping(2))
    report = caught.value.report
    assert [audited.document.id for audited in report.documents] == ["a", "b"]
    assert len(report.findings) == 2
    (error,) = report.errors
    assert (error.place, error.message, error.lost) == ("c to f", "not audited: the run was interrupted", 4)


def test_an_interruption_within_a_rule_is_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(segment: Segment, context: Context) -> Iterator[Hit]:
        if context.document.id == "b":
            raise KeyboardInterrupt
        yield Hit(Span(0, len(segment.text)), "all of it")

    monkeypatch.setattr(engine, "selected", lambda _: (make("TST101", interrupted),))
    with pytest.raises(KeyboardInterrupt) as caught:
        engine.audit([two_lines("a"), two_lines("b")], Config())
    assert isinstance(caught.value, engine.Interrupted)
    assert [audited.document.id for audited in caught.value.report.documents] == ["a"]


def test_lone_surrogates_are_text_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "bad \ud800 bad"
    document = Document("\udcff", text, segments=(Segment(text, Span(0, len(text))),))
    (found,) = run(monkeypatch, [make("TST101", words_called("bad \ud800"))], document).findings
    assert len(found.fingerprint) == 16
