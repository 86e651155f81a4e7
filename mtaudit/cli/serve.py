"""`mtaudit serve`: a report on this machine, with triage that is saved to a file, and audits for a CMS."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from mtaudit.cli import options as o
from mtaudit.config import SUPPRESSIONS
from mtaudit.errors import MtauditError

if TYPE_CHECKING:
    from mtaudit.serve import ReportServer

TOKEN = "MTAUDIT_TOKEN"
LEAST_TOKEN = 16  # characters: shorter ones can be tried out

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a report.", show_default=False)]
Port = Annotated[int, typer.Option("--port", metavar="N", min=0, max=65535, help="Port; 0 takes a free one.")]


def serve(
    folder: Folder,
    port: Port = 8765,
    target: o.Target = "",
    source_lang: o.SourceLang = "",
    field: o.Fields = [],  # noqa: B006 - typer copies it
    select: o.Select = [],  # noqa: B006
    ignore: o.Ignore = [],  # noqa: B006
    config: o.ConfigFile = None,
    fluency: o.Fluency = "",
    offline: o.Offline = False,
    _debug: o.Debug = False,  # read by mtaudit.cli.run
) -> int:
    """Show a report and keep what is decided in it, in DIR/mtaudit-suppressions.json.

    POST /audit takes one article (JSON, text or HTML) and answers with its report. Only this machine is served, and
    only who knows the token: a new one each time, or that of the environment variable MTAUDIT_TOKEN. Ctrl-C stops.
    """
    from mtaudit.cli.batch import quieten
    from mtaudit.models.threads import wait_asleep
    from mtaudit.serve import Auditor, DecisionFile, ReportServer, new_token

    read = {"target": target, "source": source_lang}
    settings = o.settings(
        config, read=read, field=field, select=select, ignore=ignore, fluency=fluency, offline=offline
    )
    _have_report(folder)
    token = os.environ.get(TOKEN, "") or new_token()
    if len(token) < LEAST_TOKEN or not token.isascii() or "/" in token or not token.isprintable():
        raise MtauditError(f"{TOKEN} is no good token", f"{LEAST_TOKEN} or more of A-Z, a-z, 0-9, - and _")
    quieten()
    wait_asleep()
    try:
        server = ReportServer(folder, port, token, DecisionFile(folder / SUPPRESSIONS), Auditor(settings))
    except OSError as error:
        raise MtauditError(f"port {port}: {error.strerror or error}", "name another with --port, or 0") from None
    _until_stopped(server)
    return 0


def _have_report(folder: Path) -> None:
    from mtaudit.report.site import INDEX

    if not (folder / INDEX).is_file():
        hint = f"make one with mtaudit audit PATH -o {folder}"
        raise MtauditError("holds no report" if folder.is_dir() else "no such folder", hint, place=str(folder))


def _until_stopped(server: ReportServer) -> None:
    """Serve until Ctrl-C or SIGTERM; both are the way to stop it, so neither is an error."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        typer.echo(f"report    {server.origin}/{server.token}/")
        typer.echo(f"articles  POST {server.origin}/audit with Authorization: Bearer {server.token}")
        server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        typer.echo("stopped")
    finally:
        signal.signal(signal.SIGTERM, before)
        server.server_close()
