"""Reading records: JSON Lines and tables, their fields, their groups, and an error for each line that is wrong."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from mtaudit.config import ReadConfig
from mtaudit.core import Document, InputError, Part, Span
from mtaudit.read import ReadResult, read


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def read_text(content: str, name: str = "a.jsonl", **settings: Any) -> ReadResult:
    Path(name).write_bytes(content.encode())
    return read([name], ReadConfig(**settings))


def read_records(*records: Any, **settings: Any) -> ReadResult:
    return read_text("\n".join(map(json.dumps, records)), **settings)


def one(record: Any, **settings: Any) -> Document:
    result = read_records(record, **settings)
    assert not result.errors
    return result.documents[0]


def test_a_record_with_source_is_one_segment() -> None:
    text = " The port is closed. Ships wait. "
    document = one(
        {"id": 7, "src": "Порт закрыт. Корабли ждут.", "mt": text, "ref": "R", "src_lang": "ru", "tgt_lang": "en-GB",
         "system": "x", "url": "https://example.org", "published": "2024-05-03", "spans": [], "score": 1}
    )  # fmt: skip
    assert (document.id, document.text, document.lang, document.source_lang) == ("7", text, "en", "ru")
    assert (document.system, document.url, document.meta) == ("x", "https://example.org", {"published": "2024-05-03"})
    assert document.source_text == "Порт закрыт. Корабли ждут."
    assert document.reference_text == "R"
    [segment] = document.segments
    assert (segment.text, segment.source, segment.reference) == (text, "Порт закрыт. Корабли ждут.", "R")
    assert (segment.line, segment.key, segment.lang) == (1, "s1", "en")


def test_a_record_without_source_is_cut_into_sentences() -> None:
    document = one({"mt": "The port is closed. Ships wait.", "ref": None, "doc": None})
    assert document.id == "a.jsonl:1"
    assert [each.text for each in document.segments] == ["The port is closed.", "Ships wait."]


def test_other_names_of_the_fields() -> None:
    document = one({"text": "A port.", "source": "Порт.", "reference": "R.", "engine": "x"})
    assert (document.text, document.source_text, document.reference_text, document.system) == (
        "A port.",
        "Порт.",
        "R.",
        "x",
    )
    mapped = one({"hyp": "A port.", "mt": 5, "orig": "Порт."}, fields={"text": "hyp", "src": "orig"})
    assert (mapped.text, mapped.segments[0].source) == ("A port.", "Порт.")


def test_a_title_comes_first() -> None:
    document = one({"title": "Port closed", "src": "Порт.", "mt": "A port."})
    assert document.text == "Port closed\n\nA port."
    assert [(each.text, each.part, each.source) for each in document.segments] == [
        ("Port closed", Part.TITLE, ""),
        ("A port.", Part.BODY, "Порт."),
    ]
    assert one({"title": "A port", "mt": "A port\n\nIt is closed."}).text == "A port\n\nIt is closed."
    assert one({"title": "A port", "mt": "A portable thing."}).text == "A port\n\nA portable thing."
    assert [each.part for each in one({"title": "A\n port", "mt": "It is closed."}).segments] == [Part.TITLE, Part.LEAD]


def test_segments_are_joined_by_one_line_feed_and_otherwise_untouched() -> None:
    document = one(
        {"segments": [{"src": "а", "mt": " One. "}, {"src": "б", "mt": ""}, {"mt": "Two.\nThree.", "ref": "R"}]}
    )
    assert document.text == " One. \n\nTwo.\nThree."
    assert [each.span for each in document.segments] == [Span(0, 6), Span(7, 7), Span(8, 19)]
    assert [each.source for each in document.segments] == ["а", "б", ""]
    assert document.source_text == "а\nб\n"
    assert document.reference_text == "\n\nR"


def test_an_omission_is_kept() -> None:
    document = one({"src": "Порт закрыт.", "mt": ""})
    assert (document.text, document.segments[0].source) == ("", "Порт закрыт.")


def test_an_article_in_one_record_is_paired_line_by_line() -> None:
    document = one(
        {"mt": "Port closed\n\nShips wait. Nobody works.", "src": "Порт закрыт\n\nКорабли ждут. Никто не работает."}
    )
    assert [each.source for each in document.segments] == ["Порт закрыт", "Корабли ждут.", "Никто не работает."]
    stray = one({"mt": "The port\nis closed.", "src": "Порт закрыт."})
    assert [(each.text, each.source) for each in stray.segments] == [("The port\nis closed.", "Порт закрыт.")]
    unlike = one({"mt": "One.\nTwo.\nThree.\nFour.", "src": "Раз."})
    assert [each.source for each in unlike.segments] == [""] * 4
    assert unlike.source_text == "Раз."


def test_lines_and_places() -> None:
    result = read_text('\r\n{"mt": "One."}\r\n\r\n{"mt": 5}\r\n{"id": "x", "mt": "Two."}')
    assert [(each.id, each.segments[0].line) for each in result.documents] == [("a.jsonl:2", 2), ("x", 5)]
    assert result.errors == (InputError("a.jsonl:4", '"mt" must be a string, not a number'),)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"mt": "x"', "not valid JSON: Expecting ',' delimiter at column 11"),
        ('{"mt": "x"} {"mt": "y"}', "not valid JSON: Extra data at column 13"),
        ("null", "a record must be a JSON object, not null"),
        ('["x"]', "a record must be a JSON object, not a list"),
        ("NaN", "a record must be a JSON object, not a number"),
        ("[" * 100_000, "JSON nested too deeply"),
        ('{"id": ' + "9" * 5000 + "}", "not valid JSON: Exceeds the limit"),
        ('{"id": "x"}', "has no translation"),
        ('{"mt": null}', "has no translation"),
        ('{"mt": ""}', "holds no text"),
        ('{"mt": " ", "src": null}', "holds no text"),
        ('{"mt": "x", "src": ["y"]}', '"src" must be a string, not a list'),
        ('{"mt": "x", "title": true}', '"title" must be a string, not true or false'),
        ('{"mt": "x", "id": {}}', '"id" must be a string, not an object'),
        ('{"mt": "x \\ud83d"}', '"mt" holds half a surrogate pair, which is no character'),
        ('{"mt": "x", "segments": [{"mt": "x"}]}', "has both a text and segments"),
        ('{"segments": []}', "segments must be a list of objects, not an empty list"),
        ('{"segments": {}}', "segments must be a list of objects, not an object"),
        ('{"segments": [5]}', "segment 1 must be an object, not a number"),
        ('{"segments": [{"mt": "x"}, {"src": "y"}]}', "segment 2: has no translation"),
        ('{"segments": [{"mt": 5}]}', 'segment 1: "mt" must be a string, not a number'),
    ],
)
def test_a_bad_line_is_one_error_and_the_rest_goes_on(line: str, message: str) -> None:
    result = read_text(f'{{"mt": "One."}}\n{line}\n{{"mt": "Two."}}\n')
    assert [each.text for each in result.documents] == ["One.", "Two."]
    [error] = result.errors
    assert error.place == "a.jsonl:2"
    assert error.message.startswith(message)


def test_odd_numbers_do_no_harm() -> None:
    assert one({"id": 1.5, "mt": "x", "score": float("nan"), "doc": 12}).id == "1.5"


def test_same_ids_are_told_apart() -> None:
    result = read_records(
        {"id": "x", "mt": "1"}, {"id": "x#2", "mt": "2"}, {"id": "x", "mt": "3"}, {"id": "x", "mt": "4"}
    )
    assert [each.id for each in result.documents] == ["x", "x#2", "x#3", "x#4"]
    assert result.warnings == ("a.jsonl: 2 ids stand for more than one document; #2, #3 and so on were added",)


def test_grouping_joins_an_article() -> None:
    result = read_records(
        {"doc": "d", "mt": "One.", "src": "Раз.", "title": "T"},
        {"mt": "Alone."},
        {"doc": "e", "mt": "Other."},
        {"doc": "d", "mt": "Two.", "src": "Два."},
        {"doc": "d", "mt": 5},
        group_by="doc",
    )
    assert [(each.id, each.text) for each in result.documents] == [
        ("d", "T\n\nOne.\nTwo."),
        ("a.jsonl:2", "Alone."),
        ("e", "Other."),
    ]
    assert [(each.source, each.line) for each in result.documents[0].segments] == [("", 1), ("Раз.", 1), ("Два.", 4)]
    assert [each.place for each in result.errors] == ["a.jsonl:5"]


def test_grouping_keeps_systems_apart_and_takes_any_field() -> None:
    records = [{"doc_id": 3, "system": system, "mt": mt} for mt in ("One.", "Two.") for system in ("a", "b")]
    result = read_records(*records, group_by="doc_id")
    assert [(each.id, each.system, each.text) for each in result.documents] == [
        ("3/a", "a", "One.\nTwo."),
        ("3/b", "b", "One.\nTwo."),
    ]


def test_tab_separated_values() -> None:
    table = 'ID\tsrc\tmt\tnote\n1\tОн сказал: "Да".\t"Yes," he said.\t\n2\tх\t"He said ""yes"""\t\n\n3\tх\n'
    result = read_text(table, "a.tsv")
    assert [(each.id, each.text) for each in result.documents] == [("1", '"Yes," he said.'), ("2", 'He said "yes"')]
    assert [each.segments[0].line for each in result.documents] == [2, 3]
    assert result.errors == (
        InputError("a.tsv:5", "2 values in a row of 4 columns", "a line break or delimiter inside a value?"),
    )


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_comma_and_semicolon_separated_values(delimiter: str) -> None:
    table = f'id{delimiter}mt\r\n1{delimiter}"One,\r\n""two""; three."\r\n2{delimiter}Four.\r\n'
    result = read_text(table, "a.csv")
    assert [(each.id, each.text) for each in result.documents] == [("1", 'One,\r\n"two"; three.'), ("2", "Four.")]
    assert [each.segments[0].line for each in result.documents] == [2, 4]


def test_an_empty_cell_is_an_omission() -> None:
    result = read_text("src\tmt\nх\t\n\tx\n", "a.tsv")
    assert [(each.text, each.source_text) for each in result.documents] == [("", "х"), ("x", "")]


def test_a_table_without_a_text_column_lists_what_it_has() -> None:
    result = read_text("id\tquelle\tziel\n1\ta\tb\n", "a.tsv")
    assert result.errors[0].message == "no text column in the header row"
    assert result.errors[0].hint.startswith("columns found: id, quelle, ziel; ")
    assert read_text("id\tziel\n1\tb\n", "a.tsv", fields={"mt": "ziel"}).documents[0].text == "b"


def test_a_large_value_in_a_table() -> None:
    assert len(read_text(f'mt\n"{"x" * 200_000}"\n', "a.csv").documents[0].text) == 200_000


@pytest.mark.skipif(
    "MTAUDIT_EVAL_DIR" not in os.environ and "CI" not in os.environ, reason="MTAUDIT_EVAL_DIR is not set"
)
@pytest.mark.parametrize("name", ["articles-wmt22", "clean-news-en", "mqm-wmt22-zh-en", "untranslated-natural"])
def test_evaluation_records_read_as_they_are(name: str) -> None:
    path = Path(os.environ["MTAUDIT_EVAL_DIR"]) / f"{name}.jsonl"
    result = read([str(path)])
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert not result.errors
    for document, record in zip(result.documents, records, strict=True):
        given = record.get("segments", [record])
        assert document.id == record["id"]
        assert document.text == "\n".join(unit["mt"] for unit in given)
        if any(unit.get("src") for unit in given):
            assert [(each.text, each.source) for each in document.segments] == [(u["mt"], u["src"]) for u in given]
