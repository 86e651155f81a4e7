"""Sources and references beside a translation."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtaudit.config import ReadConfig
from mtaudit.core import Document
from mtaudit.read import read
from mtaudit.read.pairs import Name, name_of


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def put(path: str, content: str) -> str:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(content, encoding="utf-8")
    return path


def sources(document: Document) -> list[str]:
    return [each.source for each in document.segments]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("f/port.en.txt", Name("f/port", "en")),
        ("port.el.src.txt", Name("./port", "el", "src")),
        ("port.pt-BR.ref.md.gz", Name("./port", "pt", "ref")),
        ("port.src.txt", Name("./port", "", "src")),
        ("en.txt", Name("./en")),
        ("port.v2.txt", Name("./port.v2")),
        ("a.b.en.jsonl", Name("./a.b", "en")),
    ],
)
def test_names(path: str, name: Name) -> None:
    assert name_of(path) == name


def test_explicit_source_and_reference() -> None:
    put("f/port.en.txt", "Port closed\n\nShips wait. Nobody works.")
    put("f/port.el.src.txt", "Λιμάνι κλειστό\n\nΤα πλοία περιμένουν. Κανείς δεν δουλεύει.")
    put("f/port.en.ref.txt", "Harbour shut\nThe ships wait. No one works.")
    for given in (["f"], ["f/port.en.txt"], ["f/port.en.txt", "f/port.el.src.txt"], ["f/*.txt"], ["./f"]):
        result = read(given)
        [document] = result.documents
        assert not result.errors
        assert not result.warnings
        assert (document.lang, document.source_lang) == ("en", "el")
        assert sources(document) == ["Λιμάνι κλειστό", "Τα πλοία περιμένουν.", "Κανείς δεν δουλεύει."]
        assert [each.reference for each in document.segments] == ["Harbour shut", "The ships wait.", "No one works."]
        assert document.source_text.startswith("Λιμάνι")


def test_a_plain_pair() -> None:
    put("port.el.txt", "Τα πλοία περιμένουν.")
    put("port.en.txt", "Ships wait.")
    [english] = read(["."]).documents
    assert (english.path, sources(english)) == ("port.en.txt", ["Τα πλοία περιμένουν."])
    [greek] = read(["."], ReadConfig(target="el")).documents
    assert (greek.path, sources(greek)) == ("port.el.txt", ["Ships wait."])
    [alone] = read(["port.el.txt"]).documents
    assert (alone.path, alone.lang, sources(alone)) == ("port.el.txt", "el", [""])
    assert [each.path for each in read(["."], ReadConfig(target="de")).documents] == ["port.el.txt", "port.en.txt"]


def test_several_languages_are_no_pair() -> None:
    for lang in ("el", "en", "fr"):
        put(f"port.{lang}.txt", "Text.")
    result = read(["."])
    assert [each.lang for each in result.documents] == ["el", "en", "fr"]
    assert len(result.warnings) == 1
    assert "port.en.txt: beside it are several languages (el, fr)" in result.warnings[0]
    put("port.el.src.txt", "Κείμενο.")
    assert [sources(each) for each in read(["port.en.txt", "port.fr.txt"]).documents] == [["Κείμενο."]] * 2


def test_two_explicit_sources_are_too_many() -> None:
    put("port.en.txt", "Text.")
    put("port.el.src.txt", "Κείμενο.")
    put("port.fr.src.txt", "Texte.")
    result = read(["."])
    assert [sources(each) for each in result.documents] == [[""]]
    assert result.warnings == ("port.en.txt: 2 .src files beside it, so none was taken",)


def test_a_source_alone_is_no_article() -> None:
    put("f/port.el.src.txt", "Κείμενο.")
    result = read(["f/port.el.src.txt"])
    assert not result.documents
    assert result.errors[0].message == "no translation beside this source, so it is no article"
    assert read(["f"]).warnings == ("f/port.el.src.txt: no translation beside it",)


def test_only_what_is_sure_is_paired() -> None:
    put("a.en.txt", "One. Two.\nThree. Four.\nFive.")
    put("a.el.src.txt", "Ένα. Δύο.\nΤρία και τέσσερα.\nΠέντε. Έξι.")
    [document] = read(["a.en.txt"]).documents
    assert sources(document) == ["Ένα.", "Δύο.", "", "", "Πέντε. Έξι."]
    put("a.el.src.txt", "Ένα. Δύο.\nΤρία.")
    [document] = read(["a.en.txt"]).documents
    assert sources(document) == [""] * 5
    assert document.source_text == "Ένα. Δύο.\nΤρία."


def test_the_source_option() -> None:
    put("a.txt", "Ships wait.")
    put("b.txt", "Nobody works.")
    put("quelle.txt", "Schiffe warten.")
    [document] = read(
        ["a.txt"], source_path="quelle.txt", identify=lambda text: "de" if "war" in text else "en"
    ).documents
    assert (sources(document), document.source_lang) == (["Schiffe warten."], "de")
    result = read(["a.txt", "b.txt"], source_path="quelle.txt")
    assert [sources(each) for each in result.documents] == [[""], [""]]
    assert result.errors[0].place == "quelle.txt"
    assert result.errors[0].message == "goes with exactly one input, not with 2"


def test_a_source_that_cannot_be_read_costs_only_itself() -> None:
    put("a.txt", "Ships wait.")
    result = read(["a.txt"], source_path="missing.txt")
    assert [each.text for each in result.documents] == ["Ships wait."]
    assert (result.errors[0].place, result.errors[0].message) == ("missing.txt", "no such file or directory")
    put("r.jsonl", '{"mt": "x"}')
    result = read(["r.jsonl"], source_path="a.txt")
    assert len(result.documents) == 1
    assert result.errors[0].message == "goes with one article, not with records"
