"""Scores against hand-computed values."""

from __future__ import annotations

import pytest

from mtaudit.config import Config
from mtaudit.core import Category, Document, Finding, Segment, Severity, Span
from mtaudit.score import score_document, score_segments, weight


def finding(severity: Severity, category: Category = Category.AWKWARD, *, segment: int = 0, confidence: float = 1.0):
    return Finding("GAR101", category, severity, "a", segment, Span(0, 3), "one", "why", confidence)


def document(words: int) -> Document:
    text = " ".join(["word"] * words)
    return Document("a", text, lang="en", segments=(Segment(text, Span(0, len(text))),))


@pytest.mark.parametrize(
    ("severity", "category", "expected"),
    [
        (Severity.NEUTRAL, Category.UNTRANSLATED, 0.0),
        (Severity.MINOR, Category.AWKWARD, 1.0),
        (Severity.MINOR, Category.PUNCTUATION, 0.1),
        (Severity.MAJOR, Category.UNTRANSLATED, 5.0),
        (Severity.CRITICAL, Category.MISTRANSLATION, 10.0),
        (Severity.CRITICAL, Category.NON_TRANSLATION, 25.0),
    ],
)
def test_weights_are_those_of_freitag_2021(severity: Severity, category: Category, expected: float) -> None:
    assert weight(finding(severity, category), Config().score) == expected


def test_a_document_loses_four_points_a_penalty_in_100_words() -> None:
    findings = [finding(Severity.MAJOR), finding(Severity.MINOR), finding(Severity.MINOR, Category.PUNCTUATION)]
    score = score_document(document(200), findings, Config())
    assert score.penalty == 6.1
    assert score.value == pytest.approx(100 - 4 * 6.1 / 2, abs=0.05)
    assert score.by_category == {"fluency/punctuation": 0.1, "style/awkward": 6.0}
    assert score.penalty == pytest.approx(sum(score.by_category.values()))
    assert score.words == 200


def test_an_untranslated_sentence_scores_zero() -> None:
    (score,) = score_segments(document(8), [finding(Severity.CRITICAL, Category.NON_TRANSLATION)], Config())
    assert score.value == 0


def test_a_segment_never_falls_below_zero() -> None:
    (score,) = score_segments(document(8), [finding(Severity.CRITICAL)] * 9, Config())
    assert score.value == 0
    assert score.penalty == 90


def test_100_is_shown_only_where_it_is_true() -> None:
    assert score_document(document(9000), [], Config()).value == 100
    assert score_document(document(9000), [finding(Severity.MINOR, Category.PUNCTUATION)], Config()).value == 99.9


def test_0_is_shown_only_where_it_is_true() -> None:
    nearly = [finding(Severity.MINOR)] * 2 + [finding(Severity.MINOR, Category.PUNCTUATION)] * 4
    assert score_document(document(10), nearly, Config()).value == pytest.approx(4.0)
    assert score_document(document(1), nearly, Config()).value == 0


def test_p_major_joins_the_confidence_of_major_findings_only() -> None:
    findings = [
        finding(Severity.MAJOR, confidence=0.5),
        finding(Severity.CRITICAL, confidence=0.5),
        finding(Severity.MINOR, confidence=0.9),
    ]
    assert score_document(document(100), findings, Config()).p_major == 0.75


def test_an_empty_document_scores_100() -> None:
    assert score_document(Document("a", ""), [], Config()).value == 100


def test_the_signature_names_the_weights() -> None:
    signature = score_document(document(1), [], Config()).signature
    assert "minor:1|typo:0.1|major:5|critical:10|nontrans:25|slope:4" in signature
