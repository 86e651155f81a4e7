"""What editors said is to be left alone: suppression files and notes of the input, applied to findings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from mtaudit.core import AuditedDocument, Document, Finding, Ignore, Severity, Suppression
from mtaudit.detect.registry import codes_of
from mtaudit.errors import ConfigError, did_you_mean

VERSION = 1
INLINE = "inline"
NAMED = 3  # suppressions that a warning names before it only counts them
DECISIONS = ("dismissed", "accepted")
KEYS = ("fingerprint", "code", "document", "quote", "decision", "reason", "author", "note", "created", "expires")
_HINT = "write it with the report's triage, or see docs/ci.md"
_GRAMMAR = "write: ignore CODES reason=WHY, or ignore-file CODES reason=WHY; expires=DATE and author=NAME before reason"


@dataclass(frozen=True, slots=True)
class Entry:
    """A dismissed finding, as a suppression file holds it."""

    fingerprint: str
    code: str
    document_id: str
    suppression: Suppression

    def __str__(self) -> str:
        return f"{self.code} in {self.document_id} ({self.suppression.origin})"


@dataclass(frozen=True, slots=True)
class Suppressions:
    """The dismissed findings of all files. `today` is an ISO date; with "" nothing ever expires."""

    entries: tuple[Entry, ...] = ()
    today: str = ""

    def holds(self, suppression: Suppression) -> bool:
        """True where a suppression has a reason and has not expired."""
        return bool(suppression.reason) and not self.is_over(suppression)

    def is_over(self, suppression: Suppression) -> bool:
        """True after the day on which it expires."""
        return bool(suppression.expires and self.today and self.today > suppression.expires)


@dataclass(frozen=True, slots=True)
class Note:
    """A note of the input, understood. `codes` are the rules that it is about, none for all."""

    codes: frozenset[str]
    suppression: Suppression


def load_suppressions(paths: Sequence[str | Path], today: str = "") -> Suppressions:
    """Read suppression files. Raises ConfigError where one is missing or holds what is not understood."""
    return Suppressions(tuple(entry for path in paths for entry in _entries(Path(path))), today)


def _entries(path: Path) -> Iterator[Entry]:
    place = path.as_posix()
    try:
        tree = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"suppressions: {error.strerror or error}", _HINT, place=place) from None
    except ValueError as error:
        raise ConfigError(f"not valid JSON: {error}", _HINT, place=place) from None
    if not isinstance(tree, Mapping):
        raise ConfigError("must be a JSON object", _HINT, place=place)
    _known_keys(tree, ("version", "suppressions"), place, "")
    if tree.get("version") != VERSION:
        raise ConfigError(f"version {tree.get('version')!r} is not known, only {VERSION}", _HINT, place=place)
    found = tree.get("suppressions")
    if not isinstance(found, list):
        raise ConfigError("suppressions must be a list", _HINT, place=place)
    for number, item in enumerate(found, start=1):
        entry = _entry(item, place, f"suppression {number}: ")
        if entry:
            yield entry


def _entry(item: Any, place: str, where: str) -> Entry | None:
    """The entry; None where the editor agreed with the finding."""
    if not isinstance(item, Mapping):
        raise ConfigError(f"{where}must be an object", _HINT, place=place)
    _known_keys(item, KEYS, place, where)
    values = {key: item.get(key, "") for key in KEYS}
    for key, value in values.items():
        if not isinstance(value, str):
            raise ConfigError(f"{where}{key} must be a string, not {value!r}", _HINT, place=place)
    if not values["fingerprint"]:
        raise ConfigError(f"{where}has no fingerprint", _HINT, place=place)
    if values["decision"] not in DECISIONS:
        hint = f"one of {', '.join(DECISIONS)}"
        raise ConfigError(f"{where}decision {values['decision']!r} is not known", hint, place=place)
    if values["expires"] and not is_date(values["expires"]):
        raise ConfigError(f"{where}expires {values['expires']!r} is no date", "such as 2027-01-31", place=place)
    if values["decision"] == "accepted":
        return None
    suppression = Suppression(values["reason"].strip(), values["author"], values["expires"], place)
    return Entry(values["fingerprint"], values["code"], values["document"], suppression)


def _known_keys(table: Mapping[str, Any], known: Sequence[str], place: str, where: str) -> None:
    for key in table:
        if key not in known:
            hint = did_you_mean(key, known, f"known keys here: {', '.join(known)}")
            raise ConfigError(f"{where}unknown key {key}", hint, place=place)


def is_date(text: str) -> bool:
    """True for a day such as 2027-01-31, written so and no other way."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


@lru_cache(maxsize=1024)
def parse_note(text: str) -> Note:
    """A note such as "ignore UNT102,REP expires=2027-01-31 reason=house style". Raises ConfigError."""
    head, named, reason = text.partition("reason=")
    command, *words = head.replace(",", " ").split() or [""]
    if command not in ("ignore", "ignore-file"):
        hint = did_you_mean(command, ("ignore", "ignore-file"), _GRAMMAR)
        raise ConfigError(f"{command!r} is not understood", hint)
    settings = {"expires": "", "author": ""}
    codes: set[str] = set()
    for word in words:
        key, equals, value = word.partition("=")
        if not equals:
            codes.update(codes_of(word, "ignore"))
        elif key not in settings:
            raise ConfigError(f"{key}= is not understood", _GRAMMAR)
        else:
            settings[key] = value
    if settings["expires"] and not is_date(settings["expires"]):
        raise ConfigError(f"expires {settings['expires']!r} is no date", "such as 2027-01-31")
    reason = " ".join(reason.split()).strip("\"'")
    if not named or not reason:
        raise ConfigError("it gives no reason", _GRAMMAR)
    suppression = Suppression(reason, settings["author"], settings["expires"], INLINE)
    return Note(frozenset(codes), suppression)


def suppressed(document: Document, findings: Sequence[Finding], suppressions: Suppressions) -> tuple[Finding, ...]:
    """The findings, each with the suppression that holds for it. Files win over notes, as they name their author."""
    by_print = {
        entry.fingerprint: entry.suppression
        for entry in reversed(suppressions.entries)
        if suppressions.holds(entry.suppression)
    }
    notes = [(ignore, note) for ignore, note in _notes(document) if suppressions.holds(note.suppression)]
    if not by_print and not notes:
        return tuple(findings)
    kept = []
    for finding in findings:
        own = by_print.get(finding.fingerprint)
        if own is None:
            own = next((note.suppression for ignore, note in notes if _concerns(ignore, note, finding)), None)
        kept.append(replace(finding, suppression=own) if own else finding)
    return tuple(kept)


def _notes(document: Document) -> Iterator[tuple[Ignore, Note]]:
    """The notes of a document that are understood."""
    for ignore in document.ignores:
        try:
            yield ignore, parse_note(ignore.note)
        except ConfigError:
            continue  # told by `leftovers`


def _concerns(ignore: Ignore, note: Note, finding: Finding) -> bool:
    meant = finding.severity is not Severity.NEUTRAL and (not note.codes or finding.code in note.codes)
    return meant and ignore.span.overlaps(finding.span)


def leftovers(documents: Sequence[AuditedDocument], suppressions: Suppressions) -> tuple[str, ...]:
    """Warnings of what suppressed nothing, and why: not understood, no reason, expired, matched no finding."""
    warnings, over, idle = [], [], []
    for audited in documents:
        path = audited.document.path or audited.document.id
        for ignore in audited.document.ignores:
            place = f"{path}:{ignore.line}"
            try:
                note = parse_note(ignore.note)
            except ConfigError as error:
                warnings.append(f"{place}: this note suppresses nothing: {error}; {error.hint}")
                continue
            if suppressions.is_over(note.suppression):
                over.append(place)
            elif not any(_concerns(ignore, note, finding) for finding in audited.findings):
                idle.append(place)
    found = {finding.fingerprint for audited in documents for finding in audited.findings}
    without = [str(entry) for entry in suppressions.entries if not entry.suppression.reason]
    over += [str(entry) for entry in suppressions.entries if suppressions.is_over(entry.suppression)]
    idle += [
        str(entry)
        for entry in suppressions.entries
        if suppressions.holds(entry.suppression) and entry.fingerprint not in found
    ]
    told = (("gives no reason and suppresses nothing", without), ("has expired", over), ("matched nothing", idle))
    return (*warnings, *(_told(what, items) for what, items in told if items))


def _told(what: str, items: Iterable[str]) -> str:
    items = list(items)
    more = f" and {len(items) - NAMED} more" if len(items) > NAMED else ""
    if len(items) > 1:
        what = what.replace("gives", "give").replace("suppresses", "suppress").replace("has", "have")
    count = "a suppression" if len(items) == 1 else f"{len(items)} suppressions"
    return f"{count} {what}: {', '.join(items[:NAMED])}{more}"
