"""The file itself: where it lies, its tables, and what is done about one that is damaged, foreign or too new.

It may hold quotations of articles that are not published yet, so that only its owner can read it.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

import platformdirs

from mtaudit.errors import MtauditError

APPLICATION = 0x6D746175  # "mtau", in the file's header: no other program's database is ever touched
VERSION = 1  # of the tables below
BUSY_SECONDS = 30.0  # how long one run waits while another writes; a write takes milliseconds
_MAGIC = b"SQLite format 3\0"

# `subject` is what was audited: the paths and URLs of the command line.
_TABLES = """
CREATE TABLE results (
    key TEXT PRIMARY KEY, record BLOB NOT NULL, used INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX results_used ON results (used);
CREATE TABLE runs (
    id INTEGER PRIMARY KEY, started TEXT NOT NULL, subject TEXT NOT NULL, shown TEXT NOT NULL,
    finished INTEGER NOT NULL DEFAULT 0, signature TEXT NOT NULL DEFAULT '', articles INTEGER, words INTEGER,
    score REAL, critical INTEGER, major INTEGER, minor INTEGER, audited INTEGER, taken INTEGER, gate TEXT
);
CREATE INDEX runs_subject ON runs (subject, id);
CREATE TABLE articles (
    subject TEXT NOT NULL, id TEXT NOT NULL, version TEXT NOT NULL, findings TEXT NOT NULL, text TEXT,
    seen INTEGER NOT NULL, PRIMARY KEY (subject, id)
) WITHOUT ROWID;
CREATE TABLE pages (
    url TEXT PRIMARY KEY, address TEXT NOT NULL, type TEXT NOT NULL, etag TEXT NOT NULL, modified TEXT NOT NULL,
    body BLOB NOT NULL, seen INTEGER NOT NULL
) WITHOUT ROWID;
"""


def default_path() -> Path:
    """MTAUDIT_STORE, else store.sqlite in MTAUDIT_CACHE, else in the user's cache folder."""
    if named := os.environ.get("MTAUDIT_STORE"):
        return Path(named).expanduser()
    root = os.environ.get("MTAUDIT_CACHE")
    folder = Path(root).expanduser() if root else platformdirs.user_cache_path("mtaudit", appauthor=False)
    return folder / "store.sqlite"


def connect(path: Path) -> tuple[sqlite3.Connection, str]:
    """An open store, made where there is none, and a warning ("" = none).

    A damaged store is set aside and begun anew: it holds nothing that cannot be found again but its history.
    Raises MtauditError where the file is something else, comes from a later mtaudit, or cannot be opened.
    """
    _refuse_others(path)
    try:
        return _opened(path), ""
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            hint = "name another file with --store, or work without one: --no-store"
            raise MtauditError(f"cannot open the store: {error}", hint, place=str(path)) from None
    aside = set_aside(path)
    return _opened(path), f"{path}: the store was damaged; it was set aside as {aside.name} and begun anew"


def set_aside(path: Path) -> Path:
    """Rename a damaged store, and take the files that SQLite keeps beside it away. Raises MtauditError."""
    aside = path.with_name(f"{path.name}.damaged")
    try:
        path.replace(aside)
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    except OSError as error:
        hint = "remove it, or name another file with --store"
        raise MtauditError(f"the store is damaged: {error.strerror}", hint, place=str(path)) from None
    return aside


def _refuse_others(path: Path) -> None:
    """Make the folder; raise MtauditError where the file is there and was never a store."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError:
        return
    except OSError as error:
        hint = "name another file with --store, or work without one: --no-store"
        raise MtauditError(error.strerror or str(error), hint, place=str(path)) from None
    ours = head.startswith(_MAGIC) and int.from_bytes(head[68:72], "big") in (0, APPLICATION)
    if head and not ours and path != default_path():
        raise MtauditError("is not a store of mtaudit", "name another file with --store", place=str(path))


def _opened(path: Path) -> sqlite3.Connection:
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        _make_tables(connection, path)  # first, as the next would change a file that is not ours
        _patiently(connection, "PRAGMA journal_mode = WAL")
        # A killed process loses nothing in this mode; a power cut may lose the last articles, never the file.
        connection.execute("PRAGMA synchronous = NORMAL")
    except BaseException:
        connection.close()
        raise
    return connection


def _patiently(connection: sqlite3.Connection, statement: str) -> None:
    """Run a statement that SQLite refuses at once, and does not wait for, while another process opens the file."""
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute(statement)
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.02)


def _make_tables(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _pragma(connection, "user_version")
        application = _pragma(connection, "application_id")
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if tables and application != APPLICATION:
            raise MtauditError("is not a store of mtaudit", "name another file with --store", place=str(path))
        if version > VERSION:
            hint = "update mtaudit, name another file with --store, or work without one: --no-store"
            raise MtauditError(f"was written by a later mtaudit (version {version})", hint, place=str(path))
        if not tables:
            for statement in _TABLES.split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    with closing(connection.execute(f"PRAGMA {name}")) as rows:
        return int(rows.fetchone()[0])
