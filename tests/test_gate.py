"""The gate: what fails, what only informs, budgets, groups of paths, what had to run, earlier runs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mtaudit.config import GateConfig, config_from
from mtaudit.core import (
    AuditedDocument,
    Category,
    Document,
    Finding,
    InputError,
    PastRun,
    Report,
    Score,
    Severity,
    Skip,
    Span,
    Suppression,
)
from mtaudit.detect.registry import RULES
from mtaudit.detect.tiers import GATING
from mtaudit.errors import ConfigError
from mtaudit.gate import Baseline, Policy, decide, dump_baseline, load_baseline, updated
from mtaudit.gate.policy import is_match
from mtaudit.judgement import Known, State

ROOT = Path(__file__).parent.parent
MAJOR, MINOR, CRITICAL = Severity.MAJOR, Severity.MINOR, Severity.CRITICAL
SIGNATURE = "mtaudit:0.1.0|rules:47"


def finding(code: str, severity: Severity, document: str = "a", number: int = 0) -> Finding:
    span = Span(number, number + 1)
    key = f"{document}{code}{number}{severity.value}"
    return Finding(code, Category.FLUENCY, severity, document, 0, span, "x", "is wrong", 0.9, fingerprint=key)


def article(
    name: str = "a", *findings: Finding, score: float = 100.0, words: int = 500, skips: Sequence[Skip] = ()
) -> AuditedDocument:
    document = Document(name, "x" * 40, "en", path=f"{name}.txt")
    own = tuple(replace(found, document_id=name) for found in findings)
    return AuditedDocument(document, own, Score(score, 0, words, {}, 0, "s"), (), tuple(skips))


def report(*documents: AuditedDocument, **more: Any) -> Report:
    return Report(documents, SIGNATURE, **more)


def gate(**settings: Any) -> GateConfig:
    return config_from({"gate": settings}).gate


def test_the_tiers_are_those_that_were_measured() -> None:
    text = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([A-Z]{3}\d{3}) \| [a-z-]+ \| (gates \(([^)]+)\)|informs) \|", text, re.MULTILINE)
    assert {code for code, _, _ in rows} == {rule.code for rule in RULES}
    assert {code: ground for code, _, ground in rows if ground} == GATING


@pytest.mark.parametrize(
    ("code", "severity", "exit_code"),
    [
        ("UNT102", MAJOR, 1),
        ("UNT103", CRITICAL, 1),
        ("UNT102", MINOR, 0),
        ("UNT102", Severity.NEUTRAL, 0),
        ("GAR101", MAJOR, 0),
        ("ENC103", CRITICAL, 0),
    ],
)
def test_without_settings_gating_rules_fail_from_major_up(code: str, severity: Severity, exit_code: int) -> None:
    assert decide(report(article("a", finding(code, severity))), GateConfig()).exit_code == exit_code


def test_a_suppressed_finding_never_fails() -> None:
    found = replace(finding("UNT103", CRITICAL), suppression=Suppression("as it should be"))
    settings = gate(fail_on=["minor", "UNT"], max_critical=0, max_major_per_1000_words=0, rules={"UNT103": {"max": 0}})
    judgement = decide(report(article("a", found)), settings)
    assert judgement.exit_code == 0
    assert "1 suppressed" in judgement.line


@pytest.mark.parametrize(
    ("fail_on", "failing"),
    [
        (["minor"], {"UNT102 minor", "UNT102 major"}),
        (["critical"], set()),
        (["none"], set()),
        (["GAR"], {"GAR101 major"}),
        (["garbled-wording", "major"], {"GAR101 major", "UNT102 major"}),
        (["typ101"], {"TYP101 minor"}),
    ],
)
def test_fail_on(fail_on: list[str], failing: set[str]) -> None:
    found = [finding("UNT102", MINOR), finding("UNT102", MAJOR, number=1), finding("GAR101", MAJOR)]
    found.append(finding("TYP101", MINOR))
    judgement = decide(report(article("a", *found)), gate(fail_on=fail_on))
    assert {f"{one.code} {one.severity}" for failure in judgement.failures for one in failure.findings} == failing
    assert judgement.failing == {one.fingerprint for one in found if f"{one.code} {one.severity}" in failing}


def test_the_last_line_tallies_what_failed() -> None:
    documents = [article("a", finding("UNT102", MAJOR)), article("b", finding("UNT102", MAJOR, "b"))]
    assert decide(report(*documents), GateConfig()).line == ("check failed: 2 major findings (UNT102 2) in 2 articles")
    clean = decide(report(article("a", finding("TYP101", MINOR))), GateConfig())
    assert clean.line == "check passed: 1 article, nothing that fails the gate, 1 minor finding"


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"min_score": 90}, "1 article under score 90 (b has 80.0)"),
        ({"min_mean_score": 91}, "mean score 90.0 under 91"),
        ({"max_critical": 0}, "1 critical finding, 0 allowed"),
        ({"max_major_per_1000_words": 1.5}, "2.00 major findings per 1,000 words, 1.5 allowed"),
        ({"rules": {"GAR101": {"max": 1}}}, "2 findings of GAR101, 1 allowed"),
        ({"rules": {"GAR": {"max": 1}, "GAR101": {"max": 2}}}, ""),
        ({"min_score": 80, "min_mean_score": 90, "max_critical": 1, "max_major_per_1000_words": 2}, ""),
    ],
)
def test_budgets(settings: dict[str, Any], reason: str) -> None:
    gar = [finding("GAR101", MINOR, number=number) for number in range(2)]
    documents = [
        article("a", finding("UNT103", CRITICAL), *gar, finding("ENC103", CRITICAL)),
        article("b", finding("UNT102", MAJOR, "b"), score=80),
    ]
    judgement = decide(report(*documents), gate(fail_on="none", **settings))
    assert [failure.reason for failure in judgement.failures] == ([reason] if reason else [])


def test_a_rule_may_be_made_to_gate_or_to_inform() -> None:
    found = report(article("a", finding("GAR101", MAJOR), finding("UNT102", MAJOR)))
    settings = gate(rules={"GAR": {"gates": True}, "UNT102": {"gates": False}})
    (failure,) = decide(found, settings).failures
    assert [one.code for one in failure.findings] == ["GAR101"]


def test_findings_up_to_a_rules_maximum_pass() -> None:
    found = [finding("UNT102", MAJOR, number=number) for number in range(3)]
    assert decide(report(article("a", *found)), gate(rules={"UNT102": {"max": 3}})).exit_code == 0
    assert decide(report(article("a", *found)), gate(rules={"UNT102": {"max": 2}})).exit_code == 1


def test_each_article_has_the_budgets_of_the_first_pattern_that_it_matches() -> None:
    documents = [
        article("sport/live/a", finding("UNT102", MAJOR), score=50),
        article("sport/b", finding("UNT102", MAJOR), score=50),
        article("news/c", score=70),
    ]
    paths = [
        {"match": "sport/live/**", "fail_on": "none", "min_score": 40},
        {"match": "sport/**", "fail_on": "critical"},
    ]
    judgement = decide(report(*documents), gate(min_score=60, paths=paths))
    assert [failure.reason for failure in judgement.failures] == [
        "1 article in sport/** under score 60 (sport/b has 50)".replace("has 50", "has 50.0")
    ]


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("sport/**", "sport/a/b.txt", True),
        ("sport/*", "sport/a/b.txt", False),
        ("**/b.txt", "b.txt", True),
        ("**/b.txt", "x/y/b.txt", True),
        ("a?c.txt", "abc.txt", True),
        ("a[b].txt", "ab.txt", False),
        ("./sport/*.txt", "sport/a.txt", True),
        ("sport/**", "transport/a.txt", False),
    ],
)
def test_patterns(pattern: str, path: str, matches: bool) -> None:
    assert is_match(Document("d", "x", path=path), pattern) is matches


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"fail_on": "majr"}, "no rule matches 'majr'"),
        ({"require": ["GRA"]}, "no rule matches 'GRA'"),
        ({"rules": {"UNT999": {"max": 1}}}, "no rule matches 'UNT999'"),
        ({"paths": [{"fail_on": "none"}]}, "needs a match"),
    ],
)
def test_wrong_settings_are_told(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)):
        Policy(gate(**settings))


def test_what_had_to_run_and_did_not_leaves_the_check_incomplete() -> None:
    skipped = article("a", skips=[Skip("GAR101", "a", "no language model")])
    judgement = decide(report(skipped, article("b")), gate(require=["GAR", "UNT"]))
    assert (judgement.exit_code, judgement.troubles) == (
        2, ("required GAR could not run on 1 article: no language model",)
    )  # fmt: skip
    assert decide(report(skipped), gate(require=["GAR"]), allow_skips=True).exit_code == 0
    assert decide(report(skipped), GateConfig()).exit_code == 0


def test_a_required_family_that_is_switched_off_did_not_run() -> None:
    off = tuple(Skip(rule.code, "", "switched off") for rule in RULES if rule.family == "GAR")
    assert decide(report(article("a"), skips=off), gate(require=["GAR"])).troubles == (
        "required GAR could not run: switched off",
    )


def test_an_unread_input_gives_2_and_1_where_the_gate_failed_too() -> None:
    errors = (InputError("x.txt", "is empty"),)
    assert decide(report(article("a"), errors=errors), GateConfig()).exit_code == 2
    judgement = decide(report(article("a", finding("UNT102", MAJOR)), errors=errors), GateConfig())
    assert judgement.exit_code == 1
    assert judgement.line.endswith("(UNT102 1) in 1 article; 1 input could not be read")


def test_an_article_that_could_not_be_audited_is_not_clean() -> None:
    unknown = article("a", words=0)
    assert decide(report(unknown), GateConfig()).troubles == ("1 article could not be audited (a)",)


# The baseline


def known(*findings: Finding) -> Baseline:
    return Baseline(tuple(Known(one.fingerprint, one.code, one.document_id, one.severity) for one in findings))


def test_only_new_findings_fail_and_gone_ones_are_told() -> None:
    old, new, gone = (finding("UNT102", MAJOR, number=number) for number in range(3))
    judgement = decide(report(article("a", old)), gate(max_critical=0), baseline=known(old, gone))
    assert judgement.exit_code == 0
    assert judgement.state(old) is State.UNCHANGED
    assert [entry.fingerprint for entry in judgement.absent] == [gone.fingerprint]
    both = decide(report(article("a", old, new)), GateConfig(), baseline=known(old))
    assert (both.exit_code, both.failing) == (1, {new.fingerprint})
    assert decide(report(article("a", old)), GateConfig()).state(old) is None


def test_what_was_not_looked_at_is_not_gone() -> None:
    elsewhere, unable, off = finding("UNT102", MAJOR, "b"), finding("GAR101", MAJOR), finding("REP101", MINOR)
    run = report(article("a", skips=[Skip("GAR101", "a", "no model")]), skips=(Skip("REP101", "", "off"),))
    assert decide(run, GateConfig(), baseline=known(elsewhere, unable, off)).absent == ()
    after, grave = updated(run, known(elsewhere, unable, off))
    assert (after.fingerprints, grave) == ({elsewhere.fingerprint, unable.fingerprint, off.fingerprint}, ())


def test_an_update_says_what_it_would_swallow() -> None:
    old, minor, major = finding("UNT102", MAJOR), finding("TYP101", MINOR), finding("GAR101", MAJOR)
    hidden = replace(finding("UNT103", CRITICAL), suppression=Suppression("r"))
    after, grave = updated(report(article("a", old, minor, major, hidden)), known(old))
    assert [one.code for one in grave] == ["GAR101"]
    assert after.fingerprints == {old.fingerprint, minor.fingerprint, major.fingerprint}


def test_a_baseline_file_comes_back_and_holds_no_text(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    for baseline in (known(finding("UNT102", MAJOR, "Ξένα.txt"), finding("TYP101", MINOR)), Baseline()):
        path.write_text(dump_baseline(baseline), encoding="utf-8")
        assert set(load_baseline(path).known) == set(baseline.known)
        assert "is wrong" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"version": 2, "findings": []}', '{"version": 1, "findings": [{"code": "X"}]}']
)
def test_a_file_that_is_no_baseline_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "b.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"b\.json"):
        load_baseline(path)


# Earlier runs


def past(score: float = 97.0, major: int = 2, signature: str = SIGNATURE) -> PastRun:
    return PastRun("2026-11-01T00:00:00Z", signature, 20, 10_000, score, 0, major, 5)


def articles(score: float, majors: int = 0) -> list[AuditedDocument]:
    """Twenty articles around a score, `majors` of them with a major finding of a rule that only informs."""
    return [
        article(f"a{n}", *([finding("GAR101", MAJOR, f"a{n}")] if n < majors else []), score=score + n % 3 - 1)
        for n in range(20)
    ]


def test_worse_than_earlier_runs_fails_with_an_interval() -> None:
    settings = gate(regression_runs=3)
    history = [past(score) for score in (20.0, 96.5, 97.0, 97.5)]
    assert decide(report(*articles(97)), settings, history=history).exit_code == 0
    judgement = decide(report(*articles(90, majors=10)), settings, history=history)
    score, rate = (failure.reason for failure in judgement.failures)
    assert re.fullmatch(r"mean score 8\d\.\d to 9\d\.\d \(95 %\), 97\.0 in the last 3 runs", score)
    assert re.fullmatch(r"major findings per 1,000 words 0\.\d\d to 1\.\d\d \(95 %\), 0\.20 in the last 3 runs", rate)
    again = decide(report(*articles(90, majors=10)), settings, history=history)
    assert again.line == judgement.line


@pytest.mark.parametrize(
    ("history", "count", "note"),
    [
        ([past()] * 2, 20, "not enough runs to compare with: 2 of 3 with the same rules and models"),
        ([past(signature="other")] * 9, 20, "not enough runs to compare with: 0 of 3 with the same rules and models"),
        ([past()] * 3, 4, "not enough articles to compare with earlier runs: 4 of 5"),
    ],
)
def test_too_little_to_compare_is_told_and_never_fails(history: list[PastRun], count: int, note: str) -> None:
    judgement = decide(report(*articles(10)[:count]), gate(regression_runs=5), history=history)
    assert (judgement.exit_code, judgement.notes) == (0, (note,))
