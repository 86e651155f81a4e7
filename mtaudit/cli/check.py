"""`mtaudit check`: passes or fails a batch of articles, for CI."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mtaudit.cli import options as o
from mtaudit.cli.batch import INTERRUPTED, quieten, run_batch
from mtaudit.cli.files import write_whole
from mtaudit.cli.outputs import STREAM, JsonLines, outputs, prepare, write
from mtaudit.errors import ConfigError

if TYPE_CHECKING:
    from mtaudit.config import Config, GateConfig
    from mtaudit.core import Finding, Report
    from mtaudit.gate import Baseline
    from mtaudit.judgement import Judgement

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
    _debug: o.Debug = False,  # read by mtaudit.cli.run
) -> int:
    """Pass or fail articles, for CI. Without settings, a major or critical finding of a rule that gates fails.

    Exit code: 0 passed; 1 the gate failed; 2 usage, input or model trouble and no gate failed; 130 after Ctrl-C.
    The last line says why.
    """
    from mtaudit.gate import Policy, decide
    from mtaudit.models.threads import wait_asleep

    read = {"target": target, "source": source_lang, "encoding": encoding, "group_by": group_by}
    settings = o.settings(
        config, read=read, field=field, select=select, ignore=ignore, fluency=fluency, offline=offline
    )
    gate = _gate(settings, fail_on, baseline)
    Policy(gate)  # a wrong setting is told before the work, and so is all that cannot be read or written
    wanted = outputs(format)
    known = _known(gate, update=update_baseline)
    left_alone = o.suppressions(settings, suppressions, today)
    prepare(wanted)
    quieten()
    wait_asleep()
    stream = next((JsonLines(output, known) for output in wanted if output.name == STREAM), None)
    report, stopped = run_batch(
        paths,
        source,
        settings,
        left_alone,
        jobs,
        quiet=quiet,
        hidden=quiet or no_progress,
        unwritten="nothing was decided",
        stream=stream,
    )
    if stream is not None:
        stream.end()
    judgement = decide(report, gate, baseline=known, allow_skips=allow_skips)
    if update_baseline and not stopped:
        judgement = _update(report, judgement, gate, known, accept_new=accept_new, allow_skips=allow_skips)
    write(wanted, report, judgement, quiet=quiet)
    return INTERRUPTED if stopped else judgement.exit_code


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
    allow_skips: bool,
) -> Judgement:
    """Write the baseline and judge against it; where it would swallow new major findings, fail and say which."""
    from mtaudit.cli import console
    from mtaudit.gate import decide, dump_baseline, updated
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
    return decide(report, gate, baseline=after, allow_skips=allow_skips)


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
