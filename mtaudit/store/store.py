"""What is asked of the store. A store that breaks during a run costs a warning and its memory, never the run."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from mtaudit.core import PastRun
from mtaudit.errors import MtauditError
from mtaudit.fetch import Page
from mtaudit.store.database import connect, default_path, set_aside

RESULTS_KEPT = timedelta(days=90)  # since they were last of use; what an article lost is found again by auditing it
_DAY = 86_400

Result = TypeVar("Result")
Row = tuple[Any, ...]
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A run that was cut short: when it began (ISO 8601, UTC)."""

    started: str


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished run as `mtaudit history` shows it. `gate` is "passed", "failed" or "" where none was asked."""

    run: PastRun
    paths: tuple[str, ...]
    audited: int
    taken: int
    gate: str = ""


@dataclass(frozen=True, slots=True)
class VersionOf:
    """The last version of an article: a digest of its text, and (fingerprint, code, severity) of each finding."""

    digest: str
    findings: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows were removed."""

    runs: int
    results: int
    articles: int
    pages: int


def now() -> datetime:
    """The clock that a store reads where no other is given."""
    return datetime.now(UTC)


class Store:
    """An open store. `warnings` says what went wrong with it; `keep_text` lets it hold pages and articles."""

    def __init__(self, path: Path, connection: sqlite3.Connection, *, keep_text: bool, clock: Clock) -> None:
        self.path = path
        self.keep_text = keep_text
        self.warnings: list[str] = []
        self._connection: sqlite3.Connection | None = connection
        self._clock = clock
        self._reused: list[str] = []

    @classmethod
    def open(cls, path: Path | None = None, *, keep_text: bool = False, clock: Clock = now) -> Store:
        """Open the store at `path`, else at its usual place. Raises MtauditError where that cannot be done."""
        path = path or default_path()
        connection, warning = connect(path)
        store = cls(path, connection, keep_text=keep_text, clock=clock)
        store.warnings += [warning] if warning else []
        return store

    def close(self) -> None:
        """Close the file. What was kept is there already."""
        if self._connection is not None:
            self._safely(self._connection.close, None)
            self._connection = None

    # Results of rules

    def recall(self, key: str) -> bytes:
        """The record kept under a key; empty where there is none."""
        row = self._row("SELECT record, used FROM results WHERE key = ?", key)
        if row is None:
            return b""
        if row[1] < self._seconds() - _DAY:
            self._reused.append(key)
        return bytes(row[0])

    def keep(self, key: str, record: bytes) -> None:
        """Keep a record; it is on file when this returns."""
        self._write("INSERT OR REPLACE INTO results VALUES (?, ?, ?)", [(key, record, self._seconds())])

    # Runs

    def unfinished(self, subject: str) -> Unfinished | None:
        """The last run of these paths, if it did not come to its end."""
        row = self._row("SELECT started, finished FROM runs WHERE subject = ? ORDER BY id DESC LIMIT 1", subject)
        return Unfinished(str(row[0])) if row and not row[1] else None

    def begin(self, subject: str, paths: Sequence[str]) -> int:
        """Note that a run begins; the number it is finished by."""
        shown = json.dumps(list(paths))
        started = self._clock().astimezone(UTC).isoformat(timespec="seconds")

        def insert() -> int:
            assert self._connection is not None
            statement = "INSERT INTO runs (started, subject, shown) VALUES (?, ?, ?)"
            return self._connection.execute(statement, (started, subject, shown)).lastrowid or 0

        return self._safely(insert, 0)

    def finish(self, run: int, totals: PastRun, *, audited: int, taken: int, gate: str = "") -> None:
        """Note what became of a run; its start stands already. Old results that nothing uses any more are dropped."""
        self._write(
            "UPDATE runs SET finished = 1, signature = ?, articles = ?, words = ?, score = ?, critical = ?, major = ?, "
            "minor = ?, audited = ?, taken = ?, gate = ? WHERE id = ?",
            [(*astuple(totals)[1:], audited, taken, gate, run)],
        )
        today = self._seconds()
        self._write("UPDATE results SET used = ? WHERE key = ?", [(today, key) for key in self._reused])
        self._reused.clear()
        self._write("DELETE FROM results WHERE used < ?", [(today - int(RESULTS_KEPT.total_seconds()),)])

    def past_runs(self, subject: str, most: int = 50) -> tuple[PastRun, ...]:
        """The last finished runs of these paths that had an article, oldest first."""
        return tuple(finished.run for finished in self.history(subject) if finished.run.articles)[-most:]

    def history(self, subject: str = "") -> tuple[Finished, ...]:
        """All finished runs, oldest first; of one subject where it is named."""
        rows = self._rows(
            "SELECT started, signature, articles, words, score, critical, major, minor, shown, audited, taken, gate "
            "FROM runs WHERE finished AND (? = '' OR subject = ?) ORDER BY id",
            (subject, subject),
        )
        return tuple(Finished(PastRun(*row[:8]), tuple(json.loads(row[8])), *row[9:]) for row in rows)

    def prune(self, older_than: timedelta) -> Counts:
        """Remove all that is older."""
        edge = self._clock() - older_than
        iso, seconds = edge.astimezone(UTC).isoformat(timespec="seconds"), int(edge.timestamp())
        counts = Counts(
            self._write("DELETE FROM runs WHERE started < ?", [(iso,)]),
            self._write("DELETE FROM results WHERE used < ?", [(seconds,)]),
            self._write("DELETE FROM articles WHERE seen < ?", [(seconds,)]),
            self._write("DELETE FROM pages WHERE seen < ?", [(seconds,)]),
        )
        self._write("VACUUM", [()])
        return counts

    # Versions of articles

    def version(self, subject: str, id: str) -> VersionOf | None:
        """The last version of an article in runs of these paths."""
        statement = "SELECT version, findings FROM articles WHERE subject = ? AND id = ?"
        row = self._row(statement, subject, _storable(id))
        return VersionOf(str(row[0]), tuple((f, c, s) for f, c, s in json.loads(row[1]))) if row else None

    def keep_versions(self, subject: str, articles: Iterable[tuple[str, VersionOf, str]]) -> None:
        """Remember (id, version, text) of each article; the text only where the store may hold it."""
        today = self._seconds()
        rows = [
            (subject, _storable(id), found.digest, json.dumps(found.findings), self._kept(text), today)
            for id, found, text in articles
        ]
        self._write("INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?, ?, ?)", rows)

    def _kept(self, text: str) -> str | None:
        return _storable(text) if self.keep_text else None

    # Pages

    def page(self, url: str) -> Page | None:
        """A page that was fetched before."""
        row = self._row("SELECT address, type, body, etag, modified FROM pages WHERE url = ?", url)
        try:
            return Page(row[0], row[1], zlib.decompress(row[2]), row[3], row[4]) if row else None
        except zlib.error:
            return None

    def keep_page(self, url: str, page: Page) -> None:
        """Keep a page, where the store may hold text."""
        if self.keep_text:
            row = (url, page.address, page.type, page.etag, page.modified, zlib.compress(page.body), self._seconds())
            self._write("INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?, ?)", [row])

    # How all of these touch the file

    def _seconds(self) -> int:
        return int(self._clock().timestamp())

    def _row(self, statement: str, *values: object) -> Row | None:
        rows = self._rows(statement, values)
        return rows[0] if rows else None

    def _rows(self, statement: str, values: Sequence[Any]) -> list[Row]:
        def read() -> list[Row]:
            assert self._connection is not None
            return self._connection.execute(statement, values).fetchall()

        return self._safely(read, [])

    def _write(self, statement: str, rows: Sequence[Sequence[Any]]) -> int:
        """Run one statement for all rows in one transaction; the number of rows it touched."""

        def write() -> int:
            assert self._connection is not None
            if len(rows) == 1:
                return max(self._connection.execute(statement, rows[0]).rowcount, 0)
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._connection.executemany(statement, rows)
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
            return len(rows)

        return self._safely(write, 0) if rows else 0

    def _safely(self, work: Callable[[], Result], otherwise: Result) -> Result:
        """Do something with the file. The first failure is told, and nothing more is tried in this run."""
        if self._connection is None:
            return otherwise
        try:
            return work()
        except sqlite3.Error as error:
            self._give_up(error)
            return otherwise

    def _give_up(self, error: sqlite3.Error) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
        note = f"{self.path}: the store cannot be used ({error}); this run goes on without it"
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            with suppress(MtauditError):  # then the next run meets it again, and says so
                note += f"; it was set aside as {set_aside(self.path).name}, the next run begins it anew"
        self.warnings.append(note)


def _storable(text: str) -> str:
    """Text that UTF-8 can hold: lone surrogates are written out."""
    return text.encode("utf-8", "backslashreplace").decode()
