"""`mtaudit check`: passes or fails a batch of articles, for CI."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from mtaudit.cli import options as o
from mtaudit.cli.batch import INTERRUPTED, quieten, run_batch
from mtaudit.cli.durations import duration
from mtaudit.cli.files import write_whole
from mtaudit.cli.notify import Notifier
from mtaudit.cli.outputs import STREAM, JsonLines, Output, outputs, prepare, write, write_files
from mtaudit.cli.session import Session
from mtaudit.errors import ConfigError

if TYPE_CHECKING:
    from mtaudit.config import Config, GateConfig
    from mtaudit.core import Finding, Report
    from mtaudit.gate import Baseline
    from mtaudit.judgement import Judgement
    from mtaudit.suppress import Suppressions

NAMED = 5  # new findings that a refused baseline names before it only counts them


def check(
    paths: o.Paths,
    format: o.FormatTo = [],  # noqa: B006 - typer copies it
    fail_on: o.FailOn = [],  # noqa: B006
    baseline: o.BaselineFile = None,
    update_baseline: o.UpdateBaseline = False,
    accept_new: o.AcceptNew = False,
    suppressions: o.SuppressionFiles = [],  # noqa: B006
    allow_skips: o.AllowSkips = False,
    today: o.Today = "",
    target: o.Target = "",
    source_lang: o.SourceLang = "",
    source: o.SourceFile = "",
    encoding: o.Encoding = "",
    group_by: o.GroupBy = "",
    field: o.Fields = [],  # noqa: B006
    select: o.Select = [],  # noqa: B006
    ignore: o.Ignore = [],  # noqa: B006
    config: o.ConfigFile = None,
    fluency: o.Fluency = "",
    jobs: o.Jobs = 1,
    offline: o.Offline = False,
    quiet: o.QuietCheck = False,
    no_progress: o.NoProgress = False,
    feed_content: o.FeedContent = "",
    source_url: o.SourceUrl = "",
    allow_private: o.AllowPrivate = False,
    watch: o.Watch = "",
    store: o.StoreFile = None,
    no_store: o.NoStore = False,
    keep_text: o.KeepText = False,
    resume: o.Resume = False,
    _debug: o.Debug = False,  # read by mtaudit.cli.run
) -> int:
    """Pass or fail articles, for CI. Without settings, a major or critical finding of a rule that gates fails.

    Exit code: 0 passed; 1 the gate failed; 2 usage, input or model trouble and no gate failed; 130 after Ctrl-C.
    The last line says why.
    """
    from mtaudit.cli.watch import watch as watching
    from mtaudit.gate import Policy
    from mtaudit.models.threads import wait_asleep

    read = {"target": target, "source": source_lang, "encoding": encoding, "group_by": group_by}
    settings = o.settings(
        config,
        read=read,
        field=field,
        select=select,
        ignore=ignore,
        fluency=fluency,
        offline=offline,
        web=(feed_content, source_url, allow_private),
        store=(store, keep_text),
    )
    gate = _gate(settings, fail_on, baseline)
    Policy(gate)  # a wrong setting is told before the work, and so is all that cannot be read or written
    wanted = outputs(format)
    known = _known(gate, update=update_baseline)
    left_alone = partial(o.suppressions, settings, suppressions, today)
    left_alone()
    every = _every(watch, paths, update=update_baseline)
    prepare(wanted)
    quieten()
    wait_asleep()
    with Session(paths, settings, remember=not no_store, resume=resume, watching=every is not None) as session:
        run = _Run(paths, source, settings, gate, known, left_alone, session, jobs, wanted, allow_skips)
        if every is not None:
            return watching(session, settings, every, run.round)
        update = _Update(accept_new) if update_baseline else None
        return run.single(update, quiet=quiet, hidden=quiet or no_progress)


@dataclass(frozen=True, slots=True)
class _Update:
    """The baseline is to be written anew, with new major findings too where the user says so."""

    accept_new: bool


@dataclass(frozen=True, slots=True)
class _Run:
    """What every round of a check does alike. `suppressions` are read anew each time: editors write them meanwhile."""

    paths: Sequence[str]
    source: str
    config: Config
    gate: GateConfig
    known: Baseline | None
    suppressions: Callable[[], Suppressions]
    session: Session
    jobs: int
    wanted: Sequence[Output]
    allow_skips: bool

    def once(self, *, quiet: bool, hidden: bool) -> tuple[Report, Judgement, bool]:
        """Read, audit and judge; whether Ctrl-C cut it short."""
        stream = next((JsonLines(output, self.known) for output in self.wanted if output.name == STREAM), None)
        report, stopped = run_batch(
            self.paths,
            self.source,
            self.config,
            self.suppressions(),
            self.session,
            self.jobs,
            quiet=quiet,
            hidden=hidden,
            unwritten="nothing was decided",
            stream=stream,
        )
        if stream is not None:
            stream.end()
        return report, self.judged(report, self.known), stopped

    def judged(self, report: Report, known: Baseline | None) -> Judgement:
        """The judgement of a report against a baseline and earlier runs."""
        from mtaudit.gate import decide

        history = self.session.history
        return decide(report, self.gate, baseline=known, history=history, allow_skips=self.allow_skips)

    def single(self, update: _Update | None, *, quiet: bool, hidden: bool) -> int:
        """Check once, write all outputs, tell whom a failure is to be told; the exit code."""
        report, judgement, stopped = self.once(quiet=quiet, hidden=hidden)
        if update and not stopped:
            judgement = _update(
                report, judgement, self.gate, self.known, accept_new=update.accept_new, decide=self.judged
            )
        if not stopped:
            self.session.finish(report, gate=judgement.result, quiet=quiet)
        write(self.wanted, report, judgement, quiet=quiet, taken=self.session.reused)
        if not stopped:
            Notifier(self.config.feed).tell(report, judgement)
        return INTERRUPTED if stopped else judgement.exit_code

    def round(self) -> tuple[Report, Judgement]:
        """One round of a monitor: errors are told, files written, and the caller says how it went."""
        report, judgement, _ = self.once(quiet=True, hidden=True)
        self.session.finish(report, gate=judgement.result)
        write_files(self.wanted, report, judgement)
        return report, judgement


def _every(watch: str, paths: Sequence[str], *, update: bool) -> timedelta | None:
    """How often to check; None = once. Raises BadParameter where that cannot be repeated."""
    if not watch:
        return None
    if "-" in paths:
        raise typer.BadParameter("--watch: standard input can be read only once")
    if update:
        raise typer.BadParameter(
            "--watch and --update-baseline: a baseline is updated by one run that a person looks at"
        )
    return duration("--watch", watch)


def _gate(settings: Config, fail_on: Sequence[str], baseline: Path | None) -> GateConfig:
    gate = settings.gate
    if fail_on:
        # What the command line says holds for every article.
        paths = tuple(replace(path, fail_on=None) for path in gate.paths)
        gate = replace(gate, fail_on=o.split(fail_on), paths=paths)
    return replace(gate, baseline=str(baseline)) if baseline is not None else gate


def _known(gate: GateConfig, *, update: bool) -> Baseline | None:
    from mtaudit.gate import Baseline, load_baseline

    if not gate.baseline:
        if update:
            raise ConfigError("--update-baseline: which file?", "name it with --baseline FILE")
        return None
    path = Path(gate.baseline)
    return Baseline() if update and not path.exists() else load_baseline(path)


def _update(
    report: Report,
    judgement: Judgement,
    gate: GateConfig,
    known: Baseline | None,
    *,
    accept_new: bool,
    decide: Callable[[Report, Baseline | None], Judgement],
) -> Judgement:
    """Write the baseline and judge against it; where it would swallow new major findings, fail and say which."""
    from mtaudit.cli import console
    from mtaudit.gate import dump_baseline, updated
    from mtaudit.judgement import Failure
    from mtaudit.report.wording import plural

    after, grave = updated(report, known)
    if grave and not accept_new:
        _say_refused(grave, gate.baseline)
        new = plural(len(grave), "new finding")
        reason = f"baseline not updated for {new} of major or critical severity, which --accept-new takes in"
        return replace(judgement, failures=(*judgement.failures, Failure(reason)))
    write_whole(Path(gate.baseline), lambda: dump_baseline(after))
    before = known.fingerprints if known else frozenset()
    added, gone = len(after.fingerprints - before), len(before - after.fingerprints)
    console.say("baseline", "cyan", f"{gate.baseline}: {plural(len(after.known), 'finding')}, {added} new, {gone} gone")
    return decide(report, after)


def _say_refused(grave: Sequence[Finding], path: str) -> None:
    from mtaudit.cli import console
    from mtaudit.report.wording import plural

    for finding in grave[:NAMED]:
        what = f"{finding.code} {finding.severity.value} in {finding.document_id}: {finding.quote}"
        console.say("new", "red", what)
    more = f", {len(grave) - NAMED} of them not shown" if len(grave) > NAMED else ""
    console.say_error(
        f"{path}: not updated, it would take in {plural(len(grave), 'new finding')}{more}", "see --accept-new"
    )
