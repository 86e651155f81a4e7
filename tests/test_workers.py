"""Worker processes: the same report whatever their number, and nothing lost when one dies or Ctrl-C comes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator, Mapping
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path

import pytest

from mtaudit.config import Config, ModelsConfig, RulesConfig
from mtaudit.core import AuditedDocument, Document
from mtaudit.engine import Interrupted, audit, workers
from mtaudit.engine.examine import Examined
from mtaudit.models import Models, Unavailable
from mtaudit.report import html, json
from tests.conftest import document_of

LIGHT = Config(rules=RulesConfig(ignore=("GAR",)), models=ModelsConfig(offline=True))
TEXTS = (
    ("en", "The talks ended late on Monday.\nHe went to the the market.\nFollow us on Facebook"),
    ("en", "Nothing is wrong with this short report from the town hall."),
    ("de", "Die Gespräche endeten am Montag. Er kam mit mit dem Zug.\nФинансовые новости сегодня."),
    ("", "Nobody knows which language this is \ud83d in."),
    ("el", "Οι συνομιλίες τελείωσαν τη Δευτέρα. The talks ended late on Monday evening."),
    ("en", ""),
    ("en", "He said “no. Follow us on Facebook"),
)
ARTICLE = Path(__file__).parents[1] / "corpora" / "clean" / "rapid-chess.en.txt"
posix = pytest.mark.skipif(os.name == "nt", reason="POSIX signals")


def articles(times: int = 1) -> list[Document]:
    return [
        document_of(text, lang, id=f"{turn}-{number}")
        for turn in range(times)
        for number, (lang, text) in enumerate(TEXTS)
    ]


def test_the_bytes_do_not_depend_on_jobs() -> None:
    alone, shared = audit(articles(), LIGHT), audit(articles(), LIGHT, jobs=2)
    assert alone.findings
    assert json.render(alone) == json.render(shared)
    assert html.render(alone) == html.render(shared)


def test_the_bytes_do_not_depend_on_jobs_with_the_model() -> None:
    if isinstance(Models(Config()).fluency("en"), Unavailable):
        (pytest.fail if os.environ.get("CI") else pytest.skip)("the fluency model is not installed")
    # About 300 tokens: there bfloat16 products differ where the number of threads does.
    text = ARTICLE.read_text(encoding="utf-8")[:1300]
    documents = [document_of(text, "en", id="a"), document_of(text.upper().lower(), "en", id="b")]
    alone, shared = audit(documents), audit(documents, jobs=2)
    assert "smollm2" in shared.signature
    assert json.render(alone) == json.render(shared)


@posix
def test_a_killed_worker_takes_nothing_with_it() -> None:
    """What it had in hand is examined again."""
    killed: list[int | None] = []

    def progress(_: Document) -> None:
        if not killed:
            child = multiprocessing.active_children()[0]
            killed.append(child.pid)
            child.kill()

    documents = articles(times=12)
    report = audit(documents, LIGHT, jobs=2, progress=progress)
    assert killed and not report.errors
    assert json.render(report) == json.render(audit(documents, LIGHT))


@pytest.mark.parametrize("fatal", ["", "d", "a", "ad", "abf", "f"])
def test_only_the_document_that_kills_is_lost(fatal: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes die of some documents, as of a crash in C code or for lack of memory."""

    def shift(documents: Mapping[int, Document], _: int) -> Iterator[tuple[int, Examined]]:
        for index, document in list(documents.items()):
            if document.id in fatal:
                return
            yield index, Examined()

    crew = workers._Crew(LIGHT, Models(LIGHT))
    monkeypatch.setattr(crew, "_shift", shift)
    documents = {index: document_of("A text.", "en", id=name) for index, name in enumerate("abcdef")}
    results = dict(crew.examine(dict(documents), 2))
    assert {documents[index].id for index, examined in results.items() if examined is None} == set(fatal)
    assert set(results) == set(documents)


def test_where_every_worker_dies_we_stop_trying(monkeypatch: pytest.MonkeyPatch) -> None:
    pools: list[int] = []

    def die(*_: object) -> Iterator[tuple[int, Examined]]:
        pools.append(1)
        yield from ()

    monkeypatch.setattr(workers._Crew, "_shift", die)
    report = audit(articles(times=20), LIGHT, jobs=2)
    (error,) = report.errors
    assert error.lost == 20 * len(TEXTS) and error.place == "0-0 to 19-6"
    assert "was killed" in error.message
    assert len(pools) == workers.GIVE_UP


def _kill_on_start(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@posix
def test_a_worker_that_cannot_start_ends_the_shift(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_start", _kill_on_start)
    crew = workers._Crew(LIGHT, Models(LIGHT))
    assert list(crew._shift(dict(enumerate(articles())), 2)) == []


def test_results_before_a_death_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken pool breaks what is not done; what is done counts, whichever is seen first."""

    class Broken:
        _processes = None

        def submit(self, _: object, document: Document) -> workers.Work:
            work: workers.Work = workers.Future()
            if document.id == "0-1":
                work.set_exception(BrokenProcessPool())
            elif document.id == "0-4":
                raise BrokenProcessPool
            else:
                work.set_result((Examined(), frozenset({"lm"})))
            return work

        def shutdown(self, **_: object) -> None: ...

    monkeypatch.setattr(workers, "ProcessPoolExecutor", lambda *_: Broken())
    models = Models(LIGHT)
    results = workers._Crew(LIGHT, models)._shift(dict(enumerate(articles())), 2)
    assert sorted(index for index, _ in results) == [0, 2, 3]
    assert models.loaded == {"lm"}


@posix
def test_ctrl_c_keeps_what_is_done_and_ends_the_workers() -> None:
    seen: list[str] = []

    def progress(audited: AuditedDocument) -> None:
        seen.append(audited.document.id)
        if len(seen) == 3:
            os.kill(os.getpid(), signal.SIGINT)

    documents = articles(times=30)
    with pytest.raises(Interrupted) as caught:
        audit(documents, LIGHT, jobs=2, progress=progress)
    report = caught.value.report
    assert len(report.documents) == len(seen) >= 3
    assert sum(error.lost for error in report.errors) == len(documents) - len(seen) > 0
    deadline = time.monotonic() + 10
    while multiprocessing.active_children() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not multiprocessing.active_children()


def test_one_document_needs_no_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "examine_in_processes", None)
    assert audit(articles()[:1], LIGHT, jobs=8).findings


def test_no_document_needs_no_pool() -> None:
    assert audit([], LIGHT, jobs=8).documents == ()


def test_wrong_rules_are_told_before_any_worker_starts() -> None:
    wrong = replace(LIGHT, rules=RulesConfig(select=("XYZ",)))
    with pytest.raises(Exception, match="no rule matches"):
        audit(articles(), wrong, jobs=2)
