"""What the runs of one command share: the store, the connections, the models. With --watch there are many of them."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from mtaudit.errors import MtauditError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtaudit.config import Config, FeedConfig
    from mtaudit.core import AuditedDocument, PastRun, Report
    from mtaudit.engine import Recall
    from mtaudit.fetch import Limits, Page, Pages
    from mtaudit.fetch.fetcher import Fetcher
    from mtaudit.models import Models
    from mtaudit.read import Web
    from mtaudit.store import Store, VersionOf

NAMED = 5  # changed articles that a run names before it only counts them


class Stopped(KeyboardInterrupt):
    """A monitor was asked to end, and has finished what it had in hand."""


class Session:
    """Use it as a context manager. `remember` False works without a store; `watching` runs many times."""

    def __init__(
        self, paths: Sequence[str], config: Config, *, remember: bool, resume: bool = False, watching: bool = False
    ) -> None:
        if resume and not remember:
            raise MtauditError("--resume needs the store", "leave out --no-store")
        self._paths = tuple(paths)
        self._config = config
        self._resume = resume
        self._watching = watching
        self._fetcher: Fetcher | None = None
        self._stop = threading.Event()
        self._run = 0
        self.subject = subject_of(paths)
        self.store = self._opened() if remember else None
        self.recall: Recall | None = None
        self.web, self.models = self._made()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._fetcher is not None:
            self._fetcher.close()
        if self.store is not None:
            self._tell()
            self.store.close()

    def _made(self) -> tuple[Web, Models]:
        from mtaudit.models import Models
        from mtaudit.read import Web

        return Web(self._fetch, self._config.feed), Models(self._config)

    def _opened(self) -> Store | None:
        """The store that was named, or the usual one; a run goes on without the usual one."""
        from mtaudit.cli import console
        from mtaudit.store import Store

        settings = self._config.store
        try:
            return Store.open(Path(settings.path) if settings.path else None, keep_text=settings.keep_text)
        except MtauditError as error:
            if settings.path:
                raise
            console.say("warning", "yellow", f"{error}; this run goes on without the store")
            return None

    # The web

    def _fetch(self, url: str) -> Page:
        self.check_stop()
        if self._fetcher is None:
            from mtaudit.fetch import open_fetcher

            self._fetcher = open_fetcher(limits(self._config.feed), pages=self._pages(), pause=self.pause)
        return self._fetcher.get(url)

    def _pages(self) -> Pages | None:
        """Where pages are kept: on file where that is allowed, in memory where they are of use there."""
        from mtaudit.fetch import PagesInMemory

        if self.store is not None and self.store.keep_text:
            return self.store
        return PagesInMemory() if self._watching else None

    # Stopping

    @contextmanager
    def stoppable(self) -> Iterator[None]:
        """SIGINT and SIGTERM let the article at hand be finished; a second one ends at once."""
        before = {number: signal.signal(number, self._asked) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _asked(self, number: int, _: object) -> None:
        self._stop.set()
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)

    def check_stop(self) -> None:
        """Raise Stopped where the end was asked for."""
        if self._stop.is_set():
            raise Stopped

    def pause(self, seconds: float) -> None:
        """Wait, or raise Stopped as soon as the end is asked for."""
        if self._stop.wait(seconds):
            raise Stopped

    # Runs

    def begin(self) -> None:
        """A run begins: what is remembered of earlier ones may be taken from now on."""
        if self.store is None:
            return
        from mtaudit.cli import console
        from mtaudit.engine import Recall

        if self._resume:
            unfinished = self.store.unfinished(self.subject)
            known = f"the run of {unfinished.started}" if unfinished else "no run of these was cut short; what is known"
            console.say("resuming" if unfinished else "note", "cyan", f"{known} is taken from the store")
            self._resume = False
        self.recall = Recall(self.store)
        self._run = self.store.begin(self.subject, self._paths)

    @property
    def history(self) -> tuple[PastRun, ...]:
        """Earlier finished runs of the same paths, oldest first."""
        return self.store.past_runs(self.subject) if self.store is not None else ()

    @property
    def taken(self) -> str:
        """How many articles were audited, how many taken from the store; "" without one."""
        from mtaudit.report.wording import plural

        if self.recall is None or self.store is None:
            return ""
        audited, taken = self.recall.audited, self.recall.taken
        if taken and not audited:
            return f"none audited, {plural(taken, 'article')} taken from the store"
        return f"{plural(audited, 'article')} audited, {f'{taken:,}' if taken else 'none'} taken from the store"

    @property
    def reused(self) -> str:
        """The same, "" where nothing was taken: a run of new articles has nothing to explain."""
        return self.taken if self.recall is not None and self.recall.taken else ""

    def finish(self, report: Report, *, gate: str = "", quiet: bool = False) -> None:
        """Remember a run that came to its end, and say what became of the findings of articles that changed."""
        if self.store is None or self.recall is None:
            return
        self._versions(report, quiet=quiet)
        totals = _totals(report)
        self.store.finish(self._run, totals, audited=self.recall.audited, taken=self.recall.taken, gate=gate)
        self._tell()

    def _tell(self) -> None:
        from mtaudit.cli import console

        while self.store is not None and self.store.warnings:
            console.say("warning", "yellow", self.store.warnings.pop(0))

    def _versions(self, report: Report, *, quiet: bool) -> None:
        from mtaudit.cli import console

        assert self.store is not None
        off = {skip.code for skip in report.skips}
        changes, versions = [], []
        for audited in report.documents:
            id, new = audited.document.id, _version(audited)
            old = self.store.version(self.subject, id)
            if old is not None and old.digest != new.digest:
                changes.append(f"{id}: {_difference(old, new, off | {skip.code for skip in audited.skips})}")
            versions.append((id, new, audited.document.text))
        self.store.keep_versions(self.subject, versions)
        for change in () if quiet else changes[:NAMED]:
            console.say("changed", "cyan", change)
        if len(changes) > NAMED and not quiet:
            console.say("changed", "cyan", f"{len(changes) - NAMED:,} more articles")


def limits(config: FeedConfig) -> Limits:
    """The limits of one request."""
    from mtaudit.fetch import Limits

    given = asdict(config)
    return Limits(**{entry.name: given[entry.name] for entry in fields(Limits)})


def subject_of(paths: Sequence[str]) -> str:
    """What is audited, by a name that does not depend on the working directory or the order."""
    from mtaudit.fetch import is_url

    return json.dumps(sorted(path if path == "-" or is_url(path) else os.path.realpath(path) for path in set(paths)))


def _counting(audited: AuditedDocument) -> Iterator[tuple[str, str, str]]:
    for found in audited.findings:
        if found.weighs:
            yield found.fingerprint, found.code, found.severity.value


def _version(audited: AuditedDocument) -> VersionOf:
    from mtaudit.store import VersionOf

    text = audited.document.text.encode("utf-8", "surrogatepass")
    return VersionOf(sha256(text).hexdigest(), tuple(_counting(audited)))


def _difference(old: VersionOf, new: VersionOf, not_run: set[str]) -> str:
    """What a new version did to the findings. What was not looked for this time is not fixed."""
    before, now = {found[0] for found in old.findings}, {found[0] for found in new.findings}
    fixed = {print for print, code, _ in old.findings if print not in now and code not in not_run}
    return f"a new version, findings: {len(now - before)} new, {len(fixed)} fixed, {len(now & before)} unchanged"


def _totals(report: Report) -> PastRun:
    from mtaudit.core import PastRun, Severity
    from mtaudit.report.summary import summarise
    from mtaudit.report.verdict import Outcome

    summary = summarise(report)
    scored = len(report.documents) - summary.by_outcome[Outcome.NOT_AUDITED]
    counts = [summary.by_severity[level] for level in (Severity.CRITICAL, Severity.MAJOR, Severity.MINOR)]
    return PastRun("", report.signature, scored, summary.words, summary.mean or 0.0, *counts)
