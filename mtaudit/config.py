"""Settings: a frozen Config read from mtaudit.toml or [tool.mtaudit] in pyproject.toml."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from mtaudit.errors import ConfigError, did_you_mean

SUPPRESSIONS = "mtaudit-suppressions.json"  # what triage writes, and what is read where no other is named


@dataclass(frozen=True, slots=True)
class ReadConfig:
    """How inputs are read. Empty strings mean: find out."""

    target: str = ""  # target language of all inputs; "" = each record's own, else detected
    source: str = ""  # source language
    encoding: str = ""  # overrides byte-order mark, charset declaration and guess
    group_by: str = ""  # JSONL/TSV field whose equal values are joined into one article
    fields: Mapping[str, str] = field(default_factory=dict)  # our field name -> the record's field name
    max_bytes: int = 20_000_000  # one file or one JSONL line; a 600-word article is about 4,000 bytes


@dataclass(frozen=True, slots=True)
class ModelsConfig:
    """Which models are used. A name with a slash is a model of the hub and may be downloaded."""

    fluency: str = "smollm2-135m"
    precision: str = "auto"  # auto = bf16 where the CPU computes in it, else fp32
    offline: bool = False  # never install or download anything


@dataclass(frozen=True, slots=True)
class RulesConfig:
    """Which rules run, by code prefix. `ignore` wins over `select`."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GarbledConfig:
    """Thresholds of garbled wording; docs/garbled.md has the evidence."""

    screen: float = 0.15  # share of the everyday lower-case words that are looked at closely
    word: float = 4.0  # score of a word (log-odds plus weighted nats) from which on it is reported
    phrase: float = 1.2  # the same for a phrase of preposition, article and noun
    major: float = 1.5  # by so much above the threshold the finding is major


@dataclass(frozen=True, slots=True)
class ScoreConfig:
    """MQM weights. Source: Freitag et al. 2021, table 3; `slope` from docs/design.md."""

    minor: float = 1.0
    typographic: float = 0.1
    major: float = 5.0
    critical: float = 10.0
    untranslated_sentence: float = 25.0
    slope: float = 4.0  # points lost per penalty (segment) or per penalty in 100 words (document)


@dataclass(frozen=True, slots=True)
class Budgets:
    """What a set of articles may cost before the gate fails. None means: no limit; docs/ci.md explains each."""

    fail_on: tuple[str, ...] | None = None  # a severity (from there up, of rules that gate), codes, or "none"
    min_score: float | None = None  # of every article
    min_mean_score: float | None = None  # of all articles
    max_critical: int | None = None  # findings of rules that gate
    max_major_per_1000_words: float | None = None  # the same, major or worse


@dataclass(frozen=True, slots=True)
class PathGate(Budgets):
    """Budgets of the articles whose path, or else id or URL, matches; what it leaves out is taken from [gate]."""

    match: str = ""


@dataclass(frozen=True, slots=True)
class RuleGate:
    """What the gate makes of one rule or family. None means: as it is measured."""

    gates: bool | None = None  # whether its findings may fail the gate
    max: int | None = None  # so many findings pass, one more fails


@dataclass(frozen=True, slots=True)
class GateConfig(Budgets):
    """When `mtaudit check` fails."""

    require: tuple[str, ...] = ()  # families or rules that must have run on every article
    paths: tuple[PathGate, ...] = ()  # the first that matches an article holds for it
    rules: Mapping[str, RuleGate] = field(default_factory=dict)  # by code or family
    suppressions: tuple[str, ...] = ()  # files
    baseline: str = ""  # a file
    regression_runs: int = 0  # compare with so many earlier runs; 0 = with none


@dataclass(frozen=True, slots=True)
class FeedConfig:
    """How feeds and pages of the web are read, and who is told when the gate fails; docs/feed.md explains each."""

    content: str = (
        "auto"  # item = the text in the feed, page = the page it links to, auto = the item's where it is long
    )
    source_url: str = ""  # where an article's source stands: a template; "" = as the page says (hreflang), "none"
    tolerate: float = 0.05  # share of a feed's items that may fail to arrive with a warning only
    rate: float = 2.0  # requests a second to one host; a robots.txt may ask for fewer
    seconds: float = 30.0  # for one request, from the first byte sent to the last received
    max_bytes: int = 10_000_000  # of one page or feed, unpacked
    redirects: int = 5
    retries: int = 2  # where a server is overloaded or the connection broke
    robots: bool = True  # ask robots.txt first
    allow_private: bool = False  # fetch from loopback, private and link-local addresses too
    contact: str = ""  # an address or page, told to servers beside our name
    webhook: str = ""  # URL that is sent what failed, as JSON
    webhook_text: bool = False  # with the words of the articles
    on_fail: str = ""  # command that is given the same JSON on standard input


@dataclass(frozen=True, slots=True)
class StoreConfig:
    """Where earlier runs are remembered; docs/feed.md says what is kept."""

    path: str = ""  # a file; "" = store.sqlite in the user's cache folder
    keep_text: bool = False  # keep articles and pages too, so that unchanged pages need not be sent again


@dataclass(frozen=True, slots=True)
class Config:
    """All settings of a run."""

    read: ReadConfig = ReadConfig()
    models: ModelsConfig = ModelsConfig()
    rules: RulesConfig = RulesConfig()
    garbled: GarbledConfig = GarbledConfig()
    score: ScoreConfig = ScoreConfig()
    gate: GateConfig = GateConfig()
    feed: FeedConfig = FeedConfig()
    store: StoreConfig = StoreConfig()


Section = TypeVar("Section")


def load_config(path: str | Path | None = None) -> Config:
    """Read settings from `path`, else from mtaudit.toml or pyproject.toml in the working directory, else defaults.

    Raises ConfigError where the file is missing, is not TOML, or holds an unknown key or a value of the wrong kind.
    """
    if path is None:
        path = next((name for name in (Path("mtaudit.toml"), Path("pyproject.toml")) if name.is_file()), None)
        if path is None:
            return Config()
    path = Path(path)
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(error.strerror or str(error), "name a TOML file with --config", place=str(path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"not valid TOML: {error}", place=str(path)) from None
    if path.name == "pyproject.toml":
        table = table.get("tool", {}).get("mtaudit", {})
    return config_from(table, str(path))


def config_from(table: Mapping[str, Any], place: str = "config") -> Config:
    """Build a Config from nested tables. Raises ConfigError as load_config does."""
    return _build(Config, table, place, "")


def _build(kind: type[Section], table: Mapping[str, Any], place: str, prefix: str) -> Section:
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        if name not in hints:
            hint = did_you_mean(
                name, hints, f"known keys here: {', '.join(hints)}", like=0.5, written=lambda close: f"{prefix}{close}"
            )
            raise ConfigError(f"unknown key {prefix}{key}", hint, place=place)
        values[name] = _value(hints[name], value, place, f"{prefix}{key}")
    return kind(**values)


def _value(hint: Any, value: Any, place: str, name: str) -> Any:
    if get_origin(hint) is UnionType:  # X | None; TOML knows no null, so a value that is there is an X
        hint = get_args(hint)[0]
    if dataclasses.is_dataclass(hint):
        if not isinstance(value, Mapping):
            raise ConfigError(f"{name} must be a table", f"write [{name}] with its keys below it", place=place)
        return _build(hint, value, place, f"{name}.")  # type: ignore[arg-type]
    if get_origin(hint) in (tuple, Mapping):
        return _many(hint, value, place, name)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not hint:
        raise ConfigError(f"{name} must be {_KINDS.get(hint, hint)}, not {value!r}", place=place)
    return value


def _many(hint: Any, value: Any, place: str, name: str) -> Any:
    """A list or a table of values of one kind."""
    *_, kind = (item for item in get_args(hint) if item is not ...)
    if get_origin(hint) is tuple:
        if kind is str and isinstance(value, str):
            return (value,)
        if kind is str and isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
            return tuple(value)
        if kind is str or not isinstance(value, (list, tuple)):
            what = "a list of strings" if kind is str else "a list of tables"
            raise ConfigError(f"{name} must be {what}, not {value!r}", place=place)
        return tuple(_value(kind, item, place, f"{name}[{number}]") for number, item in enumerate(value, start=1))
    if isinstance(value, Mapping) and (kind is not str or all(isinstance(item, str) for item in value.values())):
        return {key: _value(kind, item, place, f"{name}.{key}") for key, item in value.items()}
    what = "strings" if kind is str else "tables"
    raise ConfigError(f"{name} must be a table of {what}, not {value!r}", place=place)


_KINDS = {str: "a string", int: "a whole number", float: "a number", bool: "true or false"}
