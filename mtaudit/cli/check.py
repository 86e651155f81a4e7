"""`mtaudit check`: passes or fails a batch of articles, for CI."""

from __future__ import annotations

import typer

from mtaudit.cli import options as o
from mtaudit.cli.batch import INTERRUPTED, quieten, run_batch


def check(
    paths: o.Paths,
    target: o.Target = "",
    source_lang: o.SourceLang = "",
    source: o.SourceFile = "",
    encoding: o.Encoding = "",
    group_by: o.GroupBy = "",
    field: o.Fields = [],  # noqa: B006 - typer copies it
    select: o.Select = [],  # noqa: B006
    ignore: o.Ignore = [],  # noqa: B006
    config: o.ConfigFile = None,
    fluency: o.Fluency = "",
    jobs: o.Jobs = 1,
    offline: o.Offline = False,
    quiet: o.Quiet = False,
    no_progress: o.NoProgress = False,
    _debug: o.Debug = False,  # read by mtaudit.cli.run
) -> int:
    """Check articles in CI: a finding of a gating rule that is major or critical fails.

    Exit code: 0 clean; 1 the gate failed; 2 usage, input or model trouble.
    """
    from mtaudit.gate import decide
    from mtaudit.models.threads import wait_asleep

    read = {"target": target, "source": source_lang, "encoding": encoding, "group_by": group_by}
    settings = o.settings(
        config, read=read, field=field, select=select, ignore=ignore, fluency=fluency, offline=offline
    )
    quieten()
    wait_asleep()
    report, stopped = run_batch(
        paths, source, settings, jobs, quiet=quiet, hidden=quiet or no_progress, unwritten="nothing was checked"
    )
    judgement = decide(report, settings.gate)
    typer.echo(judgement.line)
    return INTERRUPTED if stopped else judgement.exit_code
