"""Suppressions: files, notes in plain text, Markdown, pages and records, and what is told of those that do nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtaudit.config import Config, ReadConfig, RulesConfig
from mtaudit.core import Document, Report
from mtaudit.engine import audit
from mtaudit.errors import ConfigError
from mtaudit.read import read
from mtaudit.read.notes import BLANK, LINE, without_notes
from mtaudit.report.place import place_of
from mtaudit.suppress import Entry, Suppressions, load_suppressions, parse_note, suppressed

LIGHT = Config(rules=RulesConfig(select=("UNT", "REP")))
GREEK = "The Chief [των Ρωσικών Ενόπλων Δυνάμεων] said no."
NOTE = "<!-- mtaudit: ignore UNT102 reason=a quotation -->"


def run(tmp_path: Path, name: str, text: str, suppressions: Suppressions | None = None) -> Report:
    path = tmp_path / name
    path.write_bytes(text.encode())
    found = read([str(path)], ReadConfig(target="en"))
    assert not found.errors
    return audit(found.documents, LIGHT, suppressions=suppressions)


def standing(report: Report) -> list[tuple[str, str]]:
    """(code, reason of its suppression) of each finding."""
    return [(found.code, found.suppression.reason if found.suppression else "") for found in report.findings]


# Files


def entry(**changes: Any) -> dict[str, Any]:
    whole = {"fingerprint": "0123456789abcdef", "code": "UNT102", "document": "a", "quote": "x", "note": ""}
    whole |= {"decision": "dismissed", "reason": "a name", "author": "Ada", "created": "2026-11-24", "expires": ""}
    return {**whole, **changes}


def file(path: Path, *entries: dict[str, Any], **more: Any) -> Path:
    path.write_text(json.dumps({"version": 1, "suppressions": list(entries), **more}), encoding="utf-8")
    return path


def test_a_dismissed_finding_stays_and_weighs_nothing(tmp_path: Path) -> None:
    before = run(tmp_path, "a.txt", GREEK)
    (found,) = before.findings
    path = file(tmp_path / "s.json", entry(fingerprint=found.fingerprint))
    after = run(tmp_path, "a.txt", GREEK, load_suppressions([path]))
    (kept,) = after.findings
    assert before.documents[0].score.value < 100 == after.documents[0].score.value
    assert after.documents[0].score.p_major == 0 and after.documents[0].segment_scores[0].value == 100
    assert replace(kept, suppression=None) == found
    assert kept.suppression and (kept.suppression.reason, kept.suppression.author) == ("a name", "Ada")
    assert kept.suppression.origin == path.as_posix()
    assert after.warnings == ()


def test_a_suppression_holds_after_edits_elsewhere(tmp_path: Path) -> None:
    (found,) = run(tmp_path, "a.txt", GREEK).findings
    path = file(tmp_path / "s.json", entry(fingerprint=found.fingerprint))
    edited = run(tmp_path, "a.txt", f"A new first sentence.\n{GREEK}\nAnd a new last one.", load_suppressions([path]))
    assert standing(edited) == [("UNT102", "a name")]


@pytest.mark.parametrize(
    ("changes", "today", "warning"),
    [
        ({"expires": "2026-11-24"}, "2026-11-24", ""),
        ({"expires": "2026-11-24"}, "2026-11-25", "a suppression has expired: UNT102 in a (s.json)"),
        ({"expires": "2020-01-01"}, "", ""),
        ({"reason": "  "}, "2026-11-24", "a suppression gives no reason and suppresses nothing: UNT102 in a (s.json)"),
        ({"fingerprint": "f" * 16}, "2026-11-24", "a suppression matched nothing: UNT102 in a (s.json)"),
    ],
)
def test_what_holds_and_what_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], today: str, warning: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (found,) = run(tmp_path, "a.txt", GREEK).findings
    file(Path("s.json"), entry(**{"fingerprint": found.fingerprint, **changes}))
    report = run(tmp_path, "a.txt", GREEK, load_suppressions(["s.json"], today))
    assert bool(report.findings[0].suppression) is not bool(warning)
    assert report.warnings == ((warning,) if warning else ())


def test_many_that_match_nothing_are_one_line() -> None:
    idle = [entry(fingerprint=f"{number:016x}") for number in range(9)]
    suppressions = Suppressions(
        tuple(Entry(one["fingerprint"], "UNT102", "a", parse_note("ignore reason=r").suppression) for one in idle)
    )
    (warning,) = audit([Document("a", "Fine.", "en")], LIGHT, suppressions=suppressions).warnings
    assert warning.startswith("9 suppressions matched nothing: ") and warning.endswith(" and 6 more")


def test_an_accepted_finding_is_not_suppressed(tmp_path: Path) -> None:
    path = file(tmp_path / "s.json", entry(decision="accepted", reason=""))
    assert load_suppressions([path]).entries == ()


@pytest.mark.parametrize(
    ("changes", "message", "hint"),
    [
        ({"reson": "x"}, "suppression 1: unknown key reson", "did you mean reason?"),
        ({"decision": "maybe"}, "decision 'maybe' is not known", "dismissed, accepted"),
        ({"expires": "soon"}, "expires 'soon' is no date", "2027-01-31"),
        ({"author": 5}, "author must be a string", ""),
        ({"fingerprint": ""}, "has no fingerprint", ""),
    ],
)
def test_what_is_not_understood_is_an_error(tmp_path: Path, changes: dict[str, Any], message: str, hint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_suppressions([file(tmp_path / "s.json", entry(**changes))])
    assert message in str(caught.value) and hint in caught.value.hint and "s.json" in str(caught.value)


@pytest.mark.parametrize("text", ["", "[]", '{"version": 9, "suppressions": []}', '{"version": 1}'])
def test_a_file_of_another_kind_is_an_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "s.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"s\.json"):
        load_suppressions([path])
    with pytest.raises(ConfigError, match=r"unknown key more"):
        load_suppressions([file(path, more=1)])


# Notes in the input


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_a_note_covers_the_next_paragraph_and_is_no_part_of_the_text(tmp_path: Path, name: str) -> None:
    plain = f"A headline\n\nHe went home.\n\n{GREEK}\n\n{GREEK}\n"
    noted = plain.replace(GREEK, f"{NOTE}\n{GREEK}", 1)
    before, after = run(tmp_path, name, plain), run(tmp_path, name, noted)
    assert after.documents[0].document.text == before.documents[0].document.text
    assert [(one.span, one.fingerprint) for one in after.findings] == [
        (one.span, one.fingerprint) for one in before.findings
    ]
    assert standing(after) == [("UNT102", "a quotation"), ("UNT102", "")]
    places = [place_of(after.documents[0], one) for one in after.findings]
    lines = noted.split("\n")
    assert [(place.line, place.column) for place in places] == [(6, 11), (8, 11)]
    assert all(lines[place.line - 1][place.column - 1 :].startswith("[των") for place in places if place.column)


def test_a_note_within_a_line_leaves_columns_right(tmp_path: Path) -> None:
    text = f"He went home.\nYesterday {NOTE} {GREEK}\n"
    report = run(tmp_path, "a.txt", text)
    assert report.documents[0].document.text == f"He went home.\nYesterday {GREEK}\n"
    assert standing(report) == [("UNT102", "a quotation")]
    place = place_of(report.documents[0], report.findings[0])
    assert place.line == 2 and place.column and place.end_column
    assert text.split("\n")[1][place.column - 1 : place.end_column - 1] == report.findings[0].quote


@pytest.mark.parametrize(
    ("note", "reasons"),
    [
        ("ignore-file UNT reason=all of it", ["all of it", "", "all of it"]),
        ("ignore-file reason=all of it", ["all of it"] * 3),
        ("ignore REP101,UNT102 reason=here", ["", "here", "here"]),
        ("ignore half-translated-bracket author=Ada expires=2026-12-01 reason=here", ["", "", "here"]),
        ("ignore half-translated-bracket expires=2026-11-01 reason=over", ["", "", ""]),
    ],
)
def test_what_a_note_may_say(tmp_path: Path, note: str, reasons: list[str]) -> None:
    text = f"{GREEK}\n\n<!-- mtaudit: {note} -->\nSo so, the the end. {GREEK}\n"
    report = run(tmp_path, "a.txt", text, Suppressions(today="2026-11-24"))
    assert [code for code, _ in standing(report)] == ["UNT102", "REP101", "UNT102"]
    assert [reason for _, reason in standing(report)] == reasons


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("ignroe UNT102 reason=x", "'ignroe' is not understood; did you mean ignore?"),
        ("ignore UNT102", "it gives no reason; write: ignore CODES reason=WHY"),
        ("ignore UNT999 reason=x", "ignore: no rule matches 'UNT999'; `mtaudit rules`"),
        ("ignore UNT102 until=x reason=x", "until= is not understood"),
        ("ignore UNT102 expires=soon reason=x", "expires 'soon' is no date"),
        ("ignore REP101 reason=x", "a suppression matched nothing: "),
    ],
)
def test_a_note_that_suppresses_nothing_is_told_with_its_line(tmp_path: Path, note: str, told: str) -> None:
    report = run(tmp_path, "a.txt", f"Yes.\n<!-- mtaudit: {note} -->\n{GREEK}\n")
    assert standing(report) == [("UNT102", "")]
    (warning,) = report.warnings
    assert told in warning and "a.txt:2" in warning


def test_a_comment_to_others_stays_in_the_text(tmp_path: Path) -> None:
    text = "Yes.\n<!-- note to the desk -->\nNo.\n<!-- mtaudit: ignore reason=never closed\n"
    assert run(tmp_path, "a.txt", text).documents[0].document.text == text


def test_notes_of_a_page(tmp_path: Path) -> None:
    page = (
        "<html><head><title>A headline of some words</title></head><body><article>"
        "<h1>A headline of some words</h1>\n<p>The talks between the two sides ended late on Monday in the city.</p>\n"
        f"{NOTE}\n<p>{GREEK}</p>\n<p>{GREEK}</p><p>And {NOTE} {GREEK}</p></article></body></html>"
    )
    report = run(tmp_path, "a.html", page)
    assert "mtaudit" not in report.documents[0].document.text
    assert [reason for code, reason in standing(report) if code == "UNT102"] == ["a quotation", "", "a quotation"]
    whole = page.replace("<html>", "<!-- mtaudit: ignore-file UNT reason=test page --><html>")
    assert {reason for _, reason in standing(run(tmp_path, "a.html", whole))} == {"test page"}
    lost = page.replace("<body>", f"<body><nav>{NOTE}<a href='/'>Home</a></nav>").replace(f"{NOTE}\n", "")
    (warning,) = run(tmp_path, "a.html", lost).warnings
    assert "matched nothing" in warning


def test_notes_of_records(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"id": "a", "mt": GREEK, "mtaudit_ignore": "ignore UNT102 reason=whole"},
        {"id": "b", "mt": GREEK, "mtaudit_ignore": ["ignore REP reason=x", "ignore UNT reason=second"]},
        {"id": "c", "segments": [{"mt": GREEK, "mtaudit_ignore": "ignore reason=segment"}, {"mt": GREEK}]},
        {"id": "d", "mt": f"{NOTE} {GREEK}"},
    ]
    report = run(tmp_path, "a.jsonl", "\n".join(map(json.dumps, rows)))
    assert report.documents[3].document.text == rows[3]["mt"]
    reasons = [(found.document_id, found.suppression and found.suppression.reason) for found in report.findings]
    assert [one for one in reasons if one[0] != "d"] == [
        ("a", "whole"), ("b", "second"), ("c", "segment"), ("c", None)
    ]  # fmt: skip
    assert ("d", "a quotation") not in reasons


def test_grouped_records_keep_their_own_notes(tmp_path: Path) -> None:
    rows = [{"doc": "x", "mt": GREEK, "mtaudit_ignore": "ignore reason=first"}, {"doc": "x", "mt": GREEK}]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    found = read([str(path)], ReadConfig(target="en", group_by="doc"))
    assert [reason for _, reason in standing(audit(found.documents, LIGHT))] == ["first", ""]


def test_a_note_of_a_record_must_be_text(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"mt": "Yes.", "mtaudit_ignore": 5}', encoding="utf-8")
    (error,) = read([str(path)]).errors
    assert error.message == '"mtaudit_ignore" must be a string or a list of strings, not a number'


PIECES = st.lists(
    st.sampled_from(["a b", "\n", "\r\n", "\r", " ", NOTE, "<!--", "-->", "\N{GRINNING FACE}"]), max_size=12
)


@given(PIECES, st.sampled_from([LINE, BLANK]))
def test_every_line_of_what_is_left_is_known_in_the_input(pieces: list[str], paragraph_end: Any) -> None:
    text = "".join(pieces)
    noted = without_notes(text, paragraph_end)
    lines = LINE.split(text)
    assert NOTE not in noted.text and len(noted.ignores) == text.count(NOTE)
    assert len(noted.lines) == len(LINE.split(noted.text)) and list(noted.lines) == sorted(noted.lines)
    for number, left in zip(noted.lines, LINE.split(noted.text), strict=True):
        given_line = lines[number - 1].replace(NOTE, "")
        assert left.replace(" ", "") in given_line.replace(" ", "")
    for ignore in noted.ignores:
        assert NOTE in lines[ignore.line - 1]
        assert ignore.span.end <= len(noted.text)


def test_nothing_changes_without_suppressions() -> None:
    document = Document("a", "x", "en")
    assert suppressed(document, (), Suppressions()) == ()
