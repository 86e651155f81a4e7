"""Garbled wording: the logic with a fake model, then the embedded model on sentences that no one tuned on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import pytest

from mtaudit.cli import run
from mtaudit.config import Config, RulesConfig
from mtaudit.core import Document, Severity, Span
from mtaudit.detect.garbled.infill import CANDIDATES, Infill, infill, read_words, word_spans
from mtaudit.detect.garbled.judge import MARGIN_WEIGHT, gelu, load_judge, score, word_features
from mtaudit.detect.garbled.phrases import phrases
from mtaudit.detect.garbled.rules import Verdict, _apart, _neighbours, eligible, screen
from mtaudit.engine import audit
from mtaudit.models import Fluency, Models, Reading
from mtaudit.models.protocols import Branch, Floats
from mtaudit.segment import segment, sentences
from tests.conftest import need

VOCABULARY = ["", " talks", " are", " trivial", " ongoing", " London", "."]
VOCABULARY += [" the", " in", " a", " hurry", " start", " soon"]


class FakeFluency:
    """Knows thirteen tokens; every token costs 1 nat, but " trivial" and " hurry" cost 9 and what follows them 3."""

    name = signature = "fake"
    has_states = False

    def read(self, text: str) -> Iterable[Reading]:
        tokens, spans, at = [0], [Span(0, 0)], 0
        while at < len(text):
            piece = max((p for p in VOCABULARY if p and text.startswith(p.lstrip() if not at else p, at)), key=len)
            length = len(piece.lstrip()) if not at else len(piece)
            tokens.append(VOCABULARY.index(piece))
            spans.append(Span(at, at + length))
            at += length
        scores = np.array([0.0] + [-self.cost(left, right) for left, right in pairwise(tokens)], np.float32)
        rows = np.array([[4, 5, 12, 9]] * len(tokens))
        chances = np.array([[-1.0, -1.0, -1.0, -1.0]] * len(tokens), np.float32)
        yield Reading(tuple(tokens), tuple(spans), 1, scores, np.zeros(len(tokens), np.float32), rows, chances)

    def cost(self, left: int, right: int) -> float:
        return 9.0 if VOCABULARY[right] in (" trivial", " hurry") else 3.0 if VOCABULARY[left] == " trivial" else 1.0

    def rescore(self, reading: Reading, branches: Sequence[Branch]) -> list[Floats]:
        return [np.array([-self.cost(*pair) for pair in pairwise(b.tokens)], np.float32) for b in branches]

    def word(self, token: int) -> str:
        return VOCABULARY[token]

    def states(self, sentences: Sequence[str]) -> list[tuple[tuple[Span, ...], Floats]]:
        raise NotImplementedError


def read_with(text: str) -> tuple[Fluency, Reading, list]:
    fluency: Fluency = FakeFluency()
    (reading,) = fluency.read(text)
    return fluency, reading, list(read_words(text, sentences(text, "en"), reading))


def test_words_know_their_tokens_and_surprisal() -> None:
    _, _, words = read_with("talks are trivial.")
    assert [(word.text, word.first, word.last, word.opens_sentence) for word in words] == [
        ("talks", 1, 2, True),
        ("are", 2, 3, False),
        ("trivial", 3, 4, False),
    ]
    assert words[2].surprisal == 9
    assert words[2].gap == 8


def test_the_margin_counts_the_word_and_what_follows() -> None:
    fluency, reading, words = read_with("talks are trivial.")
    (found,) = infill(fluency, reading, words[2:])
    # 9 for the word and 3 for the full stop after it, against 1 and 1.
    assert found.margin == 10
    assert found.alternatives[0].text == "ongoing"
    assert "London" not in [alternative.text for alternative in found.alternatives]


def test_a_phrase_is_one_wording() -> None:
    text = "talks start in a hurry."
    fluency, reading, words = read_with(text)
    (phrase,) = phrases(words, [words[-1]], text, "en", reading)
    assert (phrase.text, phrase.surprisal) == ("in a hurry", 11)
    (found,) = infill(fluency, reading, [phrase])
    assert found.margin == 10
    assert list(phrases(words, [words[-1]], text, "de", reading)) == []
    assert list(phrases(words, [words[0]], text, "en", reading)) == []


def test_names_rare_words_and_hyphens_are_not_looked_at() -> None:
    text = "talks are trivial."
    _, _, words = read_with(text)
    assert [word.text for word in eligible(words, "en")] == ["are", "trivial"]
    assert [word.text for word in screen(words, {}, 0.0)] == ["trivial"]
    assert screen([], {}, 0.5) == []


def test_words_are_split_as_readers_do() -> None:
    text = "Ukraine’s well-known 3rd café – don't"
    assert [span.of(text) for span in word_spans(text)] == ["Ukraine’s", "well-known", "rd", "café", "don't"]


def test_overlapping_and_neighbouring_verdicts() -> None:
    text = "talks start in a hurry."
    _, _, words = read_with(text)
    start, in_, _, hurry = words[1:]
    verdicts = [Verdict(Infill(hurry, ()), 1.0), Verdict(Infill(start, ()), 0.5), Verdict(Infill(in_, ()), 0.2)]
    kept = _apart(verdicts)
    assert [verdict.infill.word.text for verdict in kept] == ["start", "in", "hurry"]
    groups = [[verdict.infill.word.text for verdict in group] for group in _neighbours(kept, text)]
    assert groups == [["start", "in", "hurry"]]


def test_score_weighs_suspicion_and_margin() -> None:
    assert score(-1.0, 10.0) == pytest.approx(-1 + 10 * MARGIN_WEIGHT)
    assert score(0.0, 20.0) == score(0.0, 99.0)


def test_the_judge_is_whole() -> None:
    judge = load_judge()
    hidden = 576
    assert judge.inner.shape == (2 * hidden, 128)
    assert judge.suspicion(np.zeros((3, 2 * hidden), np.float32)).shape == (3,)
    assert 0 < judge.probability(-3.0) < judge.probability(3.0) < judge.probability(9.0) <= 1


def test_gelu_is_the_one_it_was_trained_with() -> None:
    need("torch")
    import torch

    x = np.linspace(-4, 4, 33, dtype=np.float32)
    expected = torch.nn.functional.gelu(torch.from_numpy(x), approximate="tanh").numpy()
    np.testing.assert_allclose(gelu(x), expected, atol=1e-6)


def test_features_are_last_token_and_mean() -> None:
    tokens = [Span(0, 2), Span(2, 4), Span(4, 7)]
    states = np.array([[1.0], [3.0], [7.0]], np.float32)
    features = word_features([Span(0, 4), Span(5, 7)], tokens, states)
    assert features.tolist() == [[3.0, 2.0], [7.0, 7.0]]


PLANTED = [  # written for this test: a wrong sense or a calque in otherwise plain news, and the same without it
    ("The court of appeal is expected to {} its ruling on Friday.", "breathe", "announce"),
    ("Heavy rain closed the road for six hours, and the police {} drivers to stay at home.", "wished", "urged"),
    ("The company will {} a new factory near the port next year.", "unlock", "open"),
    ("Doctors said the patient was in a {} condition after the operation.", "sturdy", "stable"),
    ("The two leaders shook hands and {} an agreement on grain exports.", "subscribed", "signed"),
    ("Prices of bread and milk have {} by eight percent since January.", "climbed up", "risen"),
    ("The minister {} journalists that the talks would continue on Monday.", "spoke", "told"),
    ("Firefighters took two hours to {} the blaze in the old warehouse.", "erase", "put out"),
    ("The opposition says the vote was marked by serious {}.", "violins", "irregularities"),
    ("Rescuers found the missing climber alive in a {} on the northern slope.", "purse", "hut"),
]


@pytest.fixture(scope="module")
def models() -> Models:
    return Models(Config())


def garbled_in(text: str, models: Models) -> list[str]:
    document = Document("a", text, lang="en", segments=segment(text, "en"))
    report = audit([document], Config(rules=RulesConfig(select=("GAR",))), models=models)
    assert not report.documents[0].skips, report.documents[0].skips[0].reason
    for finding in report.findings:
        assert finding.severity in (Severity.MINOR, Severity.MAJOR)
        assert all(suggestion != finding.quote for suggestion in finding.suggestions)
    return [finding.quote for finding in report.findings]


def test_the_embedded_model_finds_wrong_words_and_passes_right_ones(models: Models) -> None:
    before = "The statement came late on Thursday. "
    after = " Officials gave no further details. Opposition parties asked for a debate in parliament."
    found = 0
    alarms = []
    for frame, wrong, right in PLANTED:
        quotes = garbled_in(before + frame.format(wrong) + after, models)
        found += any(set(quote.split()) & set(wrong.split()) for quote in quotes)
        alarms += garbled_in(before + frame.format(right) + after, models)
    assert found >= 4, f"{found} of {len(PLANTED)} planted errors found"
    assert len(alarms) <= 1, alarms


def test_every_word_has_a_risk_where_evaluation_asks_for_it(models: Models) -> None:
    body = "The talks went on for hours. Rescuers found the climber alive in a purse on the slope."
    text = f"Talks over the border\n\n{body}"
    document = Document("a", text, lang="en", segments=segment(text, "en"))
    config = Config(rules=RulesConfig(select=("GAR",)))
    (plain,) = audit([document], config, models=models).documents
    (asked,) = audit([document], config, models=models, word_risks=True).documents
    assert not plain.risks
    assert plain.findings == asked.findings, "asking changes nothing else"
    assert [risk.span.of(text) for risk in asked.risks] == text.replace(".", "").split()
    by_word = {risk.span.of(text): risk.probability for risk in asked.risks}
    assert all(0.0 <= chance <= 1.0 for chance in by_word.values())
    assert sorted(by_word, key=lambda word: -by_word[word]).index("purse") < 3
    assert {risk.code for risk in asked.risks} == {"GAR101"}


def test_candidates_fit_what_a_reading_keeps() -> None:
    from mtaudit.models.fluency import ALTERNATIVES

    assert CANDIDATES <= ALTERNATIVES


def test_explain_says_how_to_read_the_chart(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "GAR101"]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    for words in ("How to read it:", "times likelier", "What it does not know: the source.", "What to do:"):
        assert words in printed
