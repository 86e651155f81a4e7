"""Reading files: kinds, folders, globs, encodings, languages, and an error for everything that cannot be read."""

from __future__ import annotations

import gzip
import io
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtaudit.config import ReadConfig
from mtaudit.core import Document, InputError, Part
from mtaudit.read import read, stream
from tests.strategies import encodable


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each test works in a folder of its own, so that paths are as short as a user's."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(path: str, content: str | bytes) -> str:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def one(path: str, config: ReadConfig | None = None) -> Document:
    result = read([path], config)
    assert not result.errors
    return result.documents[0]


def error(path: str, config: ReadConfig | None = None) -> InputError:
    result = read([path], config)
    assert not result.documents
    assert len(result.errors) == 1
    return result.errors[0]


def test_a_text_is_kept_as_it_is() -> None:
    text = "  Port closed\r\n\r\nThe harbour is closed.\tFor now.\r\nShips wait. \r\n"
    document = one(put("a.txt", text))
    assert document.text == text
    assert (document.id, document.path, document.title) == ("a.txt", "a.txt", "Port closed")
    assert [(each.text, each.line) for each in document.segments] == [
        ("Port closed", 1),
        ("The harbour is closed.", 3),
        ("For now.", 3),
        ("Ships wait.", 4),
    ]


def test_markdown_loses_front_matter_and_keeps_lines() -> None:
    text = (
        "---\ntitle: Port closed\nlang: en-GB\ndate: 2024-05-03\nurl: https://example.org/a\n---\n\n"
        "# Port closed\n\nThe harbour is **closed**.\n\n## Ships wait\n\n> No way out.\n\n- One ship\n"
    )
    document = one(put("a.md", text))
    assert document.text == text[text.index("\n# ") :]
    assert (document.title, document.lang, document.url) == ("Port closed", "en", "https://example.org/a")
    assert document.meta == {"published": "2024-05-03"}
    assert [(each.text, each.line, each.part) for each in document.segments] == [
        ("Port closed", 8, Part.TITLE),
        ("The harbour is **closed**.", 10, Part.LEAD),
        ("Ships wait", 12, Part.HEADING),
        ("No way out.", 14, Part.BODY),
        ("One ship", 16, Part.BODY),
    ]


def test_markdown_title_of_the_front_matter_comes_first() -> None:
    document = one(put("a.md", "---\ntitle: Port closed\n---\nThe harbour is closed.\n"))
    assert document.text == "Port closed\n\nThe harbour is closed.\n"
    assert [each.line for each in document.segments] == [4, 4]


def test_a_rule_in_markdown_is_no_front_matter() -> None:
    assert one(put("a.md", "---\nNo end of it.\n")).text == "---\nNo end of it.\n"


def test_folders_are_read_in_order_without_hidden_files_and_readmes() -> None:
    for path in ("f/b.txt", "f/a/z.md", "f/a.txt", "f/README.md", "f/LICENSE.txt", "f/.hidden.txt", "f/.git/x.txt"):
        put(path, "Some text.")
    put("f/picture.png", b"\x89PNG")
    assert [each.path for each in read(["f"]).documents] == ["f/a/z.md", "f/a.txt", "f/b.txt"]
    assert [each.path for each in read(["."]).documents] == ["f/a/z.md", "f/a.txt", "f/b.txt"]
    assert [each.path for each in read(["f/README.md"]).documents] == ["f/README.md"]


def test_globs_and_files_named_twice() -> None:
    put("f/a.txt", "One.")
    put("f/g/b.txt", "Two.")
    result = read(["f/**/*.txt", "f/a.txt", "f"])
    assert [each.path for each in result.documents] == ["f/a.txt", "f/g/b.txt"]
    put("odd[1].txt", "Three.")
    assert [each.path for each in read(["odd[1].txt"]).documents] == ["odd[1].txt"]


@pytest.mark.parametrize("name", ["a.txt.gz", "a.jsonl.gz", "a.html.gz"])
def test_gzip(name: str) -> None:
    content = {"a.jsonl.gz": '{"mt": "A port."}', "a.html.gz": "<p>A port.</p>"}.get(name, "A port.")
    assert one(put(name, gzip.compress(content.encode()))).text == "A port."


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ('\n {"mt": "A port."}\n', "A port."),
        ("\N{ZERO WIDTH NO-BREAK SPACE}<html><body><p>A port.</p></body></html>", "A port."),
        ("A port.", "A port."),
    ],
)
def test_standard_input_is_sniffed(content: str, text: str) -> None:
    result = read(["-"], stdin=io.BytesIO(content.encode()))
    assert [each.text for each in result.documents] == [text]
    assert result.documents[0].path == "stdin"


def test_standard_input_may_be_gzip() -> None:
    assert read(["-"], stdin=io.BytesIO(gzip.compress(b"A port."))).documents[0].text == "A port."


# Encodings


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_marks(codec: str) -> None:
    assert one(put("a.txt", "Η λιμένας έκλεισε.".encode(codec))).text == "Η λιμένας έκλεισε."
    assert one(put("a.jsonl", '{"mt": "Η λιμένας έκλεισε."}\n'.encode(codec))).text == "Η λιμένας έκλεισε."


def test_the_charset_of_a_page_counts() -> None:
    page = '<html><head><meta charset="windows-1253"></head><body><p>Ο λιμένας έκλεισε σήμερα.</p></body></html>'
    assert one(put("a.html", page.encode("cp1253"))).text == "Ο λιμένας έκλεισε σήμερα."


def test_a_guess_is_said_aloud() -> None:
    text = "Порт закрыт. Корабли ждут уже третий день, сообщили в понедельник власти города. " * 5
    result = read([put("a.txt", text.encode("cp1251"))])
    assert result.documents[0].text == text
    assert "a.txt: not UTF-8; read as" in result.warnings[0]


def test_the_encoding_setting_wins() -> None:
    put("a.txt", "Müller".encode("cp1252"))
    assert one("a.txt", ReadConfig(encoding="cp1252")).text == "Müller"
    assert error("a.txt", ReadConfig(encoding="utf-8")).message == "byte 1 is not valid utf-8"
    assert error("a.txt", ReadConfig(encoding="klingon")) == InputError(
        "read.encoding", "unknown encoding klingon", "such as utf-8, cp1252, gb18030"
    )
    assert error("a.txt", ReadConfig(encoding="base64")).message == "unknown encoding base64"


# Languages


def test_target_language_setting_then_input_then_name_then_detection() -> None:
    put("a.de.txt", "Der Hafen ist zu.")
    put("b.txt", "Der Hafen ist zu.")
    put("c.de.html", "<html lang='fr-CA'><body><p>Der Hafen ist zu.</p></body></html>")
    put("d.de.jsonl", '{"mt": "x", "tgt_lang": "zh_CN"}\n{"mt": "x"}')
    result = read(["a.de.txt", "b.txt", "c.de.html", "d.de.jsonl"], identify=lambda _: "nl")
    assert [(each.lang, each.lang_detected) for each in result.documents] == [
        ("de", False),
        ("nl", True),
        ("fr", False),
        ("zh", False),
        ("de", False),
    ]
    result = read(["a.de.txt", "b.txt"], ReadConfig(target="en-US"))
    assert [each.lang for each in result.documents] == ["en", "en"]
    assert [each.lang for each in read(["b.txt"]).documents] == [""]


def test_a_version_in_a_name_is_no_language() -> None:
    assert one(put("notes.v2.txt", "A port.")).lang == ""
    assert error("notes.v2.txt", ReadConfig(target="english")).message == "english is no language code"


# Errors


def test_missing_file_names_a_close_one() -> None:
    put("f/article.txt", "A port.")
    assert error("f/artcle.txt") == InputError("f/artcle.txt", "no such file", "did you mean f/article.txt?")
    assert error("g/article.txt") == InputError("g/article.txt", "no such file", "there is no folder g either")
    assert error("").message == "not a usable file name"
    assert error("a\0.txt").message == "not a usable file name"


def test_folder_and_glob_without_articles() -> None:
    Path("empty").mkdir()
    put("f/a.pdf", "x")
    assert error("empty").message == "no articles in this folder"
    assert error("f").message == "no articles in this folder"
    assert error("f/*.txt").message == "matches no file"
    assert error("f/*").message == "matches no file of a known type"


def test_unknown_type_lists_the_known_ones() -> None:
    found = error(put("a.docx", "x"))
    assert found.message == "unknown file type .docx"
    assert ".jsonl" in found.hint


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.jsonl", "a.tsv", "a.csv", "a"])
def test_empty_files(name: str) -> None:
    for content in ("", " \r\n\t\n", "\N{ZERO WIDTH NO-BREAK SPACE}"):
        found = error(put(name, content))
        assert found.place == name
        assert found.message in ("is empty", "holds nothing but white space", "holds no record")


def test_the_size_limit() -> None:
    config = ReadConfig(max_bytes=1000)
    long = error(put("a.txt", b"x" * 50_000), config)
    assert long == InputError("a.txt", "the file is longer than 1,000 bytes", "split it, or raise read.max_bytes")
    put("a.jsonl", '{"mt": "One."}\n{"mt": "' + "x" * 50_000 + '"}\n{"mt": "Three."}')
    result = read(["a.jsonl"], config)
    assert [each.text for each in result.documents] == ["One.", "Three."]
    assert [(each.place, each.message) for each in result.errors] == [
        ("a.jsonl:2", "the line is longer than 1,000 bytes")
    ]
    assert error(put("bomb.txt.gz", gzip.compress(b" " * 5_000_000)), config).message.startswith("the file is longer")


def test_a_file_may_be_longer_than_the_limit_of_its_lines() -> None:
    put("a.jsonl", '{"mt": "A port is closed."}\n' * 100)
    assert len(read(["a.jsonl"], ReadConfig(max_bytes=100)).documents) == 100


class _Counting(io.BytesIO):
    def __init__(self, length: int) -> None:
        super().__init__()
        self.left, self.given = length, 0

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        count = min(len(buffer), self.left)
        buffer[:count] = b"x" * count
        self.left -= count
        self.given += count
        return count


def test_no_more_is_read_than_the_limit() -> None:
    source = _Counting(50_000_000)
    result = read(["-"], ReadConfig(max_bytes=100_000), stdin=source)
    assert result.errors[0].message == "the file is longer than 100,000 bytes"
    assert source.given < 200_000


def test_binary_and_damaged_data() -> None:
    assert error(put("a.txt", b"PK\x03\x04\x00\x00")).message == "binary data, not text"
    assert error(put("a.jsonl", b"PK\x03\x04\x00\x00" * 9)).message == "binary data, not text"
    assert error(put("a.html", b"<p>\x00")).message == "binary data, not text"
    whole = gzip.compress(b"A port is closed. " * 1000)
    assert "damaged gzip data" in error(put("b.txt.gz", whole[:-20])).message
    assert "damaged gzip data" in error(put("c.txt.gz", b"A port.")).message
    assert "damaged gzip data" in error(put("d.jsonl.gz", whole[:20] + b"xxxx" + whole[24:])).message


def test_permission_denied(monkeypatch: pytest.MonkeyPatch) -> None:
    put("a.txt", "A port.")
    put("b.txt", "A ship.")
    opened = Path.open

    def refuse(self: Path, *arguments: str) -> io.IOBase:
        if self.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return opened(self, *arguments)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(Path, "open", refuse)
    result = read(["a.txt", "b.txt"])
    assert result.errors == (InputError("a.txt", "permission denied"),)
    assert [each.text for each in result.documents] == ["A ship."]


def test_settings_that_cannot_be() -> None:
    assert error("a.txt", ReadConfig(fields={"sorce": "x"})).hint == "did you mean source?"
    assert error("a.txt", ReadConfig(max_bytes=0)).place == "read.max_bytes"


def test_a_name_that_is_no_utf8() -> None:
    name = os.fsdecode(b"f/\xff.txt")
    try:
        put(name, "A port.")
    except (OSError, UnicodeError):
        pytest.skip("this file system takes UTF-8 names only")
    found = error("f")
    assert found.message == "not a usable file name"
    found.place.encode()


def test_one_bad_input_does_not_end_the_batch() -> None:
    put("a.txt", "A port.")
    put("b.txt", b"\x00")
    put("c.txt", "A ship.")
    result = read(["a.txt", "b.txt", "missing.txt", "c.txt"])
    assert [each.id for each in result.documents] == ["a.txt", "c.txt"]
    assert [each.place for each in result.errors] == ["b.txt", "missing.txt"]
    kinds = [type(item) for item in stream(["a.txt", "b.txt", "missing.txt", "c.txt"])]
    assert kinds == [Document, InputError, InputError, Document]


# Fuzz

NAMES = ["a.txt", "a.md", "a.html", "a.jsonl", "a.tsv", "a.csv", "a.txt.gz", "a.jsonl.gz", "a"]
records = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["mt", "src", "id", "segments"]), inner)
    ),
    max_leaves=8,
)
contents = st.one_of(
    st.binary(max_size=200),
    encodable.map(str.encode),
    encodable.map(lambda text: f"<html><body><p>{text}</p><div>{text}".encode()),
    st.lists(records, max_size=4).map(lambda values: "\n".join(map(json.dumps, values)).encode()),
    encodable.map(lambda text: f"id\tmt\tsrc\n{text}".encode()),
)


@given(contents, st.sampled_from(NAMES), st.sampled_from(["", "doc", "id"]))
def test_nothing_in_a_file_can_raise(content: bytes, name: str, group: str) -> None:
    put(name, content)
    result = read([name], ReadConfig(group_by=group), identify=lambda _: "en")
    assert result.documents or result.errors
    for document in result.documents:
        document.text.encode()
        assert all(each.span.of(document.text) == each.text for each in document.segments)
    for found in result.errors:
        assert found.place.startswith(name)
        assert found.message
    assert result == read([name], ReadConfig(group_by=group), identify=lambda _: "en")


@given(encodable)
def test_any_text_reads_as_itself(text: str) -> None:
    put("a.txt", text)
    documents = read(["a.txt"]).documents
    if text.strip() and "\0" not in text and not text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}"):
        assert documents[0].text == text
