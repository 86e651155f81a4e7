"""The options of `mtaudit audit` and `check`, one line each in its signature, and how they change the settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mtaudit.config import SUPPRESSIONS, Config, load_config

if TYPE_CHECKING:
    from mtaudit.suppress import Suppressions

FORMATS = ("html", "json")
LAYOUTS = ("auto", "single", "pages")
AUDIT, READING, RULES, MODELS, GATE = "Output", "Reading", "Rules", "Models", "Gate"
WEB, STORE = "Web", "Store"

Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH|URL", help="Files, folders, globs, pages, feeds; - is standard input.", show_default=False
    ),
]
Output = Annotated[
    Path,
    typer.Option("--output", "-o", metavar="DIR", help="Folder for index.html and report.json.", rich_help_panel=AUDIT),
]
Format = Annotated[
    list[str], typer.Option("--format", metavar="LIST", help="Formats to write: html, json.", rich_help_panel=AUDIT)
]
Layout = Annotated[
    str,
    typer.Option(
        "--layout",
        metavar="NAME",
        help="HTML as one file (single) or a page for each article (pages); auto goes by the size of the run.",
        rich_help_panel=AUDIT,
    ),
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="Print errors and the path of the report only.", rich_help_panel=AUDIT)
]
NoProgress = Annotated[bool, typer.Option("--no-progress", help="Show no progress bar.", rich_help_panel=AUDIT)]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.", rich_help_panel=AUDIT)]

Target = Annotated[
    str,
    typer.Option(
        "--target", "-t", metavar="LANG", help="Language of the articles, such as en.", rich_help_panel=READING
    ),
]
SourceLang = Annotated[
    str, typer.Option("--source-lang", metavar="LANG", help="Language translated from.", rich_help_panel=READING)
]
SourceFile = Annotated[
    str, typer.Option("--source", metavar="FILE", help="The source text of the one input.", rich_help_panel=READING)
]
Encoding = Annotated[
    str,
    typer.Option("--encoding", metavar="NAME", help="Encoding of all inputs; else found out.", rich_help_panel=READING),
]
GroupBy = Annotated[
    str,
    typer.Option(
        "--group-by",
        metavar="FIELD",
        help="Join records with the same value here into one article.",
        rich_help_panel=READING,
    ),
]
Fields = Annotated[
    list[str],
    typer.Option(
        "--field",
        metavar="OURS=THEIRS",
        help="Name of a record's field, such as mt=translation.",
        rich_help_panel=READING,
    ),
]
Select = Annotated[
    list[str],
    typer.Option(
        "--select", metavar="CODES", help="Run only these: codes, their beginnings, names.", rich_help_panel=RULES
    ),
]
Ignore = Annotated[
    list[str],
    typer.Option("--ignore", metavar="CODES", help="Leave these out; wins over --select.", rich_help_panel=RULES),
]
ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config", metavar="FILE", help="Settings; else mtaudit.toml or pyproject.toml.", rich_help_panel=RULES
    ),
]
Fluency = Annotated[
    str, typer.Option("--fluency", metavar="NAME", help="Language model that judges fluency.", rich_help_panel=MODELS)
]
Jobs = Annotated[
    int,
    typer.Option(
        "--jobs",
        "-j",
        metavar="N",
        min=1,
        help="Processes that share the articles. One is enough where the language model runs, which uses all cores; "
        "more pay on large batches of other languages or with --ignore GAR.",
        rich_help_panel=MODELS,
    ),
]
Offline = Annotated[bool, typer.Option("--offline", help="Install and download nothing.", rich_help_panel=MODELS)]

FeedContent = Annotated[
    str,
    typer.Option(
        "--feed-content",
        metavar="WHICH",
        help="item = the text in the feed, page = the page it links to, auto = the item's where it is long.",
        show_default="auto",
        rich_help_panel=WEB,
    ),
]
SourceUrl = Annotated[
    str,
    typer.Option(
        "--source-url",
        metavar="TEMPLATE",
        help="Where an article's source stands, such as https://{host}/{lang}/{rest}; hreflang, none.",
        rich_help_panel=WEB,
    ),
]
AllowPrivate = Annotated[
    bool,
    typer.Option(
        "--allow-private", help="Fetch from loopback, private and link-local addresses too.", rich_help_panel=WEB
    ),
]
StoreFile = Annotated[
    Path | None,
    typer.Option(
        "--store", metavar="FILE", help="Where runs are remembered; else in the cache folder.", rich_help_panel=STORE
    ),
]
NoStore = Annotated[bool, typer.Option("--no-store", help="Remember nothing, and take nothing.", rich_help_panel=STORE)]
KeepText = Annotated[
    bool, typer.Option("--keep-text", help="Keep articles and pages in the store too.", rich_help_panel=STORE)
]
Resume = Annotated[
    bool,
    typer.Option("--resume", help="Go on with a run that was cut short, and say so.", rich_help_panel=STORE),
]
Watch = Annotated[
    str,
    typer.Option(
        "--watch", metavar="TIME", help="Check again every so often, such as 5m, until stopped.", rich_help_panel=WEB
    ),
]
SuppressionFiles = Annotated[
    list[str],
    typer.Option(
        "--suppressions",
        metavar="FILE",
        help=f"Findings that editors dismissed; else {SUPPRESSIONS}, where it is. May be repeated.",
        rich_help_panel=GATE,
    ),
]
Today = Annotated[
    str,
    typer.Option("--today", metavar="DATE", help="The day that decides what has expired.", rich_help_panel=GATE),
]
FormatTo = Annotated[
    list[str],
    typer.Option(
        "--format",
        metavar="NAME[=FILE]",
        help="console, csv, github, html, json, jsonl, junit, markdown, rdjson, rdjsonl, sarif; "
        "to standard output without FILE. May be repeated.",
        rich_help_panel=AUDIT,
    ),
]
QuietCheck = Annotated[
    bool, typer.Option("--quiet", "-q", help="Print errors and the last line only.", rich_help_panel=AUDIT)
]
FailOn = Annotated[
    list[str],
    typer.Option(
        "--fail-on",
        metavar="SEVERITY|CODES",
        help="What fails: minor, major or critical findings of rules that gate, these rules, or none.",
        rich_help_panel=GATE,
    ),
]
BaselineFile = Annotated[
    Path | None,
    typer.Option("--baseline", metavar="FILE", help="Known findings; only new ones fail.", rich_help_panel=GATE),
]
UpdateBaseline = Annotated[
    bool, typer.Option("--update-baseline", help="Write the findings of this run there.", rich_help_panel=GATE)
]
AcceptNew = Annotated[
    bool,
    typer.Option("--accept-new", help="Let --update-baseline take in new major findings.", rich_help_panel=GATE),
]
AllowSkips = Annotated[
    bool,
    typer.Option("--allow-skips", help="Pass although something that had to run could not.", rich_help_panel=GATE),
]


def split(values: Sequence[str]) -> tuple[str, ...]:
    """The values of a repeatable option that also takes commas."""
    return tuple(item.strip() for value in values for item in value.split(",") if item.strip())


def formats(values: Sequence[str]) -> tuple[str, ...]:
    """The formats asked for, in our order. Raises BadParameter for one that we cannot write."""
    wanted = split(values) or FORMATS
    for name in wanted:
        if name not in FORMATS:
            raise typer.BadParameter(f"--format: cannot write {name!r}, only {', '.join(FORMATS)}")
    return tuple(name for name in FORMATS if name in wanted)


def layout(name: str) -> str:
    """The layout asked for. Raises BadParameter for one that there is not."""
    if name not in LAYOUTS:
        raise typer.BadParameter(f"--layout: there is no {name!r}, only {', '.join(LAYOUTS)}")
    return name


def fields(values: Sequence[str]) -> dict[str, str]:
    """Our field names to theirs. Raises BadParameter where there is no equals sign."""
    pairs = [value.partition("=") for value in split(values)]
    for ours, equals, theirs in pairs:
        if not (ours and equals and theirs):
            raise typer.BadParameter(
                f"--field: write OURS=THEIRS, such as mt=translation, not {ours + equals + theirs!r}"
            )
    return {ours.strip(): theirs.strip() for ours, _, theirs in pairs}


def suppressions(config: Config, files: Sequence[str], today: str) -> Suppressions:
    """The suppressions of the files named, else of those in the settings, else of the file that triage writes.

    Raises ConfigError where one cannot be read, BadParameter where `today` is no date.
    """
    from mtaudit.suppress import load_suppressions

    try:
        day = date.fromisoformat(today) if today else date.today()
    except ValueError:
        raise typer.BadParameter(f"--today: {today!r} is no date; write it as 2027-01-31") from None
    default = (SUPPRESSIONS,) if Path(SUPPRESSIONS).is_file() else ()
    return load_suppressions(files or config.gate.suppressions or default, day.isoformat())


def settings(
    config_file: Path | None,
    *,
    read: dict[str, str],
    field: Sequence[str],
    select: Sequence[str],
    ignore: Sequence[str],
    fluency: str,
    offline: bool,
    web: tuple[str, str, bool] = ("", "", False),
    store: tuple[Path | None, bool] = (None, False),
) -> Config:
    """The settings of the file with what the command line says over them. Raises ConfigError, BadParameter.

    `web` is (which content, where sources stand, private addresses too), `store` (file, text too).
    """
    config = load_config(config_file)
    content, source_url, allow_private = web
    store_file, keep_text = store
    given = {name: value for name, value in read.items() if value}
    return replace(
        config,
        read=replace(config.read, fields={**config.read.fields, **fields(field)}, **given),  # type: ignore[arg-type]
        rules=replace(
            config.rules, select=split(select) or config.rules.select, ignore=(*config.rules.ignore, *split(ignore))
        ),
        models=replace(
            config.models, fluency=fluency or config.models.fluency, offline=offline or config.models.offline
        ),
        feed=replace(
            config.feed,
            content=content or config.feed.content,
            source_url=source_url or config.feed.source_url,
            allow_private=allow_private or config.feed.allow_private,
        ),
        store=replace(
            config.store,
            path=str(store_file) if store_file else config.store.path,
            keep_text=keep_text or config.store.keep_text,
        ),
    )
