"""The file that keeps what an editor decides: a suppression file, changed entry by entry and never half written."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

from filelock import FileLock

from mtaudit.config import SUPPRESSIONS
from mtaudit.serve.trouble import Refused
from mtaudit.suppress import DECISIONS, KEYS, VERSION, is_date

LONGEST = 20_000  # characters of one value; a quote is a paragraph at most

_FINGERPRINT = re.compile("[0-9a-f]{16}")

Tree = dict[str, Any]


class DecisionFile:
    """The suppression file of a report. Changes are merged into what the file holds at that moment, so that entries
    written by others in the meantime stay.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._threads = threading.Lock()
        self._processes = FileLock(path.with_name(f".{path.name}.lock"))

    def read(self) -> Tree:
        """What the file holds. Raises Refused where it is no suppression file, which is then never overwritten."""
        try:
            tree = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {"version": VERSION, "suppressions": []}
        except (OSError, ValueError) as error:
            raise self._broken(str(error)) from None
        if not isinstance(tree, dict) or tree.get("version") != VERSION or not isinstance(tree["suppressions"], list):
            raise self._broken(f"it is no suppression file of version {VERSION}")
        return tree

    def change(self, change: Any) -> Tree:
        """Set and remove entries, {"set": [entry...], "remove": [fingerprint...]}; return what the file then holds."""
        if not isinstance(change, dict) or set(change) - {"set", "remove"}:
            raise Refused(HTTPStatus.BAD_REQUEST, "not a change", 'send {"set": [entries], "remove": [fingerprints]}')
        new = {entry["fingerprint"]: entry for entry in _entries(change.get("set", []))}
        gone = _fingerprints(change.get("remove", [])) - new.keys()
        with self._threads, self._processes:
            tree = self.read()
            kept = [new.pop(_name(old), old) for old in tree["suppressions"] if _name(old) not in gone]
            tree["suppressions"] = [*kept, *new.values()]
            self._write(tree)
        return tree

    def _write(self, tree: Tree) -> None:
        draft = self.path.with_name(f"{self.path.name}.part")
        try:
            draft.write_text(json.dumps(tree, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
            draft.replace(self.path)
        except OSError as error:
            raise Refused(HTTPStatus.INTERNAL_SERVER_ERROR, f"{SUPPRESSIONS}: {error.strerror or error}") from None

    def _broken(self, why: str) -> Refused:
        return Refused(HTTPStatus.CONFLICT, f"{SUPPRESSIONS} cannot be used: {why}", "mend or move it, then try again")


def _name(entry: Any) -> str:
    return str(entry.get("fingerprint", "")) if isinstance(entry, dict) else ""


def _entries(items: Any) -> Sequence[dict[str, str]]:
    if not isinstance(items, list):
        raise Refused(HTTPStatus.BAD_REQUEST, "set must be a list of entries")
    return [_entry(item, f"entry {number}") for number, item in enumerate(items, start=1)]


def _entry(item: Any, where: str) -> dict[str, str]:
    """One entry with all its keys. Raises Refused for what `mtaudit check` could not read."""
    if not isinstance(item, dict) or set(item) - set(KEYS):
        raise Refused(HTTPStatus.BAD_REQUEST, f"{where} must be an object with only these keys: {', '.join(KEYS)}")
    entry = {key: item.get(key, "") for key in KEYS}
    if not all(isinstance(value, str) and len(value) <= LONGEST for value in entry.values()):
        raise Refused(
            HTTPStatus.BAD_REQUEST, f"{where}: every value must be a string of at most {LONGEST:,} characters"
        )
    if not _FINGERPRINT.fullmatch(entry["fingerprint"]):
        raise Refused(HTTPStatus.BAD_REQUEST, f"{where} has no fingerprint of 16 hex digits")
    if entry["decision"] not in DECISIONS:
        raise Refused(HTTPStatus.BAD_REQUEST, f"{where} is neither accepted nor dismissed")
    if entry["decision"] == "dismissed" and not entry["reason"].strip():
        raise Refused(HTTPStatus.BAD_REQUEST, f"{where} is dismissed without a reason")
    for key in ("created", "expires"):
        if entry[key] and not is_date(entry[key]):
            raise Refused(HTTPStatus.BAD_REQUEST, f"{where}: {key} must be a date such as 2027-01-31")
    return entry


def _fingerprints(items: Any) -> set[str]:
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise Refused(HTTPStatus.BAD_REQUEST, "remove must be a list of fingerprints")
    return set(items)
