"""Writing the HTML report: one file, or a folder of pages in which nothing of an earlier run stays behind."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mtaudit.cli.files import write_whole
from mtaudit.errors import MtauditError

if TYPE_CHECKING:
    from mtaudit.core import PastRun, Report

HINT = "free some space, or name another folder with -o"
HEAD = 1_000  # bytes of a page within which our mark stands


def write_pages(folder: Path, report: Report, layout: str = "auto", history: Sequence[PastRun] = ()) -> Path:
    """Write the report into a folder, each file as a whole, the index last; return the path of the index.

    Article pages that an earlier run left there are removed once nothing links to them.
    """
    from mtaudit.report.site import INDEX, site

    written: set[Path] = set()
    for name, text in site(report, layout=layout, history=history):
        path = folder / name
        write_whole(path, partial(str, text), HINT)
        written.add(path)
    for stale in _ours(folder) - written:
        try:
            stale.unlink()
        except OSError as error:
            raise MtauditError(error.strerror or str(error), "remove it by hand", place=str(stale)) from None
    for name in ("articles", "assets"):
        with contextlib.suppress(OSError):  # not there, or something is in it
            (folder / name).rmdir()
    return folder / INDEX


def _ours(folder: Path) -> set[Path]:
    """The files of a report of many pages in a folder; what somebody else put there is not among them."""
    from mtaudit.report.site import ARTICLE_FILE, ARTICLES, DATA, DATA_HEAD, MARK, SCRIPT, STYLE

    pages = (path for path in (folder / ARTICLES).glob("*.html") if ARTICLE_FILE.fullmatch(path.name))
    found = {path for path in pages if MARK in _head(path)}
    if _head(folder / DATA).startswith(DATA_HEAD):
        found |= {path for name in (DATA, SCRIPT, STYLE) if (path := folder / name).is_file()}
    return found


def _head(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(HEAD).decode("utf-8", "replace")
    except OSError:
        return ""
