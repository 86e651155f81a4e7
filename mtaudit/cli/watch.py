"""A monitor: the same check again and again, one line a round, until it is asked to end."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import typer

from mtaudit.cli.notify import Notifier
from mtaudit.cli.session import Session, Stopped
from mtaudit.errors import MtauditError

if TYPE_CHECKING:
    from mtaudit.config import Config
    from mtaudit.core import Report
    from mtaudit.judgement import Judgement

Round = Callable[[], tuple["Report", "Judgement"]]


def watch(session: Session, config: Config, every: timedelta, round_: Round) -> int:
    """Check every so often until SIGINT or SIGTERM; 0."""
    notifier = Notifier(config.feed)
    with session.stoppable():
        try:
            while True:
                began = time.monotonic()
                _one(session, notifier, round_)
                session.pause(max(0.0, every.total_seconds() - (time.monotonic() - began)))
        except Stopped:
            typer.echo(f"{_now()} stopped")
    return 0


def _one(session: Session, notifier: Notifier, round_: Round) -> None:
    """One round. One that cannot be made is said, and the next follows."""
    from mtaudit.cli import console

    try:
        report, judgement = round_()
    except MtauditError as error:
        console.say_error(str(error), error.hint)
        return
    taken = f"; {session.taken}" if session.taken else ""
    typer.echo(console.one_line(f"{_now()} {judgement.line}{taken}"))
    notifier.tell(report, judgement)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
