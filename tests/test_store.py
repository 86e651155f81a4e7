"""The store's file: what is kept, by whom it can be used, and what happens to one that is damaged."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mtaudit.core import PastRun
from mtaudit.errors import MtauditError
from mtaudit.fetch import Page
from mtaudit.store import Store, VersionOf, default_path
from mtaudit.store import database as storing


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 24, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def pass_(self, **span: float) -> None:
        self.time += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def opened(path: Path, clock: Callable[[], datetime], **options: bool) -> Store:
    return Store.open(path, clock=clock, **options)


def totals(articles: int = 3, score: float = 90.0) -> PastRun:
    return PastRun("", "sig", articles, 100, score, 1, 2, 3)


def finish(store: Store, subject: str = "s", **figures: float) -> None:
    run = store.begin(subject, [subject])
    store.finish(run, totals(**figures), audited=2, taken=1, gate="passed")  # type: ignore[arg-type]


def test_what_was_kept_is_there_when_it_is_opened_again(tmp_path: Path, clock: Clock) -> None:
    store = opened(tmp_path / "new" / "s.sqlite", clock)
    store.keep("k", b"record")
    store.keep_versions("s", [("id\ud800", VersionOf("d", (("f", "UNT101", "major"),)), "text")])
    finish(store)
    store.close()
    store = opened(tmp_path / "new" / "s.sqlite", clock)
    assert (store.recall("k"), store.recall("other")) == (b"record", b"")
    assert store.version("s", "id\ud800") == VersionOf("d", (("f", "UNT101", "major"),))
    assert store.version("other", "id\ud800") is None
    (run,) = store.history()
    assert (run.paths, run.audited, run.taken, run.gate) == (("s",), 2, 1, "passed")
    assert run.run == PastRun("2026-11-24T12:00:00+00:00", "sig", 3, 100, 90.0, 1, 2, 3)
    assert not store.warnings


def test_only_its_owner_can_read_it(tmp_path: Path, clock: Clock) -> None:
    opened(tmp_path / "s.sqlite", clock)
    assert stat.S_IMODE((tmp_path / "s.sqlite").stat().st_mode) == 0o600


@pytest.mark.parametrize("keep_text", [False, True])
def test_text_is_kept_only_where_it_may_be(tmp_path: Path, clock: Clock, keep_text: bool) -> None:
    store = opened(tmp_path / "s.sqlite", clock, keep_text=keep_text)
    store.keep_versions("s", [("id", VersionOf("d", ()), "A secret plan.")])
    store.keep_page("https://x", Page("https://y", "text/html", b"A secret page.", etag="e"))
    store.close()
    with sqlite3.connect(tmp_path / "s.sqlite") as connection:
        assert connection.execute("SELECT text FROM articles").fetchone() == ("A secret plan." if keep_text else None,)
        assert connection.execute("SELECT count(*) FROM pages").fetchone() == (int(keep_text),)
    page = opened(tmp_path / "s.sqlite", clock).page("https://x")
    assert page == (Page("https://y", "text/html", b"A secret page.", etag="e") if keep_text else None)


def test_past_runs_are_those_of_the_same_paths_oldest_first(tmp_path: Path, clock: Clock) -> None:
    store = opened(tmp_path / "s.sqlite", clock)
    for score in (10.0, 20.0, 30.0):
        finish(store, score=score)
        finish(store, "other", score=99.0)
        clock.pass_(hours=1)
    finish(store, articles=0)
    store.begin("s", ["s"])  # never finished
    assert [run.score for run in store.past_runs("s")] == [10.0, 20.0, 30.0]
    assert [run.score for run in store.past_runs("s", most=2)] == [20.0, 30.0]
    assert len(store.history()) == 7


def test_a_run_that_never_ended_is_known(tmp_path: Path, clock: Clock) -> None:
    store = opened(tmp_path / "s.sqlite", clock)
    assert store.unfinished("s") is None
    store.begin("s", ["s"])
    unfinished = store.unfinished("s")
    assert unfinished and unfinished.started == "2026-11-24T12:00:00+00:00"
    finish(store)
    assert store.unfinished("s") is None


def test_results_that_nothing_uses_go_and_those_in_use_stay(tmp_path: Path, clock: Clock) -> None:
    store = opened(tmp_path / "s.sqlite", clock)
    store.keep("used", b"1")
    store.keep("unused", b"2")
    for _ in range(4):
        clock.pass_(days=30)
        assert store.recall("used")
        finish(store)
    assert (store.recall("used"), store.recall("unused")) == (b"1", b"")


def test_prune(tmp_path: Path, clock: Clock) -> None:
    store = opened(tmp_path / "s.sqlite", clock, keep_text=True)
    for age in ("old", "new"):
        store.keep(age, b"1")
        store.keep_versions("s", [(age, VersionOf("d", ()), "")])
        store.keep_page(age, Page("", "", b""))
        finish(store)
        clock.pass_(days=50)
    counts = store.prune(timedelta(days=90))
    assert (counts.runs, counts.results, counts.articles, counts.pages) == (1, 1, 1, 1)
    assert store.recall("new") and not store.recall("old") and store.page("new") and not store.page("old")
    assert not store.warnings


def test_a_later_version_is_left_alone(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "s.sqlite"
    opened(path, clock).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(MtauditError, match=r"was written by a later mtaudit \(version 99\)") as caught:
        opened(path, clock)
    assert caught.value.hint and path.read_bytes() == before


def test_other_files_are_left_alone(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "notes.txt").write_text("My notes." * 50)
    with sqlite3.connect(tmp_path / "other.sqlite") as connection:
        connection.execute("CREATE TABLE mine (x)")
    for name in ("notes.txt", "other.sqlite"):
        before = (tmp_path / name).read_bytes()
        with pytest.raises(MtauditError, match="is not a store of mtaudit"):
            opened(tmp_path / name, clock)
        assert (tmp_path / name).read_bytes() == before
    with pytest.raises(MtauditError, match=r"(?i)directory"):
        opened(tmp_path, clock)


def damage(path: Path, start: int) -> None:
    content = bytearray(path.read_bytes())
    content[start:] = b"\xa5" * (len(content) - start)
    path.write_bytes(content)


def test_a_damaged_store_is_set_aside(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "s.sqlite"
    opened(path, clock).close()
    damage(path, 100)
    store = opened(path, clock)
    assert "the store was damaged; it was set aside as s.sqlite.damaged" in store.warnings[0]
    store.keep("k", b"1")
    assert store.recall("k") == b"1"
    assert (tmp_path / "s.sqlite.damaged").exists()


def test_the_usual_place_is_mended_whatever_lies_there(clock: Clock) -> None:
    default_path().write_bytes(b"rubbish" * 100)
    store = Store.open(clock=clock)
    assert "set aside" in store.warnings[0]
    store.keep("k", b"1")
    assert store.recall("k")


def test_damage_that_shows_during_a_run_costs_the_memory_and_not_the_run(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "s.sqlite"
    store = opened(path, clock)
    for n in range(200):
        store.keep(f"key{n}", bytes(500))
    store.close()
    damage(path, 4096 * 2)
    store = opened(path, clock)
    results = [store.recall(f"key{n}") for n in range(200)]
    store.keep("k", b"1")
    finish(store)
    assert b"" in results and not store.history()
    assert len(store.warnings) == 1 and "this run goes on without it" in store.warnings[0]
    assert "set aside" in store.warnings[0]
    assert opened(path, clock).recall("k") == b""


def test_a_store_that_cannot_be_written_costs_a_warning(tmp_path: Path, clock: Clock) -> None:
    store = opened(tmp_path / "s.sqlite", clock)
    assert store._connection is not None
    store._connection.execute("PRAGMA query_only = 1")
    store.keep("k", b"1")
    store.keep("l", b"1")
    assert len(store.warnings) == 1 and "readonly" in store.warnings[0]
    assert "set aside" not in store.warnings[0] and (tmp_path / "s.sqlite").exists()


def test_a_store_that_is_locked_too_long_costs_a_warning(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "BUSY_SECONDS", 0.05)
    first, second = (opened(tmp_path / "s.sqlite", clock) for _ in range(2))
    assert first._connection is not None
    first._connection.execute("BEGIN IMMEDIATE")
    second.keep("k", b"1")
    assert "locked" in second.warnings[0]


WRITER = """
import sys
from pathlib import Path
from mtaudit.store import Store
store = Store.open(Path(sys.argv[1]))
for n in range(150):
    store.keep(f"{sys.argv[2]}-{n}", b"x" * 200)
    store.recall(f"0-{n}")
assert not store.warnings, store.warnings
"""


def test_several_processes_may_write_at_once(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "s.sqlite"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, path, str(n)]) for n in range(3)]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    store = opened(path, clock)
    assert all(store.recall(f"{writer}-{n}") for writer in range(3) for n in range(150))


def test_the_usual_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("MTAUDIT_STORE")
    monkeypatch.setenv("MTAUDIT_CACHE", str(tmp_path))
    assert default_path() == tmp_path / "store.sqlite"
    monkeypatch.delenv("MTAUDIT_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert default_path().name == "store.sqlite" and "mtaudit" in default_path().parts
