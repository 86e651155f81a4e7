"""The options of `mtaudit audit`, one line each in its signature, and how they change the settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from mtaudit.config import Config, load_config

FORMATS = ("html", "json")
LAYOUTS = ("auto", "single", "pages")
AUDIT, READING, RULES, MODELS = "Output", "Reading", "Rules", "Models"

Paths = Annotated[
    list[str],
    typer.Argument(metavar="PATH", help="Files, folders or globs; - is standard input.", show_default=False),
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


def settings(
    config_file: Path | None,
    *,
    read: dict[str, str],
    field: Sequence[str],
    select: Sequence[str],
    ignore: Sequence[str],
    fluency: str,
    offline: bool,
) -> Config:
    """The settings of the file with what the command line says over them. Raises ConfigError, BadParameter."""
    config = load_config(config_file)
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
    )
